//! The wall clock of a rehearsal: when the computer sleeps, when its clock is set, and during which stretches of wall
//! time Dutydesk can check. Everything uses the wall clock of its moment.

use std::str::FromStr;

use chrono::{Datelike, SecondsFormat, TimeDelta};
use desk_domain::support_hours::{END_YEAR, FIRST_YEAR};
use desk_domain::time::Instant;

use crate::words::instant;

/// The computer sleeps: nobody looks while the wall clock shows an instant from `from` on and before `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sleep {
    from: Instant,
    to: Instant,
}

impl FromStr for Sleep {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (from, to) = text.split_once("..").ok_or_else(|| {
            format!(
                "`{text}` isn’t a sleep. Write two instants, like 2017-05-24T17:30:00+01:00..2017-05-25T08:00:00+01:00."
            )
        })?;
        let sleep = Self {
            from: instant(from)?,
            to: instant(to)?,
        };
        if sleep.from < sleep.to {
            Ok(sleep)
        } else {
            Err(format!(
                "`{text}` ends before it begins. Write the earlier instant first, like 2017-05-24T17:30:00+01:00..2017-05-25T08:00:00+01:00."
            ))
        }
    }
}

/// The clock is set: what it shows changes by `by` when it first shows `at`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Jump {
    at: Instant,
    by: TimeDelta,
}

impl FromStr for Jump {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "`{text}` isn’t a jump. Write an instant and how far the clock moves, like \
                 2017-05-24T10:30:00+01:00=+2h, with - to move it back, and d, h, m or s."
            )
        };
        let (at, by) = text.split_once('=').ok_or_else(wrong)?;
        let jump = Self {
            at: instant(at)?,
            by: shift(by).ok_or_else(wrong)?,
        };
        let lands = jump.at.checked_add_signed(jump.by);
        if lands.is_some_and(|lands| (FIRST_YEAR..END_YEAR).contains(&lands.year())) {
            Ok(jump)
        } else {
            Err(format!(
                "`{text}` is outside the calendar, which runs from {FIRST_YEAR} to {}.",
                END_YEAR - 1
            ))
        }
    }
}

/// `+2h`, `-30m`, `+1d12h`: a sign, then counts with their units.
fn shift(text: &str) -> Option<TimeDelta> {
    let (back, mut rest) = match text.split_at_checked(1)? {
        ("+", rest) => (false, rest),
        ("-", rest) => (true, rest),
        _ => return None,
    };
    let mut sum = TimeDelta::zero();
    loop {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let (count, unit_and_rest) = rest.split_at(digits);
        let (unit, after) = unit_and_rest.split_at_checked(1)?;
        sum = sum.checked_add(&length(count.parse().ok()?, unit)?)?;
        rest = after;
        if rest.is_empty() {
            return Some(if back { -sum } else { sum });
        }
    }
}

fn length(count: i64, unit: &str) -> Option<TimeDelta> {
    match unit {
        "d" => TimeDelta::try_days(count),
        "h" => TimeDelta::try_hours(count),
        "m" => TimeDelta::try_minutes(count),
        "s" => TimeDelta::try_seconds(count),
        _ => None,
    }
}

/// A stretch of wall time in which the computer is awake and its clock is not set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    /// The first look.
    pub(super) from: Instant,
    /// No look at or after this.
    pub(super) until: Instant,
    /// How far the clock was set since the stretch before.
    pub(super) set_by: TimeDelta,
}

/// The wall clock from the beginning to the end of a rehearsal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    begins: Instant,
    stretches: Vec<Stretch>,
}

impl Course {
    /// The wall clock from `from` until it shows `to`, both included.
    ///
    /// A jump happens once, when the clock first shows its instant; one that another jump leaps over does not happen. A
    /// sleep is when the wall clock shows it, so that a clock that is set back may come to it again.
    ///
    /// # Errors
    /// A sentence, for what ends before it begins, overlaps, or lies outside.
    pub fn new(from: Instant, to: Instant, mut sleeps: Vec<Sleep>, mut jumps: Vec<Jump>) -> Result<Self, String> {
        if to < from {
            return Err(format!(
                "The rehearsal ends at {} before it begins at {}. Make --from the earlier instant.",
                said(to),
                said(from)
            ));
        }
        sleeps.sort_by_key(|sleep| sleep.from);
        jumps.sort_by_key(|jump| jump.at);
        check_sleeps(&sleeps)?;
        check_jumps(&jumps, from, to)?;
        Ok(Self {
            begins: from,
            stretches: stretches(from, to, &sleeps, jumps),
        })
    }

