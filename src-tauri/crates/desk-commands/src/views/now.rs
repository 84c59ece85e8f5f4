//! Now: the promise that is due next, and the next eight hours.

use chrono::{DateTime, TimeDelta, Timelike, Utc};
use desk_contract::list::{Hero, HeroAct, Nothing, NowView, Radar, RadarFrame, RadarMark};
use desk_domain::calendar::HoursClass;
use desk_domain::clock::{Reading, Standing};
use desk_domain::deadline::Rules;
use desk_domain::policy::Clock;
use desk_store::cache::deadline::Deadline;
use desk_store::cache::list_row::{self, ListRow};
use desk_store::{Reader, StoreError};

use super::banners::Source;
use super::status::{FRESH, sources};
use crate::desk::{Answer, Desk};
use crate::notices::{self, Mark};
use crate::ticket::{Folded, act_on, clock_said, fold, lower_first, to};
use crate::words;
use crate::words::{clock_word, moment, priority_word, standing_word};

const RADAR: TimeDelta = TimeDelta::hours(8);
/// Marks that say what they are about; those after them are only counted.
const RADAR_SUBJECTS: usize = 200;

/// The Now view.
///
/// # Errors
/// When the store cannot be read.
pub async fn now_view(desk: &Desk, _: Nothing) -> Answer<NowView> {
    let (rules, now, state) = (desk.rules(), desk.now(), desk.clone());
    desk.read(move |read| {
        let unknown = unknown(read, &state, &rules, now)?;
        Ok(NowView {
            hero: hero(read, &rules, now)?,
            calm_is_sure: unknown.is_none(),
            calm: unknown.unwrap_or_else(|| calm(&rules, now)),
            radar: radar(read, &rules, now)?,
        })
    })
    .await
}

/// What isn't known, so that nobody takes "nothing is due" for an answer of the help desk.
fn unknown(read: &Reader, desk: &Desk, rules: &Rules, now: DateTime<Utc>) -> Result<Option<String>, StoreError> {
    let sources = sources(read)?;
    if sources.is_empty() {
        return Ok(Some(
            "Nothing you logged is due. No help desk is connected, so its tickets aren’t known here.".to_owned(),
        ));
    }
    let stale = sources.iter().find(|source| {
        desk.sources().of(&source.account.key).is_some() || source.read_at.is_none_or(|at| now - at > FRESH)
    });
    Ok(stale.map(|Source { account, read_at, .. }| match read_at {
        Some(at) => format!(
            "Nothing was due when {} was last synced, {}. What came in since isn’t known.",
            account.name,
            moment(&rules.hours, *at, now).short
        ),
        None => format!(
            "{} hasn’t been synced yet, so it isn’t known what is due there.",
            account.name
        ),
    }))
}

fn calm(rules: &Rules, now: DateTime<Utc>) -> String {
    match rules.hours.next_opening(now) {
        Some(opening) if rules.hours.class_at(now) != HoursClass::InHours => {
            format!(
                "Nothing is due. Next opening {}.",
                moment(&rules.hours, opening, now).short
            )
        }
        _ => "Nothing is due.".to_owned(),
    }
}

/// The tickets that matter first: the worst late one, then by deadline.
pub(super) fn foremost(read: &Reader, now: DateTime<Utc>, most: usize) -> Result<Vec<ListRow>, StoreError> {
    let cache = read.cache();
    let mut rows: Vec<ListRow> = cache.worst_late(now)?.into_iter().collect();
    let page = u32::try_from(most).unwrap_or(u32::MAX);
    let mut next = Vec::new();
    for section in [
        list_row::Section::Late,
        list_row::Section::LateTriage,
        list_row::Section::Untriaged,
        list_row::Section::NextTwoHours,
        list_row::Section::Later,
    ] {
        next.extend(cache.rows(section, None, now, 0, page)?);
    }
    next.retain(|row| row.due_at.is_some() && rows.iter().all(|first| first.ticket != row.ticket));
    next.sort_by_key(|row| row.due_at);
    rows.extend(next);
    rows.truncate(most);
    Ok(rows)
}

