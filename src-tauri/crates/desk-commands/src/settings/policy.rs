//! The policy as settings show and change it: choosing one, the errors of a file, its links.

use chrono::{DateTime, Utc};
use desk_contract::events::DeskEvent;
use desk_contract::list::{Done, Nothing};
use desk_contract::policy::{
    LinkView, MovedDeadline, PolicyChooseRequest, PolicyLinkRequest, PolicyPicked, PolicyPreview, PolicyView,
    PriorityView,
};
use desk_domain::deadline::Rules;
use desk_domain::policy::Clock;
use desk_domain::priority::Priority;
use desk_domain::support_hours::day;
use desk_policy::Feed;
use desk_ports::WebAddress;
use desk_store::{Reader, StoreError};

use crate::desk::in_force::{CHOSEN, Chosen, FEED, built_in, chosen_or_default, edited_at, load, problems_of, text};
use crate::desk::{Answer, Desk, InForce, error, off_thread};
use crate::ticket::{Folded, clock_said, fold, refresh_all_rows};
use crate::words::{moment, priority_word, priority_words, targets};

/// What settings show about the policy.
///
/// # Errors
/// None now.
pub async fn policy(desk: &Desk, _: Nothing) -> Answer<PolicyView> {
    Ok(view(&desk.policy(), desk.now()))
}

/// Chooses a policy. One with errors is shown with them and changes nothing.
///
/// # Errors
/// When the choice cannot be saved.
pub async fn policy_choose(desk: &Desk, request: PolicyChooseRequest) -> Answer<PolicyView> {
    let name_or_file = request.name_or_file.trim().to_owned();
    let feed: Option<String> = desk.read(|read| read.desk().setting(FEED)).await?;
    let feed = feed.and_then(|text| Feed::parse(&text).ok());
    let asked = name_or_file.clone();
    let loaded = off_thread(move || {
        let policy = load(&asked, feed.as_ref())?;
        let good_text = text(&asked).ok().filter(|_| policy.source != "built in");
        Ok((policy, good_text))
    });
    let (policy, good_text) = match loaded.await? {
        Ok(loaded) => loaded,
        Err(failure) => {
            let mut view = view(&desk.policy(), desk.now());
            view.problems = problems_of(&name_or_file, failure);
            return Ok(view);
        }
    };
    let chosen = Chosen {
        name_or_file,
        good_text,
    };
    desk.keep(move |kept| kept.put_setting(CHOSEN, &chosen)).await?;
    desk.set_policy(policy);
    refresh_all_rows(desk).await?;
    desk.host().tell(DeskEvent::SettingsChanged);
    desk.woken();
    Ok(view(&desk.policy(), desk.now()))
}

/// Lets the person choose a policy file. Only its path comes back: it is read, with its errors, when it is looked at.
///
/// # Errors
/// Without a screen, and when the path is no text, so that it couldn't be saved.
pub async fn policy_pick(desk: &Desk, _: Nothing) -> Answer<PolicyPicked> {
    let Some(picker) = desk.host().file_picker() else {
        return Err(error::not_now(
            "There is no dialog for files here. Enter the path of the file.",
        ));
    };
    let Some(path) = picker.pick_file("Choose a policy file", &["toml"]).await else {
        return Ok(PolicyPicked { path: None });
    };
    match path.into_os_string().into_string() {
        Ok(path) => Ok(PolicyPicked { path: Some(path) }),
        Err(_) => Err(error::invalid(
            "The path of that file isn’t text that Dutydesk can save. Rename the file, then choose it again.",
        )),
    }
}

/// The most tickets that a preview names.
const MOST_MOVED: usize = 50;

