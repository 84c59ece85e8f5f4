//! Notifications end to end: the real `duty`, a real dunst, a clock that jumps, and everything that can stop in
//! between.

use std::collections::BTreeMap;
use std::fs::File;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use desk_contract::clocks::Priority;
use desk_platform::{AcquireError, Owner, Places, Wake, wake_owner};
use desk_tests::{Dice, at};
use serde_json::Value;

use crate::desktop::{Desktop, Program, desktop_test, owned, run, until};
use crate::duty::Duty;

/// What may happen at a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Nothing,
    /// The program is killed while it notifies.
    AppKilled,
    /// The program is stopped for a while.
    AppStopped,
    /// The server is gone, and comes back a minute later.
    ServerKilled,
    /// The server answers nothing for longer than a call waits.
    ServerHangs,
    /// Another server takes notifications and shows nothing; then the program is killed.
    ServerSwallows,
    /// The clock is an hour behind for one look.
    ClockBack,
    /// The computer sleeps through this deadline and the next two.
    Asleep,
}

const FAULTS: [Fault; 8] = [
    Fault::Nothing,
    Fault::AppKilled,
    Fault::AppStopped,
    Fault::ServerKilled,
    Fault::ServerHangs,
    Fault::ServerSwallows,
    Fault::ClockBack,
    Fault::Asleep,
];

/// A deadline every two minutes: the ten minutes in which a ticket is to be triaged end one after the other.
pub(crate) const APART: TimeDelta = TimeDelta::minutes(2);
pub(crate) const TRIAGE_WITHIN: TimeDelta = TimeDelta::minutes(10);
pub(crate) const FIRST: &str = "2028-11-07T09:00:10Z";

struct Run<'d> {
    desktop: &'d Desktop,
    duty: Duty,
    dice: Dice,
    dunst: Option<Program>,
    /// How often the program or its server was killed: each may cost one pop-up shown again.
    crashes: usize,
}

impl Run<'_> {
    fn meets(&mut self, fault: Fault, due: DateTime<Utc>) {
        // Seen only when the test fails.
        println!("{due}: {fault:?}");
        self.duty.clock_shows(due + TimeDelta::seconds(1));
        match fault {
            Fault::Nothing | Fault::Asleep => {}
            Fault::AppKilled => {
                let tick = self.duty.tick();
                std::thread::sleep(Duration::from_millis(self.dice.throw(400)));
                tick.kill();
                self.crashes += 1;
            }
            Fault::AppStopped => {
                let tick = self.duty.tick();
                std::thread::sleep(Duration::from_millis(self.dice.throw(200)));
                tick.signal("-STOP");
                std::thread::sleep(Duration::from_millis(200));
                tick.signal("-CONT");
                tick.ends(&mut close_all);
            }
            Fault::ServerKilled => {
                self.dunst.take().unwrap().kill();
                self.crashes += 1;
                self.duty.tick().ends(&mut || ());
                self.dunst = Some(self.desktop.dunst("Acknowledge"));
                self.duty.clock_shows(due + TimeDelta::seconds(50));
            }
            Fault::ServerHangs => {
                let dunst = self.dunst.take().unwrap();
                dunst.freeze();
                self.duty.tick().ends(&mut || ());
                dunst.thaw();
                self.dunst = Some(dunst);
                self.crashes += 1;
            }
            Fault::ServerSwallows => self.swallowed(),
            Fault::ClockBack => {
                self.duty.clock_shows(due - TimeDelta::hours(1));
                self.duty.tick_and_close();
                self.duty.clock_shows(due + TimeDelta::seconds(2));
            }
        }
        self.duty.tick_and_close();
    }

    fn swallowed(&mut self) {
        self.dunst.take().unwrap().kill();
        let mut command = Command::new("/usr/bin/python3");
        let swallowing = Program::start(command.args(["-m", "dbusmock", "--template", "notification_daemon"]));
        until("the played server has its name", || {
            owned("org.freedesktop.Notifications")
        });
        let tick = self.duty.tick();
        std::thread::sleep(Duration::from_millis(600));
        tick.kill();
        drop(swallowing);
        self.crashes += 2;
        self.dunst = Some(self.desktop.dunst("Acknowledge"));
    }
}

/// Somebody closes all that is shown.
pub(crate) fn close_all() {
    // Nobody there to ask closes nothing.
    let _ = Command::new("dunstctl").arg("close-all").stderr(Stdio::null()).status();
}

