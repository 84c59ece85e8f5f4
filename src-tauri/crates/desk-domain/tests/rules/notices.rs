//! Rules 20 to 23 as stories: what happened, when checks ran, and every notification with its instant. No other
//! notification may come.

use std::ops::Range;

use chrono::TimeDelta;
use desk_domain::clock::Ticket;
use desk_domain::deadline::Rules;
use desk_domain::notice::{Acknowledged, Decision, Mark, Notice, Quiet, Shift, Snooze, Subject, Told, decide};
use desk_domain::policy::{Policy, Stage};
use desk_domain::priority::Priority;
use desk_domain::set_clock::ClockSet;
use desk_domain::time::{Allowed, ElapsedTime, Instant};

use crate::history::{Story, lines, story};
use crate::team::{ONE, at, clock_word, elapsed, manual, manual_rules, rules, said};

/// A ticket whose notifications are watched: looks at the instants that the decisions ask for and whenever something
/// happens.
pub(crate) struct Watch<'a> {
    rules: &'a Rules,
    story: Story,
    told: Vec<Told>,
    acknowledged: Vec<Acknowledged>,
    snoozed: Vec<Snooze>,
    known_until: Instant,
    /// Not looked at; a look follows at the end.
    asleep: Vec<Range<Instant>>,
    /// The clock is set: when it shows the first, it shows the second.
    sets: Vec<(Instant, Instant)>,
    clock_sets: Vec<ClockSet>,
    before_dutydesk: bool,
    first_sync: bool,
    seen_at: Option<Instant>,
    in_front: bool,
    my_act_at: Option<Instant>,
    mine: bool,
    shift: Shift,
    log: Vec<String>,
}

impl<'a> Watch<'a> {
    pub(crate) fn new(rules: &'a Rules, text: &str) -> Self {
        Self {
            rules,
            story: story(text),
            told: Vec::new(),
            acknowledged: Vec::new(),
            snoozed: Vec::new(),
            known_until: Instant::UNIX_EPOCH,
            asleep: Vec::new(),
            sets: Vec::new(),
            clock_sets: Vec::new(),
            before_dutydesk: false,
            first_sync: false,
            seen_at: None,
            in_front: false,
            my_act_at: None,
            mine: false,
            shift: Shift::Unsaid,
            log: Vec::new(),
        }
    }

    pub(crate) fn asleep(mut self, from: &str, to: &str) -> Self {
        self.asleep.push(at(from)..at(to));
        self
    }

    /// When the clock shows `at`, somebody sets it to `to`.
    pub(crate) fn clock_set(mut self, when: &str, to: &str) -> Self {
        self.sets.push((at(when), at(to)));
        self
    }

    /// Watches until `end` and compares all notifications.
    #[track_caller]
    fn expect(mut self, end: &str, expected: &str) {
        self.watch_until(at(end));
        assert_eq!(self.log, lines(expected));
    }

    fn watch_until(&mut self, end: Instant) {
        let mut now = self.story.events[0].at;
        while now <= end || !self.sets.is_empty() {
            self.learn(now);
            let decision = self.look(now);
            self.claim(&decision, now);
            now = self.next_look(now, &decision, end);
            if let Some((was, to)) = self.sets.first().copied().filter(|(when, _)| *when <= now) {
                self.sets.remove(0);
                self.clock_sets.push(ClockSet {
                    number: self.clock() + 1,
                    was: Some(was),
                    now: to,
                });
                now = to;
            }
        }
    }

    /// The next event or notification; during a sleep its end.
    fn next_look(&self, now: Instant, decision: &Decision, end: Instant) -> Instant {
        let happens = self.story.events.iter().map(|event| event.at);
        let acts = self.story.acknowledged.iter().copied();
        let snoozes = self.story.snoozed.iter().map(|(from, _)| *from);
        let next = happens
            .chain(acts)
            .chain(snoozes)
            .chain(decision.look_again_at)
            .filter(|at| *at > now)
            .min()
            .unwrap_or(end + TimeDelta::seconds(1));
        let sleep = self.asleep.iter().find(|sleep| sleep.contains(&next));
        sleep.map_or(next, |sleep| sleep.end)
    }

    /// Takes in what was done about its notifications. A notification at the same instant comes after it, because the
    /// check runs afterwards.
    fn learn(&mut self, now: Instant) {
        let (covers, clock) = (self.told.last().map_or(0, |last| last.id), self.clock());
        for at in self.story.acknowledged.extract_if(.., |at| *at <= now) {
            self.acknowledged.push(Acknowledged { at, clock, covers });
        }
        for (at, until) in self.story.snoozed.extract_if(.., |(at, _)| *at <= now) {
            self.snoozed.push(Snooze {
                at,
                clock,
                until,
                covers,
            });
        }
        self.known_until = self.known_until.max(now);
    }

