//! A kernel timer that follows the wall clock (`timerfd_create(2)`): it includes the time of a suspend, and ends early
//! if somebody sets the clock.

use std::io;
use std::os::fd::OwnedFd;

use chrono::{DateTime, Utc};
use rustix::time::{
    Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create, timerfd_settime,
};
use tokio::io::unix::AsyncFd;

/// Returns at `at`, or early when the clock was set. Where the kernel gives no timer it never returns.
pub(super) async fn at_or_clock_set(at: DateTime<Utc>) {
    let ended = match armed(at) {
        Ok(timer) => ended(&timer).await,
        Err(error) => Err(error),
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "no timer by the wall clock: the ticks alone decide");
        std::future::pending::<()>().await;
    }
}

fn armed(at: DateTime<Utc>) -> io::Result<AsyncFd<OwnedFd>> {
    let timer = timerfd_create(TimerfdClockId::Realtime, TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC)?;
    let never = Timespec { tv_sec: 0, tv_nsec: 0 };
    let once = Itimerspec {
        it_interval: never,
        it_value: Timespec {
            tv_sec: at.timestamp(),
            tv_nsec: at.timestamp_subsec_nanos().into(),
        },
    };
    timerfd_settime(
        &timer,
        TimerfdTimerFlags::ABSTIME | TimerfdTimerFlags::CANCEL_ON_SET,
        &once,
    )?;
    // What took its place is an unsafe function; it asks that the descriptor stays ours and the same, as it does here.
    #[expect(deprecated, reason = "unsafe code is forbidden in this project")]
    AsyncFd::new(timer)
}

/// Reads before it waits: only a read shows that the clock was set in between.
async fn ended(timer: &AsyncFd<OwnedFd>) -> io::Result<()> {
    if let Some(over) = meaning(read(timer)) {
        return over;
    }
    loop {
        let mut ready = timer.readable().await?;
        if let Ok(outcome) = ready.try_io(read)
            && let Some(over) = meaning(outcome)
        {
            return over;
        }
    }
}

fn read(timer: &AsyncFd<OwnedFd>) -> io::Result<usize> {
    // How often it rang: once.
    let mut count = [0; 8];
    Ok(rustix::io::read(timer.get_ref(), &mut count)?)
}

/// What a read says; `None`: not yet.
fn meaning(read: io::Result<usize>) -> Option<io::Result<()>> {
    match read {
        Ok(_) => Some(Ok(())),
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => None,
        Err(error) if error.raw_os_error() == Some(rustix::io::Errno::CANCELED.raw_os_error()) => Some(Ok(())),
        Err(error) => Some(Err(error)),
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use chrono::TimeDelta;

    use super::*;

    #[tokio::test]
    async fn it_ends_at_its_instant_and_at_once_when_that_has_passed() {
        let at = Utc::now() + TimeDelta::milliseconds(120);
        at_or_clock_set(at).await;
        assert!(Utc::now() >= at);
        let began = Instant::now();
        at_or_clock_set(at).await;
        assert!(began.elapsed() < Duration::from_millis(100), "{:?}", began.elapsed());
    }

    #[test]
    fn f50_a_clock_that_was_set_ends_it_and_an_early_look_does_not() {
        let of = |errno: rustix::io::Errno| meaning(Err(errno.into()));
        assert!(matches!(of(rustix::io::Errno::CANCELED), Some(Ok(()))));
        assert!(of(rustix::io::Errno::AGAIN).is_none());
        assert!(matches!(of(rustix::io::Errno::BADF), Some(Err(_))));
    }
}