fn hero(read: &Reader, rules: &Rules, now: DateTime<Utc>) -> Result<Option<Hero>, StoreError> {
    let rows = foremost(read, now, 2)?;
    let Some(folded) = rows
        .first()
        .map(|row| fold(read, rules, &row.ticket))
        .transpose()?
        .flatten()
    else {
        return Ok(None);
    };
    let Some((_, reading)) = folded.main_cycle(rules, now) else {
        return Ok(None);
    };
    let then = match rows.get(1) {
        Some(row) => fold(read, rules, &row.ticket)?.and_then(|next| then(&next, rules, now)),
        None => None,
    };
    let mark = notices::mark(read.desk(), &folded, &reading, now)?;
    Ok(Some(hero_of(&folded, &reading, then, mark.as_ref(), rules, now)))
}

fn hero_of(
    folded: &Folded,
    reading: &Reading,
    then: Option<String>,
    mark: Option<&Mark>,
    rules: &Rules,
    now: DateTime<Utc>,
) -> Hero {
    let (number, unit) = words::large(reading, now);
    let late = reading.standing == Standing::Breached;
    let due = reading.due_at.map(|due| words::zoned(&rules.hours, due, now));
    let priority = folded.clocks.priority();
    let mut acts = vec![clearing_act(folded, reading.clock)];
    acts.extend([HeroAct::Acknowledge, HeroAct::Why].into_iter().filter(|act| {
        // Before there was a notification there is nothing to acknowledge, and once is enough.
        *act != HeroAct::Acknowledge || (mark.is_none() && (late || reading.standing == Standing::AtRisk))
    }));
    let spoken = [
        Some(format!(
            "{} {}",
            clock_said(reading.clock),
            due_spoken(reading, late, now)
        )),
        priority.map(|priority| priority.to_string()),
        Some(mark.map_or_else(
            || "not acknowledged".to_owned(),
            |mark| lower_first(&mark.words(&rules.hours, now)),
        )),
    ];
    Hero {
        ticket: folded.ticket.id.to_string(),
        standing: standing_word(reading.standing),
        number,
        unit,
        due: due.map_or_else(String::new, |due| {
            let due = format!("{} {due}", if late { "was due" } else { "due" });
            words::beside(reading, now).map_or_else(|| due.clone(), |own| format!("{due}, {own}"))
        }),
        title: format!("{}: {}", act_on(folded, reading.clock), folded.subject()),
        priority: priority.map(priority_word),
        detail: [
            Some(detail(folded, reading, rules, now)),
            mark.map(|mark| mark.words(&rules.hours, now)),
        ]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(". "),
        then,
        spoken: spoken.into_iter().flatten().collect::<Vec<_>>().join(", "),
        acts,
    }
}

fn due_spoken(reading: &Reading, late: bool, now: DateTime<Utc>) -> String {
    let left = spoken(&words::left(reading, now));
    match reading.standing {
        _ if late => left,
        Standing::Paused => "incident paused".to_owned(),
        _ => format!("due in {left}"),
    }
}

/// `1 hour 54 minutes`: a screen reader would say the letters.
fn spoken(left: &str) -> String {
    let mut words: Vec<String> = left.split(' ').map(str::to_owned).collect();
    for index in 1..words.len() {
        let unit = match words[index].as_str() {
            "min" => "minute",
            "h" => "hour",
            _ => continue,
        };
        let many = if words[index - 1] == "1" { "" } else { "s" };
        words[index] = format!("{unit}{many}");
    }
    words.join(" ")
}

/// The act that ends a clock.
fn clearing_act(folded: &Folded, clock: Clock) -> HeroAct {
    match clock {
        Clock::Triage => HeroAct::Triage,
        Clock::Respond if !folded.clocks.has_tenant() => HeroAct::StartWork,
        _ if !folded.is_answerable() => HeroAct::Open,
        _ => HeroAct::Reply,
    }
}

fn then(folded: &Folded, rules: &Rules, now: DateTime<Utc>) -> Option<String> {
    let (_, reading) = folded.main_cycle(rules, now)?;
    let act = lower_first(&act_on(folded, reading.clock));
    let left = words::left(&reading, now);
    Some(match reading.due_at {
        _ if reading.standing == Standing::Breached => format!("Also {left}: {act}"),
        Some(due) if words::stands_still(&reading, now) => {
            format!("Then by {}: {act}", moment(&rules.hours, due, now).short)
        }
        _ => format!("Then in {left}: {act}"),
    })
}

