//! Which clock is trusted.

use chrono::TimeDelta;
use desk_domain::wall_clock::{ClockJudgement, Doubt, build_year, judge};

use crate::team::at;

const BUILT: i32 = 2026;

#[test]
fn f50_a_clock_is_doubted_only_when_it_ran_back_by_more_than_five_minutes() {
    let seen = at("2026-11-23T09:00:00Z");
    for (shown, believed) in [
        ("2026-11-23T09:00:00Z", true),
        ("2026-11-23T08:55:00Z", true),
        ("2026-11-23T08:54:59Z", false),
        ("2026-11-21T09:00:00Z", false),
        ("2026-11-23T10:00:00Z", true),
        ("2038-01-20T00:00:00Z", true),
        ("2099-01-01T00:00:00Z", true),
    ] {
        let judged = judge(at(shown), Some(seen), BUILT, None);
        let doubted = ClockJudgement::Doubted {
            doubt: Doubt::RanBack { last_seen: seen },
            server_ahead: None,
        };
        assert_eq!(
            judged,
            if believed { ClockJudgement::Trusted } else { doubted },
            "{shown}"
        );
        assert_eq!(judged.now(at(shown)), at(shown), "nothing better is known");
    }
}

#[test]
fn f50_before_the_build_year_no_clock_is_believed_whatever_it_said_before() {
    let shown = at("1970-01-01T00:10:00Z");
    for last_seen in [None, Some(shown)] {
        let judged = judge(shown, last_seen, BUILT, None);
        assert!(
            matches!(
                judged,
                ClockJudgement::Doubted {
                    doubt: Doubt::BeforeBuild,
                    ..
                }
            ),
            "{judged:?}"
        );
    }
    assert_eq!(
        judge(at("2026-01-01T00:00:00Z"), None, BUILT, None),
        ClockJudgement::Trusted
    );
    assert!(build_year() >= 2025, "the zone data names its year");
}

#[test]
fn f50_a_doubted_clock_is_replaced_by_the_help_desks() {
    let (seen, shown) = (at("2026-11-23T09:00:00Z"), at("2026-11-21T09:00:30Z"));
    let judged = judge(shown, Some(seen), BUILT, Some(TimeDelta::days(2)));
    assert_eq!(judged.now(shown), at("2026-11-23T09:00:30Z"));
}

#[test]
fn f50_a_clock_that_was_ahead_and_is_put_right_is_believed_once_the_help_desk_agrees() {
    let (ahead, right) = (at("2027-11-23T09:00:00Z"), at("2026-11-23T09:00:30Z"));
    assert_ne!(judge(right, Some(ahead), BUILT, None), ClockJudgement::Trusted);
    assert_eq!(
        judge(right, Some(ahead), BUILT, Some(TimeDelta::seconds(3))),
        ClockJudgement::Trusted
    );
}

#[test]
fn f50_a_believed_clock_is_not_bent_towards_a_help_desk_that_is_wrong() {
    let shown = at("2026-11-23T09:00:00Z");
    let judged = judge(shown, Some(shown), BUILT, Some(TimeDelta::hours(-3)));
    assert_eq!((judged, judged.now(shown)), (ClockJudgement::Trusted, shown));
}