    fn look(&self, now: Instant) -> Decision {
        let history: Vec<_> = self
            .story
            .events
            .iter()
            .filter(|event| event.at <= self.known_until)
            .cloned()
            .collect();
        let ticket = Ticket::fold(self.rules, &history);
        let subject = Subject {
            before_dutydesk: self.before_dutydesk,
            seen_at: if self.first_sync {
                None
            } else {
                self.seen_at.or(ticket.raised_at())
            },
            known_since: self.seen_at.or(ticket.raised_at()),
            in_front: self.in_front,
            my_act_at: self.my_act_at,
            mine: self.mine,
            told: &self.told,
            acknowledged: &self.acknowledged,
            snoozed: &self.snoozed,
            clock_sets: &self.clock_sets,
            ..Subject::new(&ONE, &ticket)
        };
        decide(self.rules, [subject], self.shift, now)
    }

    fn claim(&mut self, decision: &Decision, now: Instant) {
        for shown in &decision.withdraw {
            self.told
                .iter_mut()
                .filter(|told| told.id == shown.id)
                .for_each(|told| told.on_screen = false);
            self.log
                .push(format!("{} withdrawn: {}", said(now), mark_said(&shown.key.mark)));
        }
        for notice in &decision.raise {
            self.log.push(format!("{} {}", said(now), notice_said(notice)));
            self.add(notice.key.mark, Some(notice.at), now, notice.quiet.is_none());
        }
        if let Some(digest) = &decision.digest {
            let items: Vec<String> = digest.items.iter().map(notice_said).collect();
            self.log.push(format!("{} digest: {}", said(now), items.join("; ")));
            for item in &digest.items {
                self.add(item.key.mark, Some(item.at), now, item.quiet.is_none());
            }
        }
        for key in &decision.skipped {
            self.add(key.mark, None, now, false);
        }
    }

    fn add(&mut self, mark: Mark, stage_at: Option<Instant>, at: Instant, on_screen: bool) {
        let clock = self.clock();
        assert!(
            self.told.iter().all(|told| told.mark != mark || told.clock < clock),
            "claimed twice: {mark:?}"
        );
        self.told.push(Told {
            id: self.told.last().map_or(1, |last| last.id + 1),
            mark,
            stage_at,
            at,
            clock,
            on_screen,
        });
    }

    fn clock(&self) -> i64 {
        self.clock_sets.last().map_or(0, |set| set.number)
    }
}

fn mark_said(mark: &Mark) -> String {
    let stage = match mark.stage {
        Stage::Arrived => "arrived",
        Stage::Half => "half",
        Stage::FourFifths => "four fifths",
        Stage::Due => "due",
        Stage::Repeat => "repeat",
        Stage::Chase => "chase",
        Stage::TenantMessage => "tenant wrote",
        Stage::Digest => "due today",
    };
    let n = if mark.n == 0 {
        String::new()
    } else {
        format!(" #{}", mark.n)
    };
    format!("{} {} {stage}{n}", clock_word(mark.clock), mark.cycle)
}

fn notice_said(notice: &Notice) -> String {
    let late = if notice.late_on_arrival {
        ", late on arrival"
    } else {
        ""
    };
    let quiet = match notice.quiet {
        None => "",
        Some(Quiet::InFront) => " (in front)",
        Some(Quiet::OwnAct) => " (own act)",
        Some(Quiet::OffShift) => " (off shift)",
    };
    format!("{}{late}{quiet}", mark_said(&notice.key.mark))
}

/// Without the lines about withdrawals, for stories that are about something else.
pub(crate) fn told_only(mut watch: Watch, end: &str) -> Vec<String> {
    watch.watch_until(at(end));
    watch
        .log
        .into_iter()
        .filter(|line| !line.contains("withdrawn"))
        .collect()
}

#[track_caller]
fn check(text: &str, end: &str, expected: &str) {
    let rules = manual_rules();
    assert_eq!(told_only(Watch::new(rules, text), end), lines(expected));
}

// Rule 20: stages.

#[test]
fn the_whole_life_of_an_emergency() {
    check(
        "Mon 2017-05-22 10:00 raised by emergency mail
         10:42 replied",
        "Mon 2017-05-22 12:05",
        "Mon 2017-05-22 10:00 respond 1 arrived
         Mon 2017-05-22 10:10 respond 1 half
         Mon 2017-05-22 10:16 respond 1 four fifths
         Mon 2017-05-22 10:20 respond 1 due
         Mon 2017-05-22 10:30 respond 1 repeat #1
         Mon 2017-05-22 10:40 respond 1 repeat #2
         Mon 2017-05-22 11:30 update 1 four fifths
         Mon 2017-05-22 11:42 update 1 due
         Mon 2017-05-22 11:52 update 1 repeat #1
         Mon 2017-05-22 12:02 update 1 repeat #2",
    );
}

