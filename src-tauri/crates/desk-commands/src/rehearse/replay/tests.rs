//! Shifts of the support manual in virtual time: every notification with its instant, worked out by hand. Times are in
//! London in May 2017, one hour ahead of UTC.

#![allow(clippy::unwrap_used)]

use std::sync::LazyLock;

use chrono::TimeDelta;

use super::super::events_file;
use super::*;
use crate::desk::in_force::named;
use crate::words::instant;

static RULES: LazyLock<std::sync::Arc<Rules>> = LazyLock::new(|| named("govuk-paas-2016").unwrap().rules);

/// A day of May 2017 and a time: `22 10:00`.
fn at(said: &str) -> Instant {
    let (day, time) = said.split_once(' ').unwrap();
    let seconds = if time.len() == 5 { ":00" } else { "" };
    instant(&format!("2017-05-{day}T{time}{seconds}+01:00")).unwrap()
}

/// What [`at`] reads, with the weekday in front.
fn said(at: Instant) -> String {
    let local = at + TimeDelta::hours(1);
    let seconds = if local.timestamp() % 60 == 0 { "" } else { ":%S" };
    local.format(&format!("%a %d %H:%M{seconds}")).to_string()
}

/// `22 10:00 apps raised`, a line each; `by page` and other fields follow as JSON.
fn stories(text: &str) -> Vec<Story> {
    let events = text.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| {
        let mut words = line.splitn(5, ' ');
        let mut word = || words.next().unwrap_or_default();
        let when = at(&format!("{} {}", word(), word())).to_rfc3339();
        let (ticket, kind, more) = (word(), word(), word());
        format!(r#"{{"at":"{when}","ticket":"{ticket}","kind":"{kind}"{more}}}"#)
    });
    events_file::parse_stories(&format!("[{}]", events.collect::<Vec<_>>().join(","))).unwrap()
}

struct Shift<'a> {
    story: &'a str,
    from: &'a str,
    to: &'a str,
    sleeps: &'a [(&'a str, &'a str)],
    jumps: &'a [(&'a str, &'a str)],
}

impl Shift<'_> {
    fn told(&self) -> Vec<String> {
        let utc = |said: &str| at(said).to_rfc3339();
        let sleeps = self
            .sleeps
            .iter()
            .map(|(from, to)| format!("{}..{}", utc(from), utc(to)).parse().unwrap());
        let jumps = self
            .jumps
            .iter()
            .map(|(when, by)| format!("{}={by}", utc(when)).parse().unwrap());
        let course = Course::new(at(self.from), at(self.to), sleeps.collect(), jumps.collect()).unwrap();
        let stories = stories(self.story);
        all_told(&stories, &course)
            .iter()
            .map(|line| line_said(&stories, line))
            .collect()
    }

    #[track_caller]
    fn tells(&self, expected: &str) {
        let expected: Vec<_> = expected
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect();
        assert_eq!(self.told(), expected);
    }
}

fn all_told(stories: &[Story], course: &Course) -> Vec<Line> {
    let mut lines = Vec::new();
    let told = |line| {
        lines.push(line);
        Ok::<(), std::convert::Infallible>(())
    };
    replay(&RULES, stories, course, told).unwrap();
    lines
}

fn line_said(stories: &[Story], line: &Line) -> String {
    let item = |item: &Item| {
        let mark = item.notice.key.mark;
        let number = if mark.n == 0 {
            String::new()
        } else {
            format!(" {}", mark.n)
        };
        let clock = serde_json::to_string(&clock_word(mark.clock)).unwrap();
        let ticket = stories[item.story].ticket.as_deref().unwrap_or("-");
        format!(
            "{ticket} {} {}{number}",
            clock.trim_matches('"'),
            stage_word(mark.stage)
        )
    };
    let items = line.items.iter().map(item).collect::<Vec<_>>().join(", ");
    let digest = if line.digest { "digest: " } else { "" };
    format!("{} {digest}{items}", said(line.at))
}

/// Awake all the time, no clock set.
fn shift<'a>(story: &'a str, from: &'a str, to: &'a str) -> Shift<'a> {
    Shift {
        story,
        from,
        to,
        sleeps: &[],
        jumps: &[],
    }
}

const EMERGENCY: &str = r#"22 10:00 apps raised ,"route":"emergency""#;

