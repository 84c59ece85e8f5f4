//! What the targets share: whether a parser takes time in proportion to its input, and the hours that times are read
//! with.

use std::sync::LazyLock;
use std::time::Duration;

use chrono::{DateTime, Utc};
use desk_domain::support_hours::SupportHours;
use rustix::time::{ClockId, clock_gettime};

/// The input is repeated up to this length, and twice that, in bytes.
const LENGTH: usize = 16 * 1024;
/// Twice the input takes twice the time. Beyond this it is worse than linear.
const RATIO: f64 = 2.6;
/// A shorter time says nothing about growth.
const TELLING: Duration = Duration::from_millis(4);
/// No input of twice [`LENGTH`] may take longer, whatever its shape.
const LONGEST: Duration = Duration::from_secs(4);
/// One in so many inputs is repeated: that costs more than most inputs themselves.
const ONE_IN: u64 = 16;

/// Runs a parser on an input, and on the same one repeated.
///
/// # Panics
/// When the parser does, or when it takes more than so many times as long for twice as much.
pub fn linear(text: &str, parse: impl Fn(&str)) {
    parse(text);
    if text.is_empty() || hash(text) % ONE_IN != 0 {
        return;
    }
    let time = |length: usize, times: u32| {
        let input = text.repeat(length.div_ceil(text.len()));
        let once = || {
            let started = used();
            parse(&input);
            used().saturating_sub(started)
        };
        (0..times).map(|_| once()).min().unwrap_or_default()
    };
    let whole = time(2 * LENGTH, 1);
    assert!(whole < LONGEST, "{whole:?} for {} KiB", 2 * LENGTH / 1024);
    if whole < TELLING || whole.as_secs_f64() < RATIO * time(LENGTH, 1).as_secs_f64() {
        return;
    }
    // By chance, or in truth? Growth that is real is there from each length to the next, however often it is measured.
    let lengths = [LENGTH / 2, LENGTH, 2 * LENGTH, 4 * LENGTH];
    let times = lengths.map(|length| time(length, 5).as_secs_f64());
    let grows = times.windows(2).all(|pair| pair[1] > RATIO * pair[0]);
    assert!(!grows, "worse than linear: {times:?} s for {lengths:?} bytes");
}

/// The processor's time of this process: a busy machine doesn't count.
fn used() -> Duration {
    let used = clock_gettime(ClockId::ProcessCPUTime);
    Duration::try_from(used).unwrap_or_default()
}

/// FNV-1a.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The hours of the default policy.
pub fn hours() -> &'static SupportHours {
    static HOURS: LazyLock<desk_commands::policy::InForce> =
        LazyLock::new(|| desk_commands::policy::named("govuk-paas-2016").expect("the default policy"));
    &HOURS.rules.hours
}

/// A Tuesday in May 2017.
pub fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_495_533_600, 0).expect("an instant")
}