#[test]
fn a_p2_is_told_at_half_four_fifths_and_due_and_not_again() {
    check(
        "Mon 2017-05-22 10:00 raised\n 10:02 P2",
        "Tue 2017-05-23 17:00",
        "Mon 2017-05-22 10:00 respond 1 arrived
         Mon 2017-05-22 10:15 respond 1 half
         Mon 2017-05-22 10:24 respond 1 four fifths
         Mon 2017-05-22 10:30 respond 1 due",
    );
}

#[test]
fn a_p3_is_told_at_four_fifths_and_due() {
    check(
        "Mon 2017-05-22 16:00 raised\n 16:02 P3",
        "Tue 2017-05-23 17:00",
        "Mon 2017-05-22 16:00 respond 1 arrived
         Tue 2017-05-23 09:36 respond 1 four fifths
         Tue 2017-05-23 10:00 respond 1 due",
    );
}

#[test]
fn a_p4_is_a_line_in_the_opening_digest_of_its_day_and_told_when_due() {
    check(
        "Wed 2017-05-24 11:00 raised\n 11:05 P4",
        "Thu 2017-05-25 17:00",
        "Wed 2017-05-24 11:00 respond 1 arrived
         Thu 2017-05-25 09:00 digest: respond 1 due today
         Thu 2017-05-25 11:00 respond 1 due",
    );
}

#[test]
fn any_new_issue_is_told_in_hours_and_only_the_emergency_route_at_any_hour() {
    let only_triage = "Mon 2017-05-22 09:10 triage 1 due";
    check("Sat 2017-05-20 12:00 raised", "Mon 2017-05-22 09:30", only_triage);
    check(
        "Sat 2017-05-20 03:00 raised by emergency mail\n 03:05 replied\n 03:06 resolved",
        "Mon 2017-05-22 09:30",
        "Sat 2017-05-20 03:00 respond 1 arrived",
    );
}

#[test]
fn nothing_arrives_on_the_first_sync() {
    let rules = manual_rules();
    let mut watch = Watch::new(rules, "Mon 2017-05-22 10:00 raised");
    watch.first_sync = true;
    watch.expect("Mon 2017-05-22 10:30", "Mon 2017-05-22 10:10 triage 1 due");
}

#[test]
fn an_issue_learned_late_has_arrived_when_it_is_learned() {
    let rules = manual_rules();
    let mut watch = Watch::new(rules, "Mon 2017-05-22 10:00 raised");
    watch.seen_at = Some(at("Mon 2017-05-22 10:04"));
    watch.expect(
        "Mon 2017-05-22 10:30",
        "Mon 2017-05-22 10:04 respond 1 arrived
         Mon 2017-05-22 10:10 triage 1 due",
    );
}

#[test]
fn a_page_at_night_is_told_to_the_minute_over_the_change_to_summer_time() {
    check(
        "Sun 2017-03-26 00:45 GMT raised by a page\n 02:20 work started",
        "Sun 2017-03-26 09:00",
        "Sun 2017-03-26 00:45 respond 1 arrived
         Sun 2017-03-26 02:05 respond 1 half
         Sun 2017-03-26 02:17 respond 1 four fifths",
    );
}

#[test]
fn a_pause_is_chased_on_its_date_and_not_when_resumed_before() {
    let paused = "Mon 2017-05-22 10:00 raised\n 10:02 P2\n 10:10 replied\n 11:00 paused until Wed 2017-05-24 10:00";
    check(
        paused,
        "Fri 2017-05-26 17:00",
        "Mon 2017-05-22 10:00 respond 1 arrived
         Wed 2017-05-24 10:00 update 1 chase",
    );
    check(
        &format!("{paused}\n Wed 2017-05-24 09:00 tenant writes\n 09:30 resolved"),
        "Fri 2017-05-26 17:00",
        "Mon 2017-05-22 10:00 respond 1 arrived
         Wed 2017-05-24 09:00 update 0 tenant wrote",
    );
}

#[test]
fn r22_each_message_of_a_tenant_on_a_p1_is_told_at_any_hour_and_on_a_p2_in_hours() {
    let p1 = "Mon 2017-05-22 10:00 raised by emergency mail\n 10:05 replied";
    let tenant_writes = |priority: &str| {
        format!(
            "{p1}\n 10:06 {priority}\n 10:10 tenant writes\n 10:20 tenant writes\n 10:25 replied\n 10:26 paused\n 23:00 tenant writes"
        )
    };
    let told = |priority: &str, end: &str| {
        let lines = told_only(Watch::new(manual_rules(), &tenant_writes(priority)), end);
        lines
            .into_iter()
            .filter(|line| line.contains("tenant wrote"))
            .collect::<Vec<_>>()
    };
    let end = "Tue 2017-05-23 09:01";
    assert_eq!(
        told("P1", end),
        [
            "Mon 2017-05-22 10:10 update 0 tenant wrote",
            "Mon 2017-05-22 10:20 update 0 tenant wrote",
            "Mon 2017-05-22 23:00 update 0 tenant wrote",
        ]
    );
    let of_p2 = told("P2", end);
    assert_eq!(of_p2.len(), 3, "{of_p2:?}");
    assert!(
        of_p2[2].starts_with("Tue 2017-05-23 09:00"),
        "joins the opening digest: {of_p2:?}"
    );
    assert_eq!(told("P3", end), [""; 0]);
}

