//! How late a notification pops up: from the instant a deadline is due to the call that reaches the notification
//! server, through the whole of Dutydesk, compared with a bare timer and a bare call in the same run.
//!
//! `scripts/desktop-up cargo bench -p desk-tests --bench told` needs a session bus without a notification server, and
//! starts one. With `--fill DIR N` it fills a data folder with N open deadlines instead, for `idle-window`.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::HashMap;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use desk_commands::{Host, Options, calls, jobs};
use desk_contract::events::DeskEvent;
use desk_contract::list::Nothing;
use desk_contract::ticket::{LogTicketRequest, LoggedFrom};
use desk_domain::ids::{Series, TicketId};
use desk_platform::{Native, Places};
use desk_ports::Outside;
use desk_store::Store;
use desk_store::desk::ticket::Ticket;
use desk_store::desk::ticket_event::NewEvent;
use rustix::time::{
    Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create, timerfd_settime,
};
use zbus::interface;
use zbus::zvariant::OwnedValue;

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";
const NOTICES: u32 = 100;
/// Five within ten seconds would be a burst, and grouped.
const APART: Duration = Duration::from_millis(2_600);

/// When each title reached the server.
type Arrivals = Arc<Mutex<HashMap<String, DateTime<Utc>>>>;

/// A server that writes down when it was called, and says at once that the notification was closed.
struct Server {
    arrivals: Arrivals,
    last: u32,
}

#[interface(name = "org.freedesktop.Notifications")]
impl Server {
    fn get_capabilities(&self) -> Vec<String> {
        vec!["body".to_owned()]
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        (
            "bench".to_owned(),
            "desk-tests".to_owned(),
            "1".to_owned(),
            "1.2".to_owned(),
        )
    }

    #[allow(
        clippy::too_many_arguments,
        clippy::needless_pass_by_value,
        reason = "the protocol's own"
    )]
    async fn notify(
        &mut self,
        #[zbus(signal_emitter)] emitter: zbus::object_server::SignalEmitter<'_>,
        _program: &str,
        _replaces: u32,
        _icon: &str,
        title: String,
        _body: String,
        _actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _time_limit: i32,
    ) -> u32 {
        let now = Utc::now();
        self.arrivals.lock().unwrap().entry(title).or_insert(now);
        self.last += 1;
        let _ = Self::notification_closed(&emitter, self.last, 2).await;
        self.last
    }

    fn close_notification(&self, _id: u32) {}

    #[zbus(signal)]
    async fn notification_closed(
        emitter: &zbus::object_server::SignalEmitter<'_>,
        id: u32,
        reason: u32,
    ) -> zbus::Result<()>;
}

/// Dutydesk without a window.
struct Bench(Native);

impl Host for Bench {
    fn outside(&self) -> &dyn Outside {
        &self.0
    }

    fn tell(&self, _: DeskEvent) {}

    fn committed(&self) {}

    fn is_owner(&self) -> bool {
        true
    }
}

/// Ended with this value.
struct Bus(Child);

impl Drop for Bus {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.iter().position(|word| word == "--fill") {
        Some(at) => fill(Path::new(&arguments[at + 1]), arguments[at + 2].parse().unwrap()),
        None if std::env::var_os("DUTYDESK_BENCH_BUS").is_some() => measure(),
        None => on_a_bus_of_its_own(),
    }
}

/// Programs find their bus by the environment, which a process cannot safely change for itself.
fn on_a_bus_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let address = format!("unix:path={}", folder.path().join("bus").display());
    let mut daemon = Command::new("dbus-daemon");
    daemon.args(["--session", "--nofork", "--nopidfile", "--address", &address]);
    let _bus = Bus(daemon.stderr(Stdio::null()).spawn().unwrap());
    while !folder.path().join("bus").exists() {
        std::thread::sleep(Duration::from_millis(10));
    }
    let measured = Command::new(std::env::current_exe().unwrap())
        .env("DUTYDESK_BENCH_BUS", "1")
        .env("DBUS_SESSION_BUS_ADDRESS", &address)
        .env("HOME", folder.path())
        .status()
        .unwrap();
    assert!(measured.success());
}

fn measure() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let arrivals = Arrivals::default();
    let played = Server {
        arrivals: Arc::clone(&arrivals),
        last: 0,
    };
    let server = zbus::blocking::connection::Builder::session().unwrap();
    let _server = server
        .serve_at(PATH, played)
        .unwrap()
        .name(NAME)
        .unwrap()
        .build()
        .unwrap();
    let ours = runtime.block_on(through_dutydesk(&arrivals));
    let bare = bare(&arrivals);
    println!(
        "counts: from due to pop-up, {} notices: {}; bare timerfd and Notify: {}",
        ours.len(),
        words(ours),
        words(bare)
    );
}

