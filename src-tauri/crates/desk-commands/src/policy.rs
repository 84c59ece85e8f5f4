//! The policy in force: a built-in one or a file, and what is wrong with a file. The last good policy stays in force.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use desk_contract::events::DeskEvent;
use desk_contract::list::{Done, Nothing};
use desk_contract::policy::{
    LinkView, PolicyChooseRequest, PolicyLinkRequest, PolicyProblem, PolicyView, PriorityView,
};
use desk_domain::deadline::Rules;
use desk_domain::policy::{HoursClass, Priority, Targets};
use desk_domain::support_hours::day;
use desk_policy::{BUILTIN, DEFAULT, Diagnostic, Feed, Handbook, Loaded, PriorityFields};
use desk_ports::WebAddress;
use desk_store::Store;
use serde::{Deserialize, Serialize};

use crate::bounded_file;
use crate::clocks::priority_word;
use crate::desk::Desk;
use crate::error::{self, Answer};

const CHOSEN: &str = "policy";

/// A policy with its calendar.
#[derive(Debug)]
pub struct InForce {
    /// What the rules are asked with.
    pub rules: Arc<Rules>,
    /// What people read of it.
    pub handbook: Handbook,
    /// What the help desk's own priority field holds.
    pub priority_fields: PriorityFields,
    /// `built in`, or the file.
    pub source: String,
    /// What is wrong with the chosen file, when an older text of it is in force.
    pub problems: Vec<PolicyProblem>,
    /// The file as it was when it was read, to notice that it was edited; `None` for a built-in policy.
    edited: Option<(String, Option<SystemTime>)>,
    /// Changes when the policy or its bank holidays do: what was computed under another one is stale.
    pub fingerprint: String,
}

/// What was chosen in settings.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Chosen {
    name_or_file: String,
    /// The last text of the file that passed every check.
    good_text: Option<String>,
}

/// Why a policy cannot be used.
#[derive(Debug)]
pub enum PolicyFailure {
    /// The file cannot be read.
    Unreadable(String),
    /// Everything that is wrong with it.
    Wrong(Vec<PolicyProblem>),
}

impl PolicyFailure {
    /// The problems as lines `file:line:column: message (hint)`.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        match self {
            Self::Unreadable(sentence) => vec![sentence.clone()],
            Self::Wrong(problems) => problems.iter().map(problem_line).collect(),
        }
    }
}

fn problem_line(problem: &PolicyProblem) -> String {
    let PolicyProblem {
        file,
        line,
        column,
        message,
        hint,
    } = problem;
    if hint.is_empty() {
        format!("{file}:{line}:{column}: {message}")
    } else {
        format!("{file}:{line}:{column}: {message} ({hint})")
    }
}

/// Loads a policy by built-in name or by file, with bundled bank holidays and the policy's own days.
///
/// # Errors
/// [`PolicyFailure`] with everything that is wrong.
pub fn named(name_or_file: &str) -> Result<InForce, PolicyFailure> {
    load(name_or_file, None)
}

/// Checks a policy file, or a built-in policy, without using it.
///
/// # Errors
/// [`PolicyFailure`] with everything that is wrong.
pub fn check(file: &str) -> Result<(), PolicyFailure> {
    let text = text(file)?;
    desk_policy::load(file, &text, None).map(drop).map_err(wrong)
}

/// The text of a built-in policy or a file, as it stands.
///
/// # Errors
/// [`PolicyFailure::Unreadable`] when there is no such file.
pub fn text(name_or_file: &str) -> Result<String, PolicyFailure> {
    match desk_policy::builtin(name_or_file) {
        Some(loaded) => Ok(loaded.source_text),
        None => read_file(name_or_file),
    }
}

/// The JSON Schema of policy files.
#[must_use]
pub fn schema() -> serde_json::Value {
    desk_policy::schema()
}

/// Names of the built-in policies, the default first.
#[must_use]
pub fn built_in() -> Vec<String> {
    BUILTIN.iter().map(ToString::to_string).collect()
}

