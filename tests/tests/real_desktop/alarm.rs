//! The alarm of this computer, for faults that only the kernel can cause.

use std::process::Command;
use std::time::{Duration, Instant};

use chrono::{TimeDelta, Utc};
use desk_platform::NativeAlarm;
use desk_ports::Alarm;

use crate::desktop::{Desktop, desktop_test};

/// Set in the process that strace runs.
const TRACED: &str = "DUTYDESK_TEST_TRACED";
const NAME: &str = "alarm::f50_a_clock_that_is_set_ends_the_sleep_early";

desktop_test!(
    #[ignore = "needs strace, and a kernel that lets it trace"]
    f50_a_clock_that_is_set_ends_the_sleep_early,
    async |_: Desktop| {
        if std::env::var_os(TRACED).is_some() {
            let (alarm, began) = (NativeAlarm::new(), Instant::now());
            alarm.sleep_until(Some(Utc::now() + TimeDelta::seconds(60))).await;
            assert!(
                began.elapsed() < Duration::from_secs(5),
                "slept on: {:?}",
                began.elapsed()
            );
            return;
        }
        // What the kernel answers to a read of the timer after `clock_settime`.
        let traced = Command::new("strace")
            .args(["-f", "-qq", "-e", "trace=read", "-P", "anon_inode:[timerfd]"])
            .args(["-e", "inject=read:error=ECANCELED:when=1"])
            .arg(std::env::current_exe().unwrap())
            .args(["--exact", NAME, "--include-ignored", "--nocapture"])
            .env(TRACED, "1")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&traced.stderr);
        assert!(said.contains("ECANCELED"), "the fault was not played: {said}");
        assert!(traced.status.success(), "{said}");
    }
);