#[test]
fn r22_a_message_that_was_answered_or_came_before_the_priority_or_with_the_first_reading_tells_nothing() {
    let wrote = |watch: Watch, end: &str| {
        let lines = told_only(watch, end);
        lines
            .into_iter()
            .filter(|line| line.contains("tenant wrote"))
            .collect::<Vec<_>>()
    };
    // Written while untriaged: nobody knew that it is a P1.
    let before = "Mon 2017-05-22 10:00 raised\n 10:02 tenant writes\n 10:05 P1";
    assert_eq!(
        wrote(Watch::new(manual_rules(), before), "Mon 2017-05-22 11:00"),
        [""; 0]
    );
    let mut late = Watch::new(
        manual_rules(),
        "Mon 2017-05-22 10:00 raised\n 10:01 P1\n 10:02 tenant writes",
    );
    late.seen_at = Some(at("Mon 2017-05-22 10:30"));
    assert_eq!(wrote(late, "Mon 2017-05-22 11:00"), [""; 0]);
    // Automatic mail waits for nobody.
    let away = "Mon 2017-05-22 10:00 raised\n 10:01 P1\n 10:02 out-of-office mail";
    assert_eq!(wrote(Watch::new(manual_rules(), away), "Mon 2017-05-22 11:00"), [""; 0]);
}

#[test]
fn repeats_stop_at_an_acknowledgement_and_begin_again_half_an_hour_later() {
    check(
        "Mon 2017-05-22 10:00 raised by emergency mail
         10:43 acknowledged
         11:20 acknowledged",
        "Mon 2017-05-22 12:05",
        "Mon 2017-05-22 10:00 respond 1 arrived
         Mon 2017-05-22 10:10 respond 1 half
         Mon 2017-05-22 10:16 respond 1 four fifths
         Mon 2017-05-22 10:20 respond 1 due
         Mon 2017-05-22 10:30 respond 1 repeat #1
         Mon 2017-05-22 10:40 respond 1 repeat #2
         Mon 2017-05-22 11:13 respond 1 repeat #3
         Mon 2017-05-22 11:50 respond 1 repeat #4
         Mon 2017-05-22 12:00 respond 1 repeat #5",
    );
}

// Rule 14: re-prioritising.

#[test]
fn stages_already_past_are_skipped_and_the_rest_is_armed_anew() {
    // As a P1 half (10:10) and four fifths (10:16) are past at 10:17.
    check(
        "Mon 2017-05-22 10:00 raised\n 10:02 P2\n 10:17 P1",
        "Mon 2017-05-22 10:29",
        "Mon 2017-05-22 10:00 respond 1 arrived
         Mon 2017-05-22 10:15 respond 1 half
         Mon 2017-05-22 10:20 respond 1 due",
    );
}

#[test]
fn a_due_already_past_is_told_once_late_on_arrival_and_repeats_go_on_along_their_grid() {
    check(
        "Mon 2017-05-22 10:00 raised\n 10:02 P3\n 10:55 P1\n 11:15 P2",
        "Mon 2017-05-22 12:30",
        "Mon 2017-05-22 10:00 respond 1 arrived
         Mon 2017-05-22 10:55 respond 1 due, late on arrival
         Mon 2017-05-22 11:00 respond 1 repeat #4
         Mon 2017-05-22 11:10 respond 1 repeat #5
         Mon 2017-05-22 11:15 respond 1 due, late on arrival",
    );
}

#[test]
fn a_deadline_that_comes_back_goes_on_repeating_where_its_grid_is() {
    // The P2 of half past lasts a minute: then the P1 has the same deadline again, and two of its repeats were already
    // shown.
    check(
        "Mon 2017-05-22 10:41 raised by emergency mail\n 11:30 P2\n 11:31 P1",
        "Mon 2017-05-22 11:55",
        "Mon 2017-05-22 10:41 respond 1 arrived
         Mon 2017-05-22 10:51 respond 1 half
         Mon 2017-05-22 10:57 respond 1 four fifths
         Mon 2017-05-22 11:01 respond 1 due
         Mon 2017-05-22 11:11 respond 1 repeat #1
         Mon 2017-05-22 11:21 respond 1 repeat #2
         Mon 2017-05-22 11:30 respond 1 due, late on arrival
         Mon 2017-05-22 11:41 respond 1 repeat #4
         Mon 2017-05-22 11:51 respond 1 repeat #5",
    );
}