fn detail(folded: &Folded, reading: &Reading, rules: &Rules, now: DateTime<Utc>) -> String {
    let said = match reading.clock {
        Clock::Triage => "team rule: triage comes before other work".to_owned(),
        clock => folded
            .clocks
            .priority()
            .and_then(|priority| rules.target(priority, clock, reading.started_at))
            .map_or_else(String::new, |target| {
                format!("{} {}", lower_first(clock_said(clock)), every(clock, &target.said))
            }),
    };
    let local = |at| moment(&rules.hours, at, now).short;
    let mut facts = vec![said];
    facts.extend(
        folded
            .clocks
            .last_public_at()
            .map(|at| format!("last public message {}", local(at))),
    );
    if folded.clocks.last_public_at().is_none() {
        facts.extend(folded.clocks.raised_at().map(|at| format!("raised {}", local(at))));
    }
    let mut text = facts
        .into_iter()
        .filter(|fact| !fact.is_empty())
        .collect::<Vec<_>>()
        .join(", ");
    if let Some(since) = folded.clocks.waiting_since() {
        // Of several who asked, nobody here knows which one wrote.
        let who = match to(folded).as_slice() {
            [one] => one.name.clone(),
            _ => "The tenant".to_owned(),
        };
        text.push_str(&format!(". {who} has been waiting since {}", local(since)));
    }
    text
}

fn every(clock: Clock, said: &str) -> String {
    match clock {
        Clock::Update => format!("every {said}"),
        _ => format!("within {said}"),
    }
}

fn radar(read: &Reader, rules: &Rules, now: DateTime<Utc>) -> Result<Radar, StoreError> {
    let hours = &rules.hours;
    let from = now
        .with_minute(0)
        .and_then(|at| at.with_second(0))
        .and_then(|at| at.with_nanosecond(0))
        .unwrap_or(now);
    let to = now + RADAR;
    // Deadlines that are already late are at the left edge.
    let due = read.cache().deadlines_due(now - TimeDelta::days(30), to)?;
    let marks = due
        .iter()
        .enumerate()
        .map(|(index, deadline)| mark(read, rules, deadline, index < RADAR_SUBJECTS, now));
    let ticks = std::iter::successors(Some(from), |tick| Some(*tick + TimeDelta::hours(1)));
    Ok(Radar {
        from: moment(hours, from, now),
        to: moment(hours, to, now),
        now: moment(hours, now, now),
        ticks: ticks
            .take_while(|tick| *tick <= to)
            .map(|tick| moment(hours, tick, now))
            .collect(),
        frames: hours
            .classes_between(from, to)
            .into_iter()
            .map(|(begins, ends, class)| RadarFrame {
                class: words::hours_class(class),
                from: moment(hours, begins, now),
                to: moment(hours, ends, now),
                label: frame_label(rules, class),
            })
            .collect(),
        marks: marks.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect(),
    })
}

fn frame_label(rules: &Rules, class: HoursClass) -> String {
    let any_hour: Vec<String> = rules
        .policy
        .notices
        .at_any_hour
        .iter()
        .map(ToString::to_string)
        .collect();
    match class {
        HoursClass::InHours => class.said().to_owned(),
        _ if any_hour.is_empty() => format!("{}: nothing falls due", class.said()),
        _ => format!("{}: only {} can fall due", class.said(), words::and(&any_hour)),
    }
}

fn mark(
    read: &Reader,
    rules: &Rules,
    deadline: &Deadline,
    named: bool,
    now: DateTime<Utc>,
) -> Result<Option<RadarMark>, StoreError> {
    let Some(due) = deadline.due_at else { return Ok(None) };
    let standing = if now > due {
        Standing::Breached
    } else if deadline.at_risk_at.is_some_and(|at| now >= at) {
        Standing::AtRisk
    } else {
        Standing::Running
    };
    Ok(Some(RadarMark {
        ticket: deadline.ticket.to_string(),
        clock: clock_word(deadline.clock),
        priority: deadline
            .priority
            .filter(|_| deadline.clock != Clock::Triage)
            .map(priority_word),
        due: moment(&rules.hours, due, now),
        standing: standing_word(standing),
        subject: match named {
            true => read.cache().row(&deadline.ticket)?.map(|row| row.subject),
            false => None,
        }
        .unwrap_or_default(),
    }))
}