/// Writes down every call of `Notify` on the bus.
pub(crate) fn listens(desktop: &Desktop) -> (Program, std::path::PathBuf) {
    let heard = desktop.root().join("notify.log");
    let mut monitor = Command::new("dbus-monitor");
    monitor.args(["--session", "interface='org.freedesktop.Notifications',member='Notify'"]);
    let monitor = Program::start_into(&mut monitor, File::create(&heard).unwrap());
    (monitor, heard)
}

fn counts() -> u32 {
    if std::env::var_os("DUTYDESK_SOAK").is_some() {
        200
    } else {
        20
    }
}

/// The seed of the random numbers.
pub(crate) fn seed() -> u64 {
    let given = std::env::var("DUTYDESK_SEED").ok().and_then(|seed| seed.parse().ok());
    given.unwrap_or(20_261_123)
}

/// A tenant of its own for each ticket.
pub(crate) fn tenant(number: u32) -> String {
    format!("team-{number:03}")
}

/// What the ledger says of the triage deadline of each ticket: how often it is in it, and its states.
pub(crate) fn triage_rows(ledger: &[Value]) -> BTreeMap<String, Vec<String>> {
    let mut rows: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in ledger
        .iter()
        .filter(|row| row["clock"] == "triage" && row["stage"] == "due")
    {
        let state = row["state"].as_str().unwrap().to_owned();
        rows.entry(row["subject"].as_str().unwrap().to_owned())
            .or_default()
            .push(state);
    }
    rows
}

/// An issue of this tenant, from Slack, by its id. Its triage is due ten minutes later.
pub(crate) fn logged(duty: &Duty, tenant: &str) -> String {
    let made = duty.json(&["log", "--subject", "push fails", "--from", "slack", "--tenant", tenant]);
    made["ticket"].as_str().unwrap().to_owned()
}

desktop_test!(
    #[ignore = "needs dunst, python3-dbusmock, libfaketime, dbus-monitor and the programs"]
    f48_f49_f57_f58_f60_through_every_fault_nothing_is_missed_and_nothing_is_in_the_ledger_twice,
    async |desktop: Desktop| {
        let (count, seed) = (counts(), seed());
        let _bus = desktop.bus();
        let (_monitor, heard) = listens(&desktop);
        let raised = |number: u32| at(FIRST) + APART * i32::try_from(number).unwrap();
        let duty = Duty::new(desktop.root(), raised(0));
        let mut tickets = Vec::new();
        for number in 0..count {
            duty.clock_shows(raised(number));
            tickets.push(logged(&duty, &tenant(number)));
        }
        let dunst = Some(desktop.dunst("Acknowledge"));
        let mut run = Run {
            desktop: &desktop,
            duty,
            dice: Dice(seed),
            dunst,
            crashes: 0,
        };
        let mut number = 0;
        while number < count {
            // Each fault comes once before chance decides.
            let fault = match FAULTS.get(number as usize) {
                Some(fault) => *fault,
                None => FAULTS[usize::try_from(run.dice.throw(8)).unwrap()],
            };
            if fault == Fault::Asleep {
                number = (number + 2).min(count - 1);
            }
            run.meets(fault, raised(number) + TRIAGE_WITHIN);
            number += 1;
        }
        run.duty.tick_and_close();

        let ledger = run.duty.ledger();
        let rows = triage_rows(&ledger);
        let told = ["handed_over", "closed", "expired", "acted"];
        let is_told = |ticket: &String| {
            rows.get(ticket)
                .is_some_and(|states| states.iter().all(|state| told.contains(&state.as_str())))
        };
        let heard = std::fs::read_to_string(heard).unwrap();
        // The ledger has it, and a server was really called with it, alone or in a digest.
        let is_missed = |(number, ticket): &(u32, &String)| !is_told(ticket) || !heard.contains(&tenant(*number));
        let missed: Vec<_> = (0..count).zip(&tickets).filter(is_missed).collect();
        let doubled: Vec<_> = rows.iter().filter(|(_, states)| states.len() > 1).collect();
        // How many calls name it.
        let shown = |number: u32| heard.matches(&format!("triage {}", tenant(number))).count();
        let again: usize = (0..count).map(|number| shown(number).saturating_sub(1)).sum();
        println!(
            "counts: end to end, seed {seed}: {count} notices, {} missed, {} doubled in the ledger, {again} pop-ups shown again after {} crashes",
            missed.len(),
            doubled.len(),
            run.crashes
        );
        assert!(missed.is_empty(), "missed: {missed:?}\n{ledger:#?}");
        assert!(doubled.is_empty(), "doubled: {doubled:?}");
        assert!(again <= run.crashes, "{again} shown again");
    }
);