#[test]
fn after_a_pause_only_the_stages_still_ahead_are_told() {
    // Four fifths of two hours were used at 11:46, before the pause; only the deadline is still ahead.
    check(
        "Mon 2017-05-22 10:00 raised\n 10:02 P2\n 10:10 replied\n 12:00 paused\n 14:00 resumed",
        "Mon 2017-05-22 16:00",
        "Mon 2017-05-22 10:00 respond 1 arrived
         Mon 2017-05-22 11:46 update 1 four fifths
         Mon 2017-05-22 14:10 update 1 due",
    );
}

// Rule 15: untriaged.

#[test]
fn until_a_priority_exists_only_the_triage_clock_is_told() {
    // The promise of 10:30 has a deadline and the pause has a chase date, but neither notifies before the ticket is
    // triaged.
    check(
        "Mon 2017-05-22 10:00 raised\n 10:05 replied, next update 10:30
         10:41 replied\n 10:42 paused until Mon 2017-05-22 11:00",
        "Mon 2017-05-22 12:00",
        "Mon 2017-05-22 10:00 respond 1 arrived
         Mon 2017-05-22 10:10 triage 1 due",
    );
}

// Rule 21: silence.

#[test]
fn p2_says_nothing_out_of_hours_and_waits_for_the_opening() {
    // Promised for 19:00: silent then, and shown when support hours begin.
    check(
        "Mon 2017-05-22 16:00 raised\n 16:01 P2\n 16:10 replied, next update 19:00",
        "Tue 2017-05-23 12:00",
        "Mon 2017-05-22 16:00 respond 1 arrived
         Mon 2017-05-22 16:50 update 1 four fifths
         Tue 2017-05-23 09:00 digest: update 1 due",
    );
}

#[test]
fn a_stage_on_a_frames_end_belongs_to_that_frame() {
    check(
        "Mon 2017-05-22 16:30 raised\n 16:31 P2",
        "Tue 2017-05-23 12:00",
        "Mon 2017-05-22 16:30 respond 1 arrived
         Mon 2017-05-22 16:45 respond 1 half
         Mon 2017-05-22 16:54 respond 1 four fifths
         Mon 2017-05-22 17:00 respond 1 due",
    );
}

#[test]
fn silence_is_judged_at_the_stages_instant_not_at_the_moment_of_looking() {
    let rules = manual_rules();
    let text = "Mon 2017-05-22 16:30 raised\n 16:31 P2\n";
    let told_before = "Mon 2017-05-22 16:30 respond 1 arrived
                       Mon 2017-05-22 16:45 respond 1 half
                       Mon 2017-05-22 16:54 respond 1 four fifths";
    // Looked at half a minute into the night: it belonged to the day.
    let just_after = Watch::new(rules, text).asleep("Mon 2017-05-22 16:55", "Mon 2017-05-22 17:00:30");
    assert_eq!(
        told_only(just_after, "Mon 2017-05-22 18:00"),
        lines(&format!("{told_before}\n Mon 2017-05-22 17:00:30 respond 1 due"))
    );
    // Later than a minute it is an item of a digest, and that waits for the opening.
    let later = Watch::new(rules, text).asleep("Mon 2017-05-22 16:55", "Mon 2017-05-22 17:30");
    assert_eq!(
        told_only(later, "Tue 2017-05-23 12:00"),
        lines(&format!("{told_before}\n Tue 2017-05-23 09:00 digest: respond 1 due"))
    );
}

#[test]
fn what_is_out_of_scope_says_nothing_out_of_hours_even_as_p1() {
    // 20 minutes from 16:50 end at 17:10; its repeats fall into the night.
    check(
        "Mon 2017-05-22 16:50 raised\n 16:52 P1, out of scope",
        "Tue 2017-05-23 09:05",
        "Mon 2017-05-22 16:50 respond 1 arrived
         Mon 2017-05-22 17:00 respond 1 half
         Tue 2017-05-23 09:00 respond 1 repeat #95",
    );
}

// Rule 22: digest, acknowledge, snooze, own act, off support.

#[test]
fn f48_a_night_asleep_is_told_as_one_digest_with_the_latest_stage_of_each_clock() {
    let rules = manual_rules();
    let watch = Watch::new(
        rules,
        "Sun 2017-05-21 22:00 raised by emergency mail
         22:05 replied",
    )
    .asleep("Sun 2017-05-21 22:30", "Mon 2017-05-22 08:00");
    assert_eq!(
        told_only(watch, "Mon 2017-05-22 08:16"),
        lines(
            "Sun 2017-05-21 22:00 respond 1 arrived
             Mon 2017-05-22 08:00 digest: update 1 repeat #53
             Mon 2017-05-22 08:05 update 1 repeat #54
             Mon 2017-05-22 08:15 update 1 repeat #55"
        )
    );
}