/// Which deadlines another policy would move. Nothing changes.
///
/// # Errors
/// When the store cannot be read.
pub async fn policy_preview(desk: &Desk, request: PolicyChooseRequest) -> Answer<PolicyPreview> {
    let name_or_file = request.name_or_file.trim().to_owned();
    let feed: Option<String> = desk.read(|read| read.desk().setting(FEED)).await?;
    let feed = feed.and_then(|text| Feed::parse(&text).ok());
    let asked = name_or_file.clone();
    let then = match off_thread(move || load(&asked, feed.as_ref())).await? {
        Ok(then) => then,
        Err(failure) => {
            return Ok(PolicyPreview {
                title: String::new(),
                problems: problems_of(&name_or_file, failure),
                moved: Vec::new(),
                total: 0,
            });
        }
    };
    let (before, now) = (desk.policy(), desk.now());
    let (title, after) = (then.handbook.title.clone(), then.rules);
    let mut moved = desk.read(move |read| moved(read, &before.rules, &after, now)).await?;
    moved.sort_by_key(|(due, _)| (due.is_none(), *due));
    let total = u32::try_from(moved.len()).unwrap_or(u32::MAX);
    moved.truncate(MOST_MOVED);
    Ok(PolicyPreview {
        title,
        problems: Vec::new(),
        moved: moved.into_iter().map(|(_, moved)| moved).collect(),
        total,
    })
}

/// A deadline that would move, with when it is due then: they are sorted by that.
type Moved = (Option<DateTime<Utc>>, MovedDeadline);

/// Each open ticket whose next deadline differs.
fn moved(read: &Reader, before: &Rules, after: &Rules, now: DateTime<Utc>) -> Result<Vec<Moved>, StoreError> {
    let mut moved = Vec::new();
    for ticket in read.desk().tickets()? {
        if ticket.linked_to.is_some() || !ticket.adopted {
            continue;
        }
        let (Some(today), Some(then)) = (fold(read, before, &ticket.id)?, fold(read, after, &ticket.id)?) else {
            continue;
        };
        let next = |folded: &Folded, rules: &Rules| {
            let (_, reading) = folded.main_cycle(rules, now)?;
            Some((reading.clock, reading.due_at?))
        };
        let (was, will_be) = (next(&today, before), next(&then, after));
        if was != will_be {
            let due = will_be.map(|(_, due)| due);
            let view = MovedDeadline {
                ticket: ticket.id.to_string(),
                from: today.from(),
                subject: today.subject().to_owned(),
                before: next_said(before, was, now),
                after: next_said(after, will_be, now),
                late: due.is_some_and(|due| due < now),
            };
            moved.push((due, view));
        }
    }
    Ok(moved)
}

/// `Update 12:10`.
fn next_said(rules: &Rules, next: Option<(Clock, DateTime<Utc>)>, now: DateTime<Utc>) -> String {
    next.map_or_else(
        || "no deadline".to_owned(),
        |(clock, due)| format!("{} {}", clock_said(clock), moment(&rules.hours, due, now).short),
    )
}

/// Reads the chosen file again if it was edited. If it has errors, the last good policy stays in use, and settings show
/// the errors.
pub(crate) async fn reload_if_edited(desk: &Desk) -> Answer<()> {
    let Some((file, seen)) = desk.policy().edited.clone() else {
        return Ok(());
    };
    match off_thread(move || edited_at(&file) != seen).await? {
        true => reload(desk).await,
        false => Ok(()),
    }
}

/// Reads the feed of the policy. One that cannot be read, or is none, changes nothing.
pub(crate) async fn refresh_holidays(desk: &Desk) -> Answer<()> {
    let Some(address) = desk.policy().handbook.holiday_feed.clone() else {
        return Ok(());
    };
    let text = match desk_connect::bank_holidays(&address, desk_connect::HttpLimits::default()).await {
        Ok(text) => text,
        Err(problem) => {
            tracing::info!(%problem, "the bank holidays were not refreshed");
            return Ok(());
        }
    };
    keep_holidays(desk, text).await
}

async fn keep_holidays(desk: &Desk, text: String) -> Answer<()> {
    if let Err(problem) = Feed::parse(&text) {
        tracing::warn!(%problem, "the bank-holiday feed makes no sense");
        return Ok(());
    }
    let known: Option<String> = desk.read(|read| read.desk().setting(FEED)).await?;
    if known.as_ref() == Some(&text) {
        return Ok(());
    }
    desk.keep(move |desk| desk.put_setting(FEED, &text)).await?;
    reload(desk).await
}