desktop_test!(
    #[ignore = "needs dunst, libfaketime and the programs"]
    f63_what_came_due_while_nothing_ran_is_told_once_by_the_timers_tick,
    async |desktop: Desktop| {
        let (_bus, _dunst) = (desktop.bus(), desktop.dunst("Acknowledge"));
        let (_monitor, heard) = listens(&desktop);
        let duty = Duty::new(desktop.root(), at("2028-11-07T09:00:00Z"));
        for number in 0..3 {
            logged(&duty, &tenant(number));
        }
        duty.clock_shows(at("2028-11-07T11:00:00Z"));
        duty.tick_and_close();
        duty.clock_shows(at("2028-11-07T11:01:00Z"));
        duty.tick_and_close();
        let calls = || {
            std::fs::read_to_string(&heard)
                .unwrap()
                .matches("member=Notify")
                .count()
        };
        assert_eq!(calls(), 1, "one digest of all three");
        assert_eq!(triage_rows(&duty.ledger()).len(), 3);
    }
);

desktop_test!(
    #[ignore = "needs dunst, libfaketime and the programs"]
    f64_what_was_acknowledged_stays_so_when_the_program_is_killed,
    async |desktop: Desktop| {
        let (_bus, _dunst) = (desktop.bus(), desktop.dunst("Acknowledge"));
        let duty = Duty::new(desktop.root(), at("2028-11-07T09:00:00Z"));
        for number in 0..2 {
            triaged_as_p1(&duty, &logged(&duty, &tenant(number)));
        }
        duty.clock_shows(at("2028-11-07T09:20:01Z"));
        let tick = duty.tick();
        let displayed = || {
            run("dunstctl", &["count", "displayed"])
                .trim()
                .parse::<usize>()
                .unwrap()
        };
        until("both are shown", || displayed() == 2);
        run("dunstctl", &["context"]);
        let acted = || subjects(&duty, |row| row["state"] == "acted");
        until("the press is in the ledger", || !acted().is_empty());
        tick.kill();
        let pressed = acted();
        assert_eq!(pressed.len(), 1);
        run("dunstctl", &["close-all"]);
        // Ten minutes later, late tickets repeat, except those that were acknowledged.
        duty.clock_shows(at("2028-11-07T09:30:01Z"));
        duty.tick_and_close();
        assert_eq!(acted(), pressed, "{:#?}", duty.ledger());
        let repeated = subjects(&duty, |row| row["stage"] == "repeat");
        assert_eq!(repeated.len(), 1, "{:#?}", duty.ledger());
        assert_ne!(repeated, pressed);
    }
);

desktop_test!(
    #[ignore = "needs dunst, libfaketime and the programs"]
    r21_what_the_timers_tick_leaves_on_the_screen_can_be_answered,
    async |desktop: Desktop| {
        let (_bus, _dunst) = (desktop.bus(), desktop.dunst("Acknowledge"));
        let duty = Duty::new(desktop.root(), at("2028-11-07T09:00:00Z"));
        triaged_as_p1(&duty, &logged(&duty, &tenant(0)));
        duty.clock_shows(at("2028-11-07T09:20:01Z"));
        let displayed = || {
            run("dunstctl", &["count", "displayed"])
                .trim()
                .parse::<usize>()
                .unwrap()
        };
        let tick = duty.tick();
        until("it is shown", || displayed() == 1);
        // Ten minutes later it is still there, and so are the ears for the repeat's buttons.
        duty.clock_shows(at("2028-11-07T09:30:01Z"));
        let repeated = || subjects(&duty, |row| row["stage"] == "repeat" && row["state"] == "handed_over");
        until("the repeat is shown", || !repeated().is_empty());

        // A window wants to notify itself: what stands is handed over, and nothing with dead buttons is left.
        let places = Places {
            data: duty.data().to_owned(),
            ..Places::find(None).unwrap()
        };
        assert!(matches!(Owner::acquire(&places), Err(AcquireError::Busy)));
        wake_owner(&places, Wake::MakeWay).await.unwrap();
        tick.ends(&mut || {});
        assert_eq!(displayed(), 0, "{:#?}", duty.ledger());
        drop(Owner::acquire(&places).unwrap());

        // The next one shows it again, and hears its button.
        let tick = duty.tick();
        until("it is shown again", || displayed() == 1);
        run("dunstctl", &["context"]);
        tick.ends(&mut || {});
        let states: Vec<_> = duty
            .ledger()
            .iter()
            .map(|row| row["state"].as_str().unwrap().to_owned())
            .collect();
        assert!(states.iter().any(|state| state == "acted"), "{states:?}");
        assert!(
            !states.iter().any(|state| state == "expired" || state == "not_told"),
            "{states:?}"
        );
        assert_eq!(displayed(), 0);
    }
);