#[test]
fn one_missed_thing_is_a_digest_too_and_a_minute_is_not_missed() {
    let rules = manual_rules();
    let told = |until: &str| {
        let watch = Watch::new(rules, "Mon 2017-05-22 10:00 raised").asleep("Mon 2017-05-22 10:05", until);
        told_only(watch, "Mon 2017-05-22 12:00").pop().unwrap()
    };
    assert_eq!(told("Mon 2017-05-22 10:11"), "Mon 2017-05-22 10:11 triage 1 due");
    assert_eq!(
        told("Mon 2017-05-22 10:11:01"),
        "Mon 2017-05-22 10:11:01 digest: triage 1 due"
    );
}

#[test]
fn items_of_p2_to_p4_wait_for_the_opening_those_of_p1_do_not() {
    let rules = manual_rules();
    let p3 = Watch::new(rules, "Mon 2017-05-22 14:30 raised\n 14:31 P3")
        .asleep("Mon 2017-05-22 16:00", "Mon 2017-05-22 20:00");
    assert_eq!(
        told_only(p3, "Tue 2017-05-23 12:00"),
        lines(
            "Mon 2017-05-22 14:30 respond 1 arrived
             Tue 2017-05-23 09:00 digest: respond 1 due"
        )
    );
    let p1 = Watch::new(rules, "Mon 2017-05-22 16:00 raised by emergency mail\n 16:10 replied")
        .asleep("Mon 2017-05-22 16:30", "Mon 2017-05-22 20:03");
    assert_eq!(
        told_only(p1, "Mon 2017-05-22 20:05").last().unwrap(),
        "Mon 2017-05-22 20:03 digest: update 1 repeat #17"
    );
}

#[test]
fn f55_a_deadline_that_was_past_when_the_ticket_was_learned_is_told_once() {
    let rules = manual_rules();
    let mut watch = Watch::new(rules, "Mon 2017-05-22 10:00 raised\n 10:02 P2")
        .asleep("Mon 2017-05-22 10:00:01", "Mon 2017-05-22 11:00");
    watch.first_sync = true;
    watch.expect("Mon 2017-05-22 17:00", "Mon 2017-05-22 11:00 digest: respond 1 due");
}

#[test]
fn an_acknowledgement_stops_repeats_never_a_later_stage_or_deadline() {
    // Acknowledged before due: due and its repeats still come. Acknowledged after due: a new deadline notifies again.
    check(
        "Mon 2017-05-22 10:00 raised by emergency mail
         10:17 acknowledged
         10:32 acknowledged
         10:35 replied",
        "Mon 2017-05-22 11:37",
        "Mon 2017-05-22 10:00 respond 1 arrived
         Mon 2017-05-22 10:10 respond 1 half
         Mon 2017-05-22 10:16 respond 1 four fifths
         Mon 2017-05-22 10:20 respond 1 due
         Mon 2017-05-22 10:30 respond 1 repeat #1
         Mon 2017-05-22 11:23 update 1 four fifths
         Mon 2017-05-22 11:35 update 1 due",
    );
}

#[test]
fn f64_an_acknowledged_repeat_does_not_uncover_what_it_covered() {
    // The summary had repeat 3, so `due` itself never came; acknowledging must not bring it up.
    let rules = manual_rules();
    let watch = Watch::new(
        rules,
        "Mon 2017-05-22 10:00 raised by emergency mail\n 10:55 acknowledged",
    )
    .asleep("Mon 2017-05-22 10:17", "Mon 2017-05-22 10:54");
    assert_eq!(
        told_only(watch, "Mon 2017-05-22 11:24"),
        lines(
            "Mon 2017-05-22 10:00 respond 1 arrived
             Mon 2017-05-22 10:10 respond 1 half
             Mon 2017-05-22 10:16 respond 1 four fifths
             Mon 2017-05-22 10:54 digest: respond 1 repeat #3"
        )
    );
}

#[test]
fn a_snooze_holds_and_at_its_end_only_the_latest_passed_stage_is_told() {
    check(
        "Mon 2017-05-22 10:00 raised\n 10:02 P2\n 10:14 snoozed 12",
        "Mon 2017-05-22 11:00",
        "Mon 2017-05-22 10:00 respond 1 arrived
         Mon 2017-05-22 10:26 respond 1 four fifths
         Mon 2017-05-22 10:30 respond 1 due",
    );
}