fn load(name_or_file: &str, feed: Option<&Feed>) -> Result<InForce, PolicyFailure> {
    if let Some(loaded) = desk_policy::builtin(name_or_file) {
        let loaded = match feed {
            Some(_) => desk_policy::load(&loaded.source_name, &loaded.source_text, feed).map_err(wrong)?,
            None => loaded,
        };
        return in_force(loaded, "built in".to_owned());
    }
    let edited = Some((name_or_file.to_owned(), edited_at(name_or_file)));
    let text = read_file(name_or_file)?;
    let loaded = desk_policy::load(name_or_file, &text, feed).map_err(wrong)?;
    Ok(InForce {
        edited,
        ..in_force(loaded, name_or_file.to_owned())?
    })
}

fn edited_at(file: &str) -> Option<SystemTime> {
    std::fs::metadata(file).and_then(|file| file.modified()).ok()
}

fn in_force(loaded: Loaded, source: String) -> Result<InForce, PolicyFailure> {
    let mut hasher = DefaultHasher::new();
    loaded.source_text.hash(&mut hasher);
    for holiday in &loaded.policy.hours.holidays {
        (holiday.date, &holiday.name).hash(&mut hasher);
    }
    let rules = Rules::new(loaded.policy).map_err(|zone| PolicyFailure::Unreadable(zone.to_string()))?;
    Ok(InForce {
        rules: Arc::new(rules),
        handbook: loaded.handbook,
        priority_fields: loaded.priority_fields,
        source,
        edited: None,
        problems: Vec::new(),
        fingerprint: format!("{:016x}", hasher.finish()),
    })
}

fn read_file(file: &str) -> Result<String, PolicyFailure> {
    bounded_file::read(std::path::Path::new(file)).map_err(|failure| {
        let why = bounded_file::why(&failure);
        PolicyFailure::Unreadable(format!(
            "The policy {file}: {why}. Give the path of a policy file, or one of {}.",
            BUILTIN.join(", ")
        ))
    })
}

fn wrong(diagnostics: Vec<Diagnostic>) -> PolicyFailure {
    PolicyFailure::Wrong(diagnostics.into_iter().map(problem).collect())
}

fn problem(diagnostic: Diagnostic) -> PolicyProblem {
    PolicyProblem {
        file: diagnostic.file,
        line: u32::try_from(diagnostic.line).unwrap_or(u32::MAX),
        column: u32::try_from(diagnostic.column).unwrap_or(u32::MAX),
        message: diagnostic.message,
        hint: diagnostic.hint.unwrap_or_default(),
    }
}

impl InForce {
    /// The policy for this start: the one asked for, else the one chosen in settings, else the default.
    pub(crate) fn at_start(store: &Store, asked: Option<&str>) -> Answer<Self> {
        if let Some(asked) = asked {
            return named(asked).map_err(|failure| error::invalid(failure.lines().join("\n")));
        }
        let desk = store.desk.read();
        let chosen: Option<Chosen> = desk.setting(CHOSEN).map_err(|failure| error::store(&failure))?;
        let feed: Option<String> = desk.setting(FEED).map_err(|failure| error::store(&failure))?;
        let feed = feed.and_then(|text| Feed::parse(&text).ok());
        chosen_or_default(chosen, feed.as_ref())
    }

    /// The first name of a priority in the table: `Critical`.
    #[must_use]
    pub fn name_of(&self, priority: Priority) -> &str {
        &self.rules.policy.rules(priority).name
    }
}

/// The refreshed bank holidays, as the feed gave them.
pub(crate) const FEED: &str = "holiday_feed";