/// Whose rows of the ledger are such.
fn subjects(duty: &Duty, is_such: impl Fn(&Value) -> bool) -> Vec<String> {
    let rows = duty.ledger().into_iter().filter(is_such);
    rows.map(|row| row["subject"].as_str().unwrap().to_owned()).collect()
}

fn triaged_as_p1(duty: &Duty, ticket: &str) {
    let answers = serde_json::json!({ "priority": "P1", "answers": desk_tests::answers(Priority::P1) });
    let file = duty.data().join("answers.json");
    std::fs::write(&file, answers.to_string()).unwrap();
    duty.json(&["triage", ticket, "--answers", file.to_str().unwrap()]);
}

desktop_test!(
    #[ignore = "needs dunst, libfaketime, dbus-monitor and the programs"]
    f40_of_fifty_programs_at_once_one_without_a_bus_one_tells_and_a_frozen_one_is_not_bypassed,
    async |desktop: Desktop| {
        let (_bus, _dunst) = (desktop.bus(), desktop.dunst("Acknowledge"));
        let (_monitor, heard) = listens(&desktop);
        let duty = Duty::new(desktop.root(), at("2028-11-07T09:00:00Z"));
        logged(&duty, "team-000");
        duty.clock_shows(at("2028-11-07T09:10:01Z"));
        let mut ticks: Vec<_> = (0..49).map(|_| duty.tick()).collect();
        ticks.push(duty.tick_without_a_bus());
        let calls = || {
            std::fs::read_to_string(&heard)
                .unwrap()
                .matches("member=Notify")
                .count()
        };
        // The process without a bus may have been the owner when it was due; then the timer's next tick notifies.
        until("somebody has told", || {
            if ticks.iter_mut().all(|tick| tick.has_ended()) {
                ticks.push(duty.tick());
            }
            calls() > 0
        });
        ticks.retain_mut(|tick| !tick.has_ended());
        std::thread::sleep(Duration::from_secs(1));
        ticks.retain_mut(|tick| !tick.has_ended());
        assert_eq!(ticks.len(), 1, "one stays for its notice; the others have left");
        ticks[0].signal("-STOP");
        duty.clock_shows(at("2028-11-07T09:12:00Z"));
        duty.json(&[
            "log",
            "--subject",
            "logs are gone",
            "--from",
            "slack",
            "--tenant",
            "team-001",
        ]);
        duty.clock_shows(at("2028-11-07T09:22:01Z"));
        duty.tick().ends(&mut || ());
        assert_eq!(calls(), 1, "the frozen owner has the data");
        ticks[0].signal("-CONT");
        until("it goes on, and tells what came due", || calls() == 2);
        assert!(triage_rows(&duty.ledger()).values().all(|states| states.len() == 1));
    }
);

desktop_test!(
    #[ignore = "needs dunst, libfaketime and the programs"]
    f45_with_little_memory_and_no_processor_to_spare_it_tells_all_the_same,
    async |desktop: Desktop| {
        let (_bus, _dunst) = (desktop.bus(), desktop.dunst("Acknowledge"));
        let duty = Duty::new(desktop.root(), at("2028-11-07T09:00:00Z"));
        logged(&duty, "team-000");
        duty.clock_shows(at("2028-11-07T09:10:01Z"));
        let _busy: Vec<Busy> = (0..8).map(|_| Busy::start()).collect();
        duty.tick_with_memory(256 << 20).ends(&mut || {
            let _ = Command::new("dunstctl").arg("close-all").stderr(Stdio::null()).status();
        });
        let told: Vec<Value> = duty
            .ledger()
            .into_iter()
            .filter(|row| row["clock"] == "triage")
            .collect();
        assert_eq!(told.len(), 1, "{told:#?}");
        assert_eq!(told[0]["state"], "closed", "it was shown, and a person closed it");
    }
);

/// A program that takes all of a processor, ended with this value.
struct Busy(Child);

impl Busy {
    fn start() -> Self {
        Self(Command::new("sh").args(["-c", "while :; do :; done"]).spawn().unwrap())
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