#[test]
fn a_snooze_that_ends_out_of_hours_is_answered_at_the_opening_but_for_a_p1() {
    check(
        "Mon 2017-05-22 16:20 raised\n 16:22 P2\n 16:51 snoozed 30",
        "Tue 2017-05-23 10:00",
        "Mon 2017-05-22 16:20 respond 1 arrived
         Mon 2017-05-22 16:35 respond 1 half
         Mon 2017-05-22 16:44 respond 1 four fifths
         Mon 2017-05-22 16:50 respond 1 due
         Tue 2017-05-23 09:00 digest: respond 1 due #1",
    );
    check(
        "Mon 2017-05-22 16:40 raised by emergency mail\n 17:01 snoozed 20\n 17:25 acknowledged",
        "Mon 2017-05-22 17:26",
        "Mon 2017-05-22 16:40 respond 1 arrived
         Mon 2017-05-22 16:50 respond 1 half
         Mon 2017-05-22 16:56 respond 1 four fifths
         Mon 2017-05-22 17:00 respond 1 due
         Mon 2017-05-22 17:21 respond 1 repeat #2",
    );
}

#[test]
fn what_was_snoozed_comes_back_when_nothing_newer_has_passed() {
    check(
        "Mon 2017-05-22 10:00 raised\n 10:02 P2\n 10:31 snoozed 10\n 10:42 snoozed 10",
        "Mon 2017-05-22 12:00",
        "Mon 2017-05-22 10:00 respond 1 arrived
         Mon 2017-05-22 10:15 respond 1 half
         Mon 2017-05-22 10:24 respond 1 four fifths
         Mon 2017-05-22 10:30 respond 1 due
         Mon 2017-05-22 10:41 respond 1 due #1
         Mon 2017-05-22 10:52 respond 1 due #2",
    );
}

#[test]
fn what_was_snoozed_and_then_acknowledged_does_not_come_back() {
    check(
        "Mon 2017-05-22 10:00 raised\n 10:02 P2\n 10:31 snoozed 10\n 10:35 acknowledged",
        "Mon 2017-05-22 12:00",
        "Mon 2017-05-22 10:00 respond 1 arrived
         Mon 2017-05-22 10:15 respond 1 half
         Mon 2017-05-22 10:24 respond 1 four fifths
         Mon 2017-05-22 10:30 respond 1 due",
    );
}

#[test]
fn a_snoozed_p1_goes_on_along_its_grid() {
    check(
        "Mon 2017-05-22 10:00 raised by emergency mail\n 10:21 snoozed 5\n 10:34 snoozed 10",
        "Mon 2017-05-22 10:51",
        "Mon 2017-05-22 10:00 respond 1 arrived
         Mon 2017-05-22 10:10 respond 1 half
         Mon 2017-05-22 10:16 respond 1 four fifths
         Mon 2017-05-22 10:20 respond 1 due
         Mon 2017-05-22 10:26 respond 1 due #1
         Mon 2017-05-22 10:30 respond 1 repeat #1
         Mon 2017-05-22 10:44 respond 1 repeat #2
         Mon 2017-05-22 10:50 respond 1 repeat #3",
    );
}

#[test]
fn the_ticket_in_front_of_me_raises_no_pop_up() {
    let rules = manual_rules();
    let mut watch = Watch::new(rules, "Mon 2017-05-22 10:00 raised");
    watch.in_front = true;
    watch.expect(
        "Mon 2017-05-22 10:30",
        "Mon 2017-05-22 10:00 respond 1 arrived (in front)
         Mon 2017-05-22 10:10 triage 1 due (in front)",
    );
}

#[test]
fn my_own_act_raises_no_pop_up_for_what_it_brings_about() {
    let rules = manual_rules();
    let mut watch = Watch::new(rules, "Mon 2017-05-22 10:00 raised\n 10:25 P1");
    watch.my_act_at = Some(at("Mon 2017-05-22 10:25"));
    watch.first_sync = true;
    assert_eq!(
        told_only(watch, "Mon 2017-05-22 10:31"),
        lines(
            "Mon 2017-05-22 10:10 triage 1 due
             Mon 2017-05-22 10:25 respond 1 due, late on arrival (own act)
             Mon 2017-05-22 10:30 respond 1 repeat #1"
        )
    );
}

#[test]
fn off_shift_only_what_is_mine_pops_up() {
    let rules = manual_rules();
    let told = |shift, mine| {
        let mut watch = Watch::new(rules, "Mon 2017-05-22 10:00 raised");
        (watch.shift, watch.mine) = (shift, mine);
        told_only(watch, "Mon 2017-05-22 10:30").pop().unwrap()
    };
    let pops_up = "Mon 2017-05-22 10:10 triage 1 due";
    assert_eq!(told(Shift::Unsaid, false), pops_up);
    assert_eq!(told(Shift::On, false), pops_up);
    assert_eq!(told(Shift::Off, true), pops_up);
    assert_eq!(told(Shift::Off, false), format!("{pops_up} (off shift)"));
}

// Withdrawing.