    pub(super) fn begins(&self) -> Instant {
        self.begins
    }

    pub(super) fn stretches(&self) -> &[Stretch] {
        &self.stretches
    }
}

fn check_sleeps(sleeps: &[Sleep]) -> Result<(), String> {
    match sleeps.windows(2).find(|pair| pair[1].from < pair[0].to) {
        None => Ok(()),
        Some(pair) => Err(format!(
            "Two sleeps overlap: one is from {} to {}, and another begins at {}. Combine them into one.",
            said(pair[0].from),
            said(pair[0].to),
            said(pair[1].from)
        )),
    }
}

fn check_jumps(jumps: &[Jump], from: Instant, to: Instant) -> Result<(), String> {
    if let Some(jump) = jumps.iter().find(|jump| jump.at < from || jump.at > to) {
        return Err(format!(
            "The jump at {} is not between the start at {} and the end at {}.",
            said(jump.at),
            said(from),
            said(to)
        ));
    }
    match jumps.windows(2).find(|pair| pair[0].at == pair[1].at) {
        None => Ok(()),
        Some(pair) => Err(format!(
            "There are two jumps at {}. Combine them into one.",
            said(pair[0].at)
        )),
    }
}

fn said(at: Instant) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

fn stretches(from: Instant, to: Instant, sleeps: &[Sleep], mut jumps: Vec<Jump>) -> Vec<Stretch> {
    let after_to = to + TimeDelta::nanoseconds(1);
    let mut stretches = Vec::new();
    let mut now = from;
    let mut set_by = TimeDelta::zero();
    loop {
        let next = jumps
            .iter()
            .position(|jump| jump.at >= now)
            .map(|next| jumps.remove(next));
        // After a jump past the end there is still the look at once.
        let end = next.map_or(after_to.max(now + TimeDelta::nanoseconds(1)), |jump| jump.at);
        add_awake(&mut stretches, now, end, sleeps, &mut set_by);
        match next {
            Some(jump) => {
                now = jump.at + jump.by;
                set_by += jump.by;
            }
            None => return stretches,
        }
    }
}

