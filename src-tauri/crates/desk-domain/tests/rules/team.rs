//! The team of the support manual, built by hand: its policy as domain values, and its way to write times.

use std::sync::LazyLock;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Weekday};
use desk_domain::calendar::{Days, Frame, Holiday, Hours};
use desk_domain::deadline::Rules;
use desk_domain::form::Form;
use desk_domain::ids::{Series, TicketId};
use desk_domain::policy::{
    Clock, EmergencyRoute, NoticeRules, Policy, PriorityRules, Stage, StageRule, Target, Targets,
};
use desk_domain::priority::Priority;
use desk_domain::support_hours::MONDAY_TO_FRIDAY;
use desk_domain::time::{Allowed, ElapsedTime, Instant, WorkingTime};
use jiff::tz::{TimeZone, TimeZoneDatabase};

/// Milliseconds.
pub(crate) const HOUR: i64 = 3_600_000;
pub(crate) const LONDON: &str = "Europe/London";

/// Bank holidays of England and Wales around these stories, including proclaimed ones.
const BANK_HOLIDAYS: [(&str, &str); 24] = [
    ("2016-12-26", "Boxing Day"),
    ("2016-12-27", "Christmas Day"),
    ("2017-01-02", "New Year’s Day"),
    ("2017-04-14", "Good Friday"),
    ("2017-04-17", "Easter Monday"),
    ("2017-05-01", "Early May bank holiday"),
    ("2017-05-29", "Spring bank holiday"),
    ("2017-08-28", "Summer bank holiday"),
    ("2017-12-25", "Christmas Day"),
    ("2017-12-26", "Boxing Day"),
    ("2020-04-10", "Good Friday"),
    ("2020-04-13", "Easter Monday"),
    ("2020-05-08", "Early May bank holiday (VE day)"),
    ("2020-05-25", "Spring bank holiday"),
    ("2020-08-31", "Summer bank holiday"),
    ("2020-12-25", "Christmas Day"),
    ("2020-12-28", "Boxing Day"),
    ("2021-01-01", "New Year’s Day"),
    ("2022-06-02", "Spring bank holiday"),
    ("2022-06-03", "Platinum Jubilee bank holiday"),
    ("2022-09-19", "State Funeral of Queen Elizabeth II"),
    ("2023-05-01", "Early May bank holiday"),
    ("2023-05-08", "Coronation of King Charles III"),
    ("2023-05-29", "Spring bank holiday"),
];

pub(crate) fn date(iso: &str) -> NaiveDate {
    iso.parse().unwrap()
}

/// A frame from `"09:00"` to `"17:00"`; `"24:00"` is the end of the day.
pub(crate) fn frame(days: Days, from: &str, to: &str) -> Frame {
    let minute = |clock: &str| {
        let (hours, minutes) = clock.split_once(':').unwrap();
        hours.parse::<u16>().unwrap() * 60 + minutes.parse::<u16>().unwrap()
    };
    Frame {
        days,
        from_minute: minute(from),
        to_minute: minute(to),
    }
}

pub(crate) fn weekdays() -> Days {
    Days::Working(MONDAY_TO_FRIDAY.to_vec())
}

/// Monday to Friday 9 to 5 without bank holidays; waking 9 to 5 on every other day.
pub(crate) fn manual_hours() -> Hours {
    Hours {
        zone: LONDON.to_owned(),
        in_hours: vec![frame(weekdays(), "09:00", "17:00")],
        waking: vec![frame(Days::NonWorking, "09:00", "17:00")],
        holidays: BANK_HOLIDAYS
            .iter()
            .map(|(day, name)| Holiday {
                date: date(day),
                name: (*name).to_owned(),
            })
            .collect(),
        holidays_known_until: Some(date("2028-12-31")),
    }
}

pub(crate) fn elapsed(minutes: i64) -> Target {
    Target {
        allowed: Allowed::Elapsed(ElapsedTime::from_minutes(minutes)),
        said: format!("{minutes} min at any hour"),
    }
}

pub(crate) fn working(minutes: i64) -> Target {
    Target {
        allowed: Allowed::Working(WorkingTime::from_minutes(minutes)),
        said: format!("{minutes} min in hours"),
    }
}

/// The same target in hours, waking and overnight.
pub(crate) fn always(target: Target) -> Targets {
    Targets::new([Some(target.clone()), Some(target.clone()), Some(target)])
}

fn row(name: &str, respond: Targets, update: Targets) -> PriorityRules {
    PriorityRules {
        name: name.to_owned(),
        examples: vec![format!("an example of {name}")],
        respond,
        update,
    }
}

pub(crate) fn stage(clock: Clock, stage: Stage, priorities: &[Priority]) -> StageRule {
    StageRule {
        clock,
        stage,
        priorities: priorities.to_vec(),
    }
}

/// The manual's notifications, as the default policy has them.
pub(crate) fn manual_notices() -> NoticeRules {
    use Priority::{P1, P2, P3, P4};
    NoticeRules {
        arrived: true,
        stages: vec![
            stage(Clock::Respond, Stage::Half, &[P1, P2]),
            stage(Clock::Respond, Stage::FourFifths, &[P1, P2, P3]),
            stage(Clock::Respond, Stage::Due, &[P1, P2, P3, P4]),
            stage(Clock::Update, Stage::FourFifths, &[P1, P2, P3]),
            stage(Clock::Update, Stage::Due, &[P1, P2, P3, P4]),
            stage(Clock::Triage, Stage::Due, &[]),
        ],
        at_any_hour: vec![P1],
        repeated: vec![P1],
        repeat_every: ElapsedTime::from_minutes(10),
        repeat_after_acknowledge: ElapsedTime::from_minutes(30),
        in_opening_digest: vec![P4],
        tenant_message: vec![P1, P2],
    }
}