async fn reload(desk: &Desk) -> Answer<()> {
    let (chosen, feed) = desk
        .read(|read| {
            Ok((
                read.desk().setting::<Chosen>(CHOSEN)?,
                read.desk().setting::<String>(FEED)?,
            ))
        })
        .await?;
    let feed = feed.and_then(|text| Feed::parse(&text).ok());
    let (policy, chosen) = off_thread(move || read_again(chosen, feed.as_ref())).await??;
    if let Some(chosen) = chosen {
        desk.keep(move |kept| kept.put_setting(CHOSEN, &chosen)).await?;
    }
    desk.set_policy(policy);
    refresh_all_rows(desk).await?;
    desk.host().tell(DeskEvent::SettingsChanged);
    desk.woken();
    Ok(())
}

/// The policy that was chosen as it is now, and what to keep of it where nothing is wrong with it.
fn read_again(chosen: Option<Chosen>, feed: Option<&Feed>) -> Answer<(InForce, Option<Chosen>)> {
    let policy = chosen_or_default(chosen.clone(), feed)?;
    let good = chosen.filter(|_| policy.problems.is_empty()).map(|chosen| Chosen {
        good_text: text(&chosen.name_or_file).ok(),
        ..chosen
    });
    Ok((policy, good))
}

/// Opens a link of the manual.
///
/// # Errors
/// When there is no such link, or the browser does not start.
pub async fn policy_link(desk: &Desk, request: PolicyLinkRequest) -> Answer<Done> {
    let policy = desk.policy();
    let link = usize::try_from(request.link)
        .ok()
        .and_then(|index| policy.handbook.links.get(index))
        .ok_or_else(|| error::not_found("The policy doesn’t have that link."))?;
    let address = WebAddress::parse(&link.address).map_err(error::address)?;
    desk.open_page(address).await?;
    Ok(Done {})
}

/// The policy in words.
#[must_use]
pub fn view(policy: &InForce, now: DateTime<Utc>) -> PolicyView {
    PolicyView {
        name: policy.rules.policy.name.clone(),
        title: policy.handbook.title.clone(),
        source: policy.source.clone(),
        built_in: built_in(),
        zone: policy.rules.policy.hours.zone.clone(),
        calendar: calendar(policy, now),
        priorities: Priority::ALL.map(|priority| priority_view(policy, priority)).to_vec(),
        one_sentence_for: priority_words(&policy.rules.policy.triage.one_sentence_for),
        problems: policy.problems.clone(),
        links: policy
            .handbook
            .links
            .iter()
            .map(|link| LinkView {
                title: link.title.clone(),
                host: WebAddress::parse(&link.address)
                    .map_or_else(|_| link.address.clone(), |address| address.host().to_owned()),
            })
            .collect(),
    }
}

fn calendar(policy: &InForce, now: DateTime<Utc>) -> String {
    match policy.rules.policy.hours.holidays_known_until {
        None => "No bank holidays in this policy: all weekdays count".to_owned(),
        Some(last) if policy.rules.hours.calendar_known(now) => {
            format!("Bank holidays known until {}", last.format("%-d %b %Y"))
        }
        Some(last) => format!(
            "Bank holidays aren’t known after {} {}, so weekdays count as working days",
            day(last),
            last.format("%Y")
        ),
    }
}

fn priority_view(policy: &InForce, priority: Priority) -> PriorityView {
    let rules = policy.rules.policy.rules(priority);
    let also = policy.handbook.also_known_as(priority);
    PriorityView {
        priority: priority_word(priority),
        name: if also.is_empty() {
            rules.name.clone()
        } else {
            also.to_owned()
        },
        respond: targets(&rules.respond),
        update: targets(&rules.update),
        examples: rules.examples.clone(),
    }
}