#[test]
fn a_shift_with_every_stage_of_every_priority() {
    shift(
        r#"22 10:00 apps raised ,"route":"emergency"
           22 10:41 apps acknowledged
           22 11:15 apps public_reply
           22 11:20 apps resolved
           22 12:00 push raised
           22 12:03 push priority ,"priority":"P2"
           22 12:25 push public_reply
           22 12:40 push paused ,"chase_at":"2017-05-23T11:30:00+01:00"
           22 15:30 slow raised
           22 15:45 slow priority ,"priority":"P3"
           22 15:50 typo raised
           22 15:55 typo priority ,"priority":"P4""#,
        "22 09:00",
        "23 17:00",
    )
    .tells(
        "Mon 22 10:00 apps respond arrived
         Mon 22 10:10 apps respond half
         Mon 22 10:16 apps respond four_fifths
         Mon 22 10:20 apps respond due
         Mon 22 10:30 apps respond repeat 1
         Mon 22 10:40 apps respond repeat 2
         Mon 22 11:11 apps respond repeat 3
         Mon 22 12:00 push respond arrived
         Mon 22 12:15 push respond half
         Mon 22 12:24 push respond four_fifths
         Mon 22 15:30 slow respond arrived
         Mon 22 15:40 slow triage due
         Mon 22 15:50 typo respond arrived
         Tue 23 09:00 digest: typo respond digest
         Tue 23 09:06 slow respond four_fifths
         Tue 23 09:30 slow respond due
         Tue 23 11:30 push update chase
         Tue 23 15:50 typo respond due",
    );
}

#[test]
fn what_would_have_been_told_before_the_beginning_is_taken_as_told() {
    shift(EMERGENCY, "22 10:35", "22 10:55").tells(
        "Mon 22 10:40 apps respond repeat 2
         Mon 22 10:50 apps respond repeat 3",
    );
    // The beginning and the end belong to it.
    shift(EMERGENCY, "22 10:16", "22 10:30").tells(
        "Mon 22 10:16 apps respond four_fifths
         Mon 22 10:20 apps respond due
         Mon 22 10:30 apps respond repeat 1",
    );
    shift("17 10:00 old raised", "22 09:00", "22 17:00").tells("");
}

#[test]
fn f48_the_look_at_the_end_of_a_sleep_finds_what_passed() {
    let mut asleep = shift(EMERGENCY, "22 09:00", "22 11:00");
    asleep.sleeps = &[("22 10:12", "22 10:45")];
    asleep.tells(
        "Mon 22 10:00 apps respond arrived
         Mon 22 10:10 apps respond half
         Mon 22 10:45 digest: apps respond repeat 2
         Mon 22 10:50 apps respond repeat 3
         Mon 22 11:00 apps respond repeat 4",
    );
    // Raised while it sleeps: an arrival and a triage clock are two items. A minute is not missed.
    let mut raised = shift("22 10:00 push raised", "22 09:00", "22 11:00");
    raised.sleeps = &[("22 09:30", "22 10:12")];
    raised.tells("Mon 22 10:12 digest: push triage due, push respond arrived");
    raised.sleeps = &[("22 09:30", "22 10:01")];
    raised.tells("Mon 22 10:01 push respond arrived\n Mon 22 10:10 push triage due");
    raised.sleeps = &[("22 09:30", "22 10:01:01")];
    raised.tells("Mon 22 10:01:01 digest: push respond arrived\n Mon 22 10:10 push triage due");
}

#[test]
fn items_of_p2_to_p4_wait_for_the_opening_and_those_of_p1_do_not() {
    let mut night = shift(
        r#"22 16:30 push raised
           22 16:31 push priority ,"priority":"P2"
           22 16:35 apps raised
           22 16:36 apps priority ,"priority":"P1""#,
        "22 16:00",
        "23 09:30",
    );
    night.sleeps = &[("22 16:40", "22 17:30"), ("22 17:35", "23 08:50")];
    night.tells(
        "Mon 22 16:30 push respond arrived
         Mon 22 16:35 apps respond arrived
         Mon 22 17:30 digest: apps respond repeat 3
         Tue 23 08:50 digest: apps respond repeat 95
         Tue 23 08:55 apps respond repeat 96
         Tue 23 09:00 digest: push respond due
         Tue 23 09:05 apps respond repeat 97
         Tue 23 09:15 apps respond repeat 98
         Tue 23 09:25 apps respond repeat 99",
    );
}

#[test]
fn a_stage_on_the_end_of_a_frame_belongs_to_it_and_the_night_is_silent() {
    shift(
        r#"22 16:30 push raised
           22 16:31 push priority ,"priority":"P2"
           22 16:40 slow raised
           22 16:41 slow priority ,"priority":"P2"
           22 16:42 slow public_reply ,"next_update_at":"2017-05-22T18:00:00+01:00"
           22 18:30 late raised"#,
        "22 16:00",
        "23 10:00",
    )
    .tells(
        "Mon 22 16:30 push respond arrived
         Mon 22 16:40 slow respond arrived
         Mon 22 16:45 push respond half
         Mon 22 16:54 push respond four_fifths
         Mon 22 16:56:24 slow update four_fifths
         Mon 22 17:00 push respond due
         Tue 23 09:00 digest: slow update due
         Tue 23 09:10 late triage due",
    );
}