/// The parts of `from` to `until` that are not slept through. The first says how far the clock was set before it.
fn add_awake(stretches: &mut Vec<Stretch>, from: Instant, until: Instant, sleeps: &[Sleep], set_by: &mut TimeDelta) {
    let mut awake = from;
    let mut add = |from, until| {
        if from < until {
            stretches.push(Stretch {
                from,
                until,
                set_by: std::mem::take(set_by),
            });
        }
    };
    for sleep in sleeps.iter().filter(|sleep| sleep.to > from && sleep.from < until) {
        add(awake, sleep.from);
        awake = sleep.to;
    }
    add(awake, until);
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn at(clock: &str) -> Instant {
        instant(&format!("2017-05-24T{clock}:00Z")).unwrap()
    }

    /// `10:00-11:00 12:00-`: the stretches in which somebody could look, the last up to the end.
    fn awake(from: &str, to: &str, sleeps: &[(&str, &str)], jumps: &[(&str, &str)]) -> String {
        let sleeps = sleeps.iter().map(|(from, to)| Sleep {
            from: at(from),
            to: at(to),
        });
        let jumps = jumps.iter().map(|(when, by)| Jump {
            at: at(when),
            by: shift(by).unwrap(),
        });
        let course = Course::new(at(from), at(to), sleeps.collect(), jumps.collect()).unwrap();
        let stretches = course.stretches().iter().map(|stretch| {
            let (from, until) = (stretch.from.format("%H:%M"), stretch.until.format("%H:%M"));
            format!("{from}-{until}")
        });
        stretches.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_clock_goes_from_the_beginning_to_the_end_but_for_sleeps_and_jumps() {
        for (sleeps, jumps, expected) in [
            (&[][..], &[][..], "09:00-12:00"),
            (&[("10:00", "11:00")], &[], "09:00-10:00 11:00-12:00"),
            (&[("08:00", "09:30"), ("11:00", "13:00")], &[], "09:30-11:00"),
            (
                &[("10:00", "10:30"), ("10:30", "11:00")],
                &[],
                "09:00-10:00 11:00-12:00",
            ),
            (&[], &[("10:00", "+1h")], "09:00-10:00 11:00-12:00"),
            (&[], &[("10:00", "-30m")], "09:00-10:00 09:30-12:00"),
            // Past the end there is one look.
            (&[], &[("10:00", "+4h")], "09:00-10:00 14:00-14:00"),
            // Leapt over: it does not happen.
            (&[], &[("10:00", "+1h"), ("10:30", "-1h")], "09:00-10:00 11:00-12:00"),
            (
                &[],
                &[("10:00", "+1h"), ("11:30", "-1h")],
                "09:00-10:00 11:00-11:30 10:30-12:00",
            ),
            // If the new time is in a sleep, the first check is at its end. Otherwise it is at once.
            (&[("11:00", "11:30")], &[("10:00", "+75m")], "09:00-10:00 11:30-12:00"),
            (&[("10:00", "11:00")], &[("10:30", "+1h")], "09:00-10:00 11:30-12:00"),
            (
                &[("10:00", "11:00")],
                &[("10:30", "-1h")],
                "09:00-10:00 09:30-10:00 11:00-12:00",
            ),
        ] {
            assert_eq!(awake("09:00", "12:00", sleeps, jumps), expected, "{sleeps:?} {jumps:?}");
        }
    }

    #[test]
    fn what_cannot_be_is_refused_with_a_sentence() {
        let sleep = |from, to| Sleep {
            from: at(from),
            to: at(to),
        };
        let refused = |from, to, sleeps: &[Sleep], jumps: &[&str]| {
            let jumps = jumps.iter().map(|clock| Jump {
                at: at(clock),
                by: TimeDelta::hours(1),
            });
            Course::new(at(from), at(to), sleeps.to_vec(), jumps.collect()).unwrap_err()
        };
        assert!(refused("10:00", "09:00", &[], &[]).contains("ends at 2017-05-24T09:00:00Z before it begins"));
        let overlapping = [sleep("10:30", "11:30"), sleep("10:00", "11:00")];
        assert!(refused("09:00", "12:00", &overlapping, &[]).contains("Two sleeps overlap"));
        assert!(refused("09:00", "12:00", &[], &["08:59"]).contains("not between"));
        assert!(refused("09:00", "12:00", &[], &["12:01"]).contains("not between"));
        assert!(refused("09:00", "12:00", &[], &["10:00", "10:00"]).contains("two jumps"));
    }

    #[test]
    fn sleeps_and_jumps_are_read_as_people_write_them() {
        let slept = "2017-05-24T17:30:00.5+01:00..2017-05-25T08:00:00+01:00"
            .parse::<Sleep>()
            .unwrap();
        assert_eq!((slept.to - slept.from).num_milliseconds(), 52_199_500);
        for (by, seconds) in [
            ("+2h", 7_200),
            ("-30m", -1_800),
            ("+2d", 172_800),
            ("+90s", 90),
            ("-1d12h", -129_600),
        ] {
            let jump: Jump = format!("2017-05-24T10:00:00Z={by}").parse().unwrap();
            assert_eq!(jump.by.num_seconds(), seconds, "{by}");
        }
        for wrong in [
            "2h",
            "+",
            "+h",
            "+2",
            "+2w",
            "+2h ",
            "++2h",
            "+9223372036854775807d",
            "",
        ] {
            let sentence = format!("2017-05-24T10:00:00Z={wrong}").parse::<Jump>().unwrap_err();
            assert!(sentence.contains("=+2h"), "{wrong}: {sentence}");
        }
        for (wrong, why) in [
            ("", "two instants"),
            ("2017-05-24T10:00:00Z", "two instants"),
            ("10:00..11:00", "not an instant"),
            ("2017-05-24T10:00:00Z..2017-05-24T10:00:00Z", "ends before it begins"),
            ("2017-05-24T10:00:00Z..2017-05-24T09:00:00Z", "ends before it begins"),
        ] {
            assert!(wrong.parse::<Sleep>().unwrap_err().contains(why), "{wrong}");
        }
        assert!(
            "2045-12-31T10:00:00Z=+2d"
                .parse::<Jump>()
                .unwrap_err()
                .contains("is outside the calendar")
        );
        assert!("10:00=+2h".parse::<Jump>().unwrap_err().contains("not an instant"));
    }
}