/// Tickets that are to be triaged within two seconds, and are not.
async fn through_dutydesk(arrivals: &Arrivals) -> Vec<TimeDelta> {
    let folder = tempfile::tempdir().unwrap();
    let places = Places::find(Some(folder.path().join("data"))).unwrap();
    let policy = hasty(folder.path());
    let options = Options {
        data_dir: places.data.clone(),
        policy: Some(policy),
    };
    let desk = desk_commands::open(Arc::new(Bench(Native::new(&places))), &options).unwrap();
    let working = tokio::spawn(jobs::run(desk.clone()));
    for number in 0..NOTICES {
        let request = LogTicketRequest {
            subject: format!("push {number:03} fails"),
            tenant: format!("team-{number:03}"),
            from: LoggedFrom::Slack,
            text: String::new(),
            raised_at: None,
        };
        calls::log_ticket(&desk, request).await.unwrap();
        tokio::time::sleep(APART).await;
    }
    tokio::time::sleep(Duration::from_secs(4)).await;
    let ledger = calls::notices(&desk, Nothing {}).await.unwrap();
    working.abort();
    let arrivals = arrivals.lock().unwrap();
    let late = ledger.notices.iter().filter_map(|row| {
        let due = row.due.as_ref().filter(|_| row.stage == "due")?;
        // What pops up says how late it is by then; the tenant is in every title.
        let number = row.subject.strip_prefix("local/")?.parse::<u32>().ok()? - 1;
        let tenant = format!("triage team-{number:03}");
        let (_, arrived) = arrivals.iter().find(|(title, _)| title.contains(&tenant))?;
        Some(*arrived - due.at)
    });
    late.collect()
}

/// The default policy, always in hours, with two seconds to triage.
fn hasty(folder: &Path) -> String {
    let text = desk_commands::policy::text("govuk-paas-2016").unwrap();
    let line = |line: &str| match line {
        _ if line.starts_with("in_hours = [") => {
            r#"in_hours = [{ days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], from = "00:00", to = "24:00" }]"#
                .to_owned()
        }
        _ if line.starts_with("waking = [") => "waking = []".to_owned(),
        _ if line.starts_with("region = ") => "region = \"none\"".to_owned(),
        _ if line.starts_with("feed = ") => "feed = \"\"".to_owned(),
        _ if line.starts_with("triage_within = ") => "triage_within = \"2 s\"".to_owned(),
        _ => line.to_owned(),
    };
    let file = folder.join("hasty.toml");
    std::fs::write(&file, text.lines().map(line).collect::<Vec<_>>().join("\n")).unwrap();
    file.to_str().unwrap().to_owned()
}

fn bare(arrivals: &Arrivals) -> Vec<TimeDelta> {
    let bus = zbus::blocking::Connection::session().unwrap();
    let mut due = Vec::new();
    for number in 0..NOTICES {
        let at = Utc::now() + TimeDelta::milliseconds(70);
        wait(at);
        let title = format!("bare {number}");
        let hints: HashMap<&str, zbus::zvariant::Value<'_>> = HashMap::new();
        let body = (
            "bench",
            0_u32,
            "",
            title.as_str(),
            "",
            Vec::<&str>::new(),
            hints,
            -1_i32,
        );
        bus.call_method(Some(NAME), PATH, Some(NAME), "Notify", &body).unwrap();
        due.push((title, at));
    }
    let arrivals = arrivals.lock().unwrap();
    due.iter().map(|(title, at)| arrivals[title] - *at).collect()
}

fn wait(at: DateTime<Utc>) {
    let timer = timerfd_create(TimerfdClockId::Realtime, TimerfdFlags::CLOEXEC).unwrap();
    let once = Itimerspec {
        it_interval: Timespec { tv_sec: 0, tv_nsec: 0 },
        it_value: Timespec {
            tv_sec: at.timestamp(),
            tv_nsec: at.timestamp_subsec_nanos().into(),
        },
    };
    timerfd_settime(&timer, TimerfdTimerFlags::ABSTIME, &once).unwrap();
    rustix::io::read(&timer, &mut [0; 8]).unwrap();
}

fn words(mut late: Vec<TimeDelta>) -> String {
    late.sort_unstable();
    let at = |share: usize| {
        late[(late.len() * share / 100).min(late.len() - 1)]
            .num_microseconds()
            .unwrap() as f64
            / 1000.0
    };
    format!("p50 {:.1} ms, p99 {:.1} ms, {} in all", at(50), at(99), late.len())
}

/// Open tickets of priority 4, raised now: their first deadlines are a business day away.
fn fill(dir: &Path, count: u32) {
    let now = Utc::now();
    let (mut store, _) = Store::open(dir, now).unwrap();
    let event = |ticket: &TicketId, kind| NewEvent {
        ticket: ticket.clone(),
        event: desk_domain::event::TicketEvent { at: now, kind },
        recorded_at: now,
        transaction: None,
        op_id: None,
    };
    let raised = || desk_domain::event::EventKind::Raised {
        route: desk_domain::event::Route::Normal,
        tenant: true,
    };
    let priority = || desk_domain::event::EventKind::Priority {
        priority: desk_domain::priority::Priority::P4,
        in_scope: None,
    };
    store
        .desk
        .write(|desk| {
            for _ in 0..count {
                let id = desk.next_own_id(Series::Local)?;
                desk.put_tickets(&[Ticket {
                    id: id.clone(),
                    remote: None,
                    route: desk_domain::event::Route::Normal,
                    adopted: false,
                    practice: false,
                    tenant: Some("team".to_owned()),
                    raised_at: now,
                    subject: Some("push fails".to_owned()),
                    source: None,
                    linked_to: None,
                }])?;
                desk.append_events(&[event(&id, raised()), event(&id, priority())])?;
            }
            Ok(())
        })
        .unwrap();
    println!("counts: {count} deadlines in {}", dir.display());
}