#[test]
fn a_snooze_holds_and_then_only_the_latest_stage_is_told() {
    shift(
        r#"22 10:00 push raised
           22 10:02 push priority ,"priority":"P2"
           22 10:14 push snoozed ,"minutes":12
           22 10:31 push snoozed"#,
        "22 09:00",
        "22 12:00",
    )
    .tells(
        "Mon 22 10:00 push respond arrived
         Mon 22 10:26 push respond four_fifths
         Mon 22 10:30 push respond due
         Mon 22 10:41 push respond due 1",
    );
}

#[test]
fn f54_a_moved_deadline_re_arms_the_stages_ahead_and_late_on_arrival_is_told_once() {
    shift(
        r#"22 10:00 push raised
           22 10:02 push priority ,"priority":"P2"
           22 10:17 push priority ,"priority":"P1"
           22 10:25 push priority ,"priority":"P3"
           22 10:50 push priority ,"priority":"P2""#,
        "22 09:00",
        "22 13:00",
    )
    .tells(
        "Mon 22 10:00 push respond arrived
         Mon 22 10:15 push respond half
         Mon 22 10:20 push respond due
         Mon 22 10:50 push respond due",
    );
}

#[test]
fn f50_a_clock_set_forward_tells_a_digest_and_what_one_claimed_that_was_set_back_comes_at_its_instant() {
    let mut jump = shift(EMERGENCY, "22 09:00", "22 11:05");
    jump.jumps = &[("22 10:12", "+30m")];
    jump.tells(
        "Mon 22 10:00 apps respond arrived
         Mon 22 10:10 apps respond half
         Mon 22 10:42 digest: apps respond repeat 2
         Mon 22 10:50 apps respond repeat 3
         Mon 22 11:00 apps respond repeat 4",
    );
    jump.jumps = &[("22 10:32", "-30m")];
    jump.tells(
        "Mon 22 10:00 apps respond arrived
         Mon 22 10:10 apps respond half
         Mon 22 10:16 apps respond four_fifths
         Mon 22 10:20 apps respond due
         Mon 22 10:30 apps respond repeat 1
         Mon 22 10:10 apps respond half
         Mon 22 10:16 apps respond four_fifths
         Mon 22 10:20 apps respond due
         Mon 22 10:30 apps respond repeat 1
         Mon 22 10:40 apps respond repeat 2
         Mon 22 10:50 apps respond repeat 3
         Mon 22 11:00 apps respond repeat 4",
    );
    // By two days, everything; by a second, nothing.
    jump.jumps = &[("22 10:32", "-2d")];
    assert_eq!(jump.told().len(), 5 + 8);
    jump.jumps = &[("22 10:30:30", "-1s")];
    assert_eq!(jump.told().len(), 8);
}