fn chosen_or_default(chosen: Option<Chosen>, feed: Option<&Feed>) -> Answer<InForce> {
    let Some(chosen) = chosen else { return fallback(feed) };
    let edited = Some((chosen.name_or_file.clone(), edited_at(&chosen.name_or_file)));
    let failure = match load(&chosen.name_or_file, feed) {
        Ok(policy) => return Ok(policy),
        Err(failure) => failure,
    };
    let problems = problems_of(&chosen.name_or_file, failure);
    let last_good = chosen
        .good_text
        .and_then(|text| desk_policy::load(&chosen.name_or_file, &text, feed).ok())
        .and_then(|loaded| in_force(loaded, format!("{}, as it was before its errors", chosen.name_or_file)).ok());
    let policy = match last_good {
        Some(policy) => policy,
        None => fallback(feed)?,
    };
    Ok(InForce {
        problems,
        edited,
        ..policy
    })
}

fn fallback(feed: Option<&Feed>) -> Answer<InForce> {
    load(DEFAULT, feed).map_err(|failure| error::internal(failure.lines().join("\n")))
}

fn problems_of(file: &str, failure: PolicyFailure) -> Vec<PolicyProblem> {
    match failure {
        PolicyFailure::Wrong(problems) => problems,
        PolicyFailure::Unreadable(message) => vec![PolicyProblem {
            file: file.to_owned(),
            line: 1,
            column: 1,
            message,
            hint: String::new(),
        }],
    }
}

/// What settings show of the policy.
///
/// # Errors
/// None at present.
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
    let policy = match load(&name_or_file, feed.as_ref()) {
        Ok(policy) => policy,
        Err(failure) => {
            let mut view = view(&desk.policy(), desk.now());
            view.problems = problems_of(&name_or_file, failure);
            return Ok(view);
        }
    };
    let good_text = text(&name_or_file).ok().filter(|_| policy.source != "built in");
    let chosen = Chosen {
        name_or_file,
        good_text,
    };
    desk.keep(move |kept| kept.put_setting(CHOSEN, &chosen)).await?;
    desk.set_policy(policy);
    desk.refresh_all_rows().await?;
    desk.host().tell(DeskEvent::SettingsChanged);
    desk.woken();
    Ok(view(&desk.policy(), desk.now()))
}

/// Reads the chosen file again if it was edited since. With errors, the last good policy stays in force and they show.
pub(crate) async fn reload_if_edited(desk: &Desk) -> Answer<()> {
    let policy = desk.policy();
    match &policy.edited {
        Some((file, seen)) if edited_at(file) != *seen => reload(desk).await,
        _ => Ok(()),
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
    let policy = chosen_or_default(chosen.clone(), feed.as_ref())?;
    if let (Some(chosen), true) = (chosen, policy.problems.is_empty()) {
        let good_text = text(&chosen.name_or_file).ok();
        let chosen = Chosen { good_text, ..chosen };
        desk.keep(move |kept| kept.put_setting(CHOSEN, &chosen)).await?;
    }
    desk.set_policy(policy);
    desk.refresh_all_rows().await?;
    desk.host().tell(DeskEvent::SettingsChanged);
    desk.woken();
    Ok(())
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
        .ok_or_else(|| error::not_found("The policy has no such link."))?;
    let address = WebAddress::parse(&link.address).map_err(error::address)?;
    desk.host().opener().open(&address).map_err(error::browser)?;
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
        None => "No bank holidays: weekdays alone decide".to_owned(),
        Some(last) if policy.rules.hours.calendar_known(now) => {
            format!("Bank holidays known until {}", last.format("%-d %b %Y"))
        }
        Some(last) => format!(
            "Bank holidays are not known after {} {}: weekdays count as working days",
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

/// `20 min in hours, 40 min waking and overnight`; once where all classes agree.
pub(crate) fn targets(targets: &Targets) -> String {
    let said = |class| targets.at(class).map_or("none", |target| target.said.as_str());
    let [in_hours, waking, overnight] = HoursClass::ALL.map(said);
    if in_hours == waking && waking == overnight {
        in_hours.to_owned()
    } else if waking == overnight {
        format!("{in_hours} in hours, {waking} out of hours")
    } else {
        format!("{in_hours} in hours, {waking} waking, {overnight} overnight")
    }
}