/// The policy of the manual.
pub(crate) fn manual() -> Policy {
    const DAY: i64 = 8 * 60;
    let p1_respond = Targets::new([Some(elapsed(20)), Some(elapsed(40)), Some(elapsed(40))]);
    Policy {
        name: "manual".to_owned(),
        hours: manual_hours(),
        business_day: WorkingTime::from_minutes(DAY),
        priorities: [
            row("Critical", p1_respond, always(elapsed(60))),
            row("Major", always(working(30)), always(working(120))),
            row("Significant", always(working(120)), always(working(240))),
            row("Minor", always(working(DAY)), always(working(2 * DAY))),
        ],
        triage_within: Some(working(10)),
        chase_after: WorkingTime::from_minutes(2 * DAY),
        incident_break_after: ElapsedTime::from_minutes(6 * 60),
        out_of_hours_scope: true,
        emergency_priority: Priority::P1,
        emergency_route: EmergencyRoute::default(),
        notices: manual_notices(),
        triage: Form::default(),
    }
}

pub(crate) fn rules(policy: Policy) -> Rules {
    Rules::new(policy).unwrap()
}

/// The manual's policy, its calendar laid out once.
pub(crate) fn manual_rules() -> &'static Rules {
    static RULES: LazyLock<Rules> = LazyLock::new(|| rules(manual()));
    &RULES
}

pub(crate) fn zone(name: &str) -> TimeZone {
    TimeZoneDatabase::bundled().get(name).unwrap()
}

/// `Thu 2017-04-13 16:45` on London's wall, the weekday checked; seconds may follow, and `GMT` or `BST` where an hour
/// happens twice. What carries an offset (`2017-04-13T16:45:00+01:00`) is read as it is.
pub(crate) fn at(said: &str) -> Instant {
    if let Ok(instant) = DateTime::parse_from_rfc3339(said) {
        return instant.to_utc();
    }
    let words: Vec<&str> = said.split_whitespace().collect();
    let [weekday, day, time, zone_said @ ..] = words.as_slice() else {
        panic!("not a time: {said:?}");
    };
    let day = date(day);
    assert_eq!(day.weekday_said(), *weekday, "the weekday of {said:?}");
    let wall = NaiveDateTime::new(day, clock_time(time));
    match zone_said {
        [] => compatible(wall),
        ["GMT"] => wall.and_utc(),
        ["BST"] => (wall - TimeDelta::hours(1)).and_utc(),
        other => panic!("not a zone of London: {other:?}"),
    }
}

trait WeekdaySaid {
    fn weekday_said(&self) -> String;
}

impl WeekdaySaid for NaiveDate {
    fn weekday_said(&self) -> String {
        self.format("%a").to_string()
    }
}

fn clock_time(time: &str) -> NaiveTime {
    time.parse()
        .or_else(|_| format!("{time}:00").parse())
        .unwrap_or_else(|_| panic!("not a time of day: {time:?}"))
}

fn compatible(wall: NaiveDateTime) -> Instant {
    let civil: jiff::civil::DateTime = wall.format("%Y-%m-%dT%H:%M:%S").to_string().parse().unwrap();
    let stamp = zone(LONDON).to_timestamp(civil).unwrap();
    DateTime::from_timestamp_millis(stamp.as_millisecond()).unwrap()
}

/// `Tue 2017-04-18 09:15`, with seconds where there are any: what [`at`] reads.
pub(crate) fn said(instant: Instant) -> String {
    let stamp = jiff::Timestamp::from_millisecond(instant.timestamp_millis()).unwrap();
    let wall = stamp.to_zoned(zone(LONDON));
    let form = if wall.second() == 0 {
        "%a %Y-%m-%d %H:%M"
    } else {
        "%a %Y-%m-%d %H:%M:%S"
    };
    wall.strftime(form).to_string()
}

pub(crate) fn priority(word: &str) -> Priority {
    Priority::from_word(word).unwrap_or_else(|| panic!("not a priority: {word:?}"))
}

pub(crate) fn clock(word: &str) -> Clock {
    match word {
        "respond" => Clock::Respond,
        "update" => Clock::Update,
        "triage" => Clock::Triage,
        other => panic!("not a clock: {other:?}"),
    }
}

pub(crate) fn clock_word(clock: Clock) -> &'static str {
    match clock {
        Clock::Respond => "respond",
        Clock::Update => "update",
        Clock::Triage => "triage",
    }
}

/// All seven, for cover on every day.
pub(crate) fn every_weekday() -> Vec<Weekday> {
    [MONDAY_TO_FRIDAY.as_slice(), &[Weekday::Sat, Weekday::Sun]].concat()
}

/// The one ticket of stories that have one.
pub(crate) static ONE: LazyLock<TicketId> = LazyLock::new(|| own(1));

/// A local ticket, by its number.
pub(crate) fn own(number: i64) -> TicketId {
    TicketId::of_own(Series::Local, number)
}