#[test]
fn r24_09_a_late_p1_is_not_silent_for_a_day_after_a_clock_that_ran_ahead() {
    let mut ahead = shift(r#"23 11:00 apps raised ,"route":"emergency""#, "23 11:00", "24 11:15");
    ahead.jumps = &[("23 11:05", "+1d"), ("24 11:10", "-1d")];
    let told = ahead.told();
    let expected = "Tue 23 11:00 apps respond arrived
         Wed 24 11:05 digest: apps respond repeat 142
         Tue 23 11:10 apps respond half
         Tue 23 11:16 apps respond four_fifths
         Tue 23 11:20 apps respond due
         Tue 23 11:30 apps respond repeat 1
         Tue 23 11:40 apps respond repeat 2";
    assert_eq!(told[..7], expected.lines().map(str::trim).collect::<Vec<_>>());
    // On and on, past the instants at which the wrong clock told, and those numbers too.
    assert_eq!(told.len(), 7 + 141);
    assert_eq!(told.last().unwrap(), "Wed 24 11:10 apps respond repeat 143");
}

#[test]
fn r24_10_a_snooze_lasts_as_long_as_was_asked_for_when_the_clock_is_set() {
    let story = format!("{EMERGENCY}\n22 10:21 apps snoozed ,\"minutes\":20");
    let told = |jump: (&str, &str), to: &str| {
        let mut set = shift(&story, "22 10:20:30", to);
        let jumps = [jump];
        set.jumps = &jumps;
        set.told()
    };
    // At 10:25 sixteen of the twenty minutes are left.
    assert_eq!(
        told(("22 10:25", "-10m"), "22 10:32"),
        ["Mon 22 10:31 apps respond repeat 1"]
    );
    assert_eq!(
        told(("22 10:25", "+2h"), "22 12:42"),
        ["Mon 22 12:41 apps respond repeat 14"]
    );
}

#[test]
fn what_is_known_stays_known_when_the_clock_is_set_back() {
    // The reply of 10:05 was seen; at the wall time of 09:59 for the second time the ticket stays answered.
    let mut back = shift(EMERGENCY, "22 09:00", "22 10:30");
    let story = format!("{EMERGENCY}\n22 10:05 apps public_reply\n22 10:06 apps resolved");
    back.story = &story;
    back.jumps = &[("22 10:08", "-9m")];
    back.tells("Mon 22 10:00 apps respond arrived");
}

#[test]
fn looks_in_between_change_nothing() {
    let story = stories(
        r#"22 10:00 apps raised ,"route":"emergency"
           22 10:43 apps acknowledged
           22 11:18 apps snoozed ,"minutes":17
           22 12:00 apps public_reply
           22 16:20 push raised
           22 16:24 push priority ,"priority":"P2"
           22 23:10 page raised ,"route":"emergency","tenant":false"#,
    );
    let told = |step: Option<TimeDelta>| {
        let (from, to) = (at("22 09:00"), at("23 12:00"));
        let mut replay = Replay {
            players: players(&RULES, &story),
            looks: BTreeSet::new(),
            clock_sets: Vec::new(),
            lines: Vec::new(),
        };
        let (mut now, mut lines) = (from, Vec::new());
        while now < to {
            // A tick is a look at everything, as a stretch begins with one.
            let until = step.map_or(to, |step| (now + step).min(to));
            let stretch = Stretch {
                from: now,
                until,
                set_by: TimeDelta::zero(),
            };
            let mut told = |line| {
                lines.push(line);
                Ok::<(), std::convert::Infallible>(())
            };
            replay.play(&stretch, &mut told).unwrap();
            now = until;
        }
        lines
    };
    let without = told(None);
    assert!(without.len() > 20, "{without:#?}");
    assert_eq!(told(Some(TimeDelta::seconds(15))), without);
}

#[test]
fn each_notice_says_why() {
    let story = stories(
        r#"22 09:00 page raised ,"route":"emergency","tenant":false
           22 10:00 push raised
           22 10:11 push priority ,"priority":"P2"
           22 10:40 push public_reply ,"next_update_at":"2017-05-22T11:40:00+01:00"
           22 11:41 push snoozed"#,
    );
    let course = Course::new(at("22 09:25"), at("22 12:00"), Vec::new(), Vec::new()).unwrap();
    let mut reasons: Vec<String> = all_told(&story, &course).iter().map(Line::reason).collect();
    reasons.retain(|reason| !reason.contains("repeat") || reason.contains("repeat 1 ") || reason.ends_with("repeat 1"));
    assert_eq!(
        reasons,
        [
            "P1 · first response: 10 min late, repeat 1",
            "Untriaged · new, raised in hours",
            "Untriaged · triage: due after 10 min in hours",
            "P2 · first response: half of 30 min in hours used",
            "P2 · first response: 4/5 of 30 min in hours used",
            "P2 · first response: due after 30 min in hours",
            "P2 · next update: 4/5 of the time promised used",
            "P2 · next update: due after the time promised",
            "P2 · next update: due after the time promised, again after a snooze",
        ]
    );
}

#[test]
fn f65_years_before_the_beginning_are_folded_in_a_moment() {
    // A P1 that nobody ever answered repeats every ten minutes for five years before the shift that is rehearsed.
    let stories = stories(EMERGENCY);
    let from = at("22 10:00") + TimeDelta::days(5 * 365);
    let course = Course::new(from, from + TimeDelta::minutes(9), Vec::new(), Vec::new()).unwrap();
    let lines = all_told(&stories, &course);
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0].items[0].notice.key.mark.n, 5 * 365 * 144 - 2);
}

#[test]
fn r24_what_a_look_at_a_late_p1_reads_does_not_grow_with_its_acknowledgements() {
    let mut story = stories(EMERGENCY);
    let first = at("22 10:21");
    story[0].acknowledged = (0..2_000).map(|n| first + TimeDelta::minutes(45 * n)).collect();
    let mut replay = Replay {
        players: players(&RULES, &story),
        looks: BTreeSet::new(),
        clock_sets: Vec::new(),
        lines: Vec::new(),
    };
    let stretch = Stretch {
        from: at("22 10:00"),
        until: first + TimeDelta::minutes(45 * 2_000),
        set_by: TimeDelta::zero(),
    };
    let mut told = 0;
    let mut count = |_| {
        told += 1;
        Ok::<(), std::convert::Infallible>(())
    };
    replay.play(&stretch, &mut count).unwrap();
    // Half, four fifths, due and arrived; then two repeats after each acknowledgement but the last.
    assert!(told > 4_000, "{told}");
    let player = &replay.players[0];
    assert!(player.told.len() <= 2 * RECENT + 8, "{}", player.told.len());
    assert!(player.acknowledged.len() <= 2 * RECENT);
}