#[test]
fn f54_what_is_answered_elsewhere_is_withdrawn() {
    let rules = manual_rules();
    Watch::new(
        rules,
        "Mon 2017-05-22 10:00 raised by emergency mail\n 10:12 replied\n 10:20 resolved",
    )
    .expect(
        "Mon 2017-05-22 12:00",
        "Mon 2017-05-22 10:00 respond 1 arrived
         Mon 2017-05-22 10:10 withdrawn: respond 1 arrived
         Mon 2017-05-22 10:10 respond 1 half
         Mon 2017-05-22 10:12 withdrawn: respond 1 half",
    );
}

#[test]
fn f54_what_has_a_new_deadline_is_acknowledged_or_snoozed_is_withdrawn() {
    let rules = manual_rules();
    for act in ["P3", "acknowledged", "snoozed 60"] {
        let text = format!("Mon 2017-05-22 10:00 raised\n 10:02 P2\n 10:20 {act}");
        let mut watch = Watch::new(rules, &text);
        watch.watch_until(at("Mon 2017-05-22 10:20"));
        assert_eq!(
            watch.log.last().unwrap(),
            "Mon 2017-05-22 10:20 withdrawn: respond 1 half",
            "after {act}"
        );
    }
}

#[test]
fn f54_a_deadline_that_moves_just_before_it_is_due_is_told_where_it_is_now() {
    // Earlier: 10:29:59, a promise of the colleague for 10:31 takes the place of the answer that was owed. Later: P3.
    let told = "Mon 2017-05-22 10:00 respond 1 arrived
                Mon 2017-05-22 10:15 respond 1 half
                Mon 2017-05-22 10:24 respond 1 four fifths";
    check(
        "Mon 2017-05-22 10:00 raised\n 10:02 P2\n 10:29:59 replied, next update 10:31\n 10:32 resolved",
        "Mon 2017-05-22 12:00",
        &format!("{told}\n Mon 2017-05-22 10:30:47 update 1 four fifths\n Mon 2017-05-22 10:31 update 1 due"),
    );
    check(
        "Mon 2017-05-22 10:00 raised\n 10:02 P2\n 10:29:59 P3\n 11:59:59 replied\n 12:00 resolved",
        "Mon 2017-05-22 13:00",
        &format!("{told}\n Mon 2017-05-22 11:36 respond 1 four fifths"),
    );
}

#[test]
fn a_snoozed_ticket_that_was_closed_says_nothing_when_the_snooze_ends() {
    check(
        "Mon 2017-05-22 10:00 raised\n 10:02 P2\n 10:31 snoozed 10\n 10:35 replied\n 10:36 resolved\n 10:37 snoozed 5",
        "Mon 2017-05-22 12:00",
        "Mon 2017-05-22 10:00 respond 1 arrived
         Mon 2017-05-22 10:15 respond 1 half
         Mon 2017-05-22 10:24 respond 1 four fifths
         Mon 2017-05-22 10:30 respond 1 due",
    );
}

// Rule 23: adoption.

#[test]
fn before_dutydesk_says_nothing_and_takes_back_what_it_said() {
    let rules = manual_rules();
    let mut watch = Watch::new(rules, "Mon 2017-05-22 10:00 raised by emergency mail");
    watch.before_dutydesk = true;
    watch.expect("Mon 2017-05-22 17:00", "");
}

// Other policies.

#[test]
fn targets_of_seconds_say_one_thing_per_look() {
    // Half and four fifths pass between two checks: the later one comes, the earlier never does.
    let mut seconds = manual();
    for priority in &mut seconds.priorities {
        let mut target = elapsed(1);
        target.allowed = Allowed::Elapsed(ElapsedTime::from_seconds(10));
        priority.respond = crate::team::always(target);
    }
    let rules = &rules(seconds);
    let watch = Watch::new(rules, "Mon 2017-05-22 10:00 raised by emergency mail")
        .asleep("Mon 2017-05-22 10:00:04", "Mon 2017-05-22 10:00:09");
    assert_eq!(
        told_only(watch, "Mon 2017-05-22 10:00:20"),
        lines(
            "Mon 2017-05-22 10:00 respond 1 arrived
             Mon 2017-05-22 10:00:09 respond 1 four fifths
             Mon 2017-05-22 10:00:10 respond 1 due"
        )
    );
}

#[test]
fn a_policy_without_out_of_hours_cover_keeps_p1_until_the_opening() {
    let mut no_cover: Policy = manual();
    no_cover.notices.at_any_hour.clear();
    no_cover.emergency_priority = Priority::P1;
    let rules = &rules(no_cover);
    assert_eq!(
        told_only(
            Watch::new(
                rules,
                "Mon 2017-05-22 16:50 raised\n 16:52 P1\n Tue 2017-05-23 09:01 replied"
            ),
            "Tue 2017-05-23 09:30"
        ),
        lines(
            "Mon 2017-05-22 16:50 respond 1 arrived
             Mon 2017-05-22 17:00 respond 1 half
             Tue 2017-05-23 09:00 respond 1 repeat #95"
        )
    );
}
