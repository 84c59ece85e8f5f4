//! What starts Dutydesk when it isn't running, read by the programs that will read it: systemd and GLib.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

use crate::desktop::{Desktop, desktop_test, until};
use crate::duty::program;

/// Folders that people do not have, but may.
const AWKWARD: [&str; 6] = [
    "my tools",
    "fifty % of %f",
    r#"the "quoted" 'one'"#,
    "$HOME and `id`",
    r"back\slash\n",
    "prüfstand 配置",
];

fn said(done: &Output) -> String {
    String::from_utf8_lossy(&[&done.stdout[..], &done.stderr[..]].concat()).into_owned()
}

/// Puts `duty` into `folder`, and beside it a `dutydesk` that writes down how it was started.
fn installed(folder: &Path, started: &Path) {
    std::fs::create_dir_all(folder).unwrap();
    std::fs::copy(program("duty"), folder.join("duty")).unwrap();
    let window = folder.join("dutydesk");
    std::fs::write(
        &window,
        format!("#!/bin/sh\nprintf '%s\\n' \"$0\" \"$@\" >'{}'\n", started.display()),
    )
    .unwrap();
    std::fs::set_permissions(&window, PermissionsExt::from_mode(0o755)).unwrap();
}

desktop_test!(
    #[ignore = "needs the programs, systemd-analyze, desktop-file-validate and gio"]
    f63_from_a_folder_of_any_name_systemd_and_the_desktop_start_the_right_program,
    async |desktop: Desktop| {
        for name in AWKWARD {
            let (folder, started) = (desktop.root().join(name), desktop.root().join("started"));
            installed(&folder, &started);
            let data = folder.join("data");
            let duty = |command: &str| {
                let mut duty = Command::new(folder.join("duty"));
                let done = duty.arg(command).arg("--data-dir").arg(&data).output().unwrap();
                assert!(done.status.success(), "{name}: {}", said(&done));
            };
            duty("install-timer");
            duty("install-autostart");

            let config = desktop.root().join("home/.config");
            let units = config.join("systemd/user");
            let checked = Command::new("systemd-analyze")
                .args(["--user", "verify"])
                .args([units.join("dutydesk-tick.service"), units.join("dutydesk-tick.timer")])
                .output()
                .unwrap();
            assert!(
                checked.status.success() && said(&checked).is_empty(),
                "{name}: {}",
                said(&checked)
            );

            let entry = config.join("autostart/dutydesk.desktop");
            let checked = Command::new("desktop-file-validate").arg(&entry).output().unwrap();
            assert!(checked.status.success(), "{name}: {}", said(&checked));
            let _ = std::fs::remove_file(&started);
            let launched = Command::new("gio").arg("launch").arg(&entry).output().unwrap();
            assert!(launched.status.success(), "{name}: {}", said(&launched));
            until("the window was started", || started.exists());
            let window = folder.join("dutydesk");
            let wanted = [
                window.to_str().unwrap(),
                "--hidden",
                "--data-dir",
                data.to_str().unwrap(),
            ];
            until("it has written down how", || {
                std::fs::read_to_string(&started).unwrap().lines().eq(wanted)
            });
            std::fs::remove_dir_all(&folder).unwrap();
        }
    }
);

/// Runs the words after it beside a systemd of this person's own. It sees a `/run` of its own, in which the computer seems
/// to have been started by systemd, and ends with the words.
const BESIDE_SYSTEMD: &str = r#"
set -eu
mount -t tmpfs tmpfs /run
mkdir -p /run/systemd/system
/lib/systemd/systemd --user >"$HOME/systemd.log" 2>&1 &
manager=$!
trap 'kill "$manager"; wait "$manager" || true' EXIT
for _ in $(seq 100); do
  systemctl --user show-environment >"$HOME/environment" 2>/dev/null && break
  sleep 0.1
done
"$@"
"#;

/// Everything in one systemd: installed, looked at, made to run, and taken away again.
const LIFE_OF_A_TIMER: &str = r#"
duty=$1 data=$2
"$duty" install-timer --data-dir "$data"
systemctl --user is-active dutydesk-tick.timer
systemctl --user show --property=NextElapseUSecRealtime --value dutydesk-tick.timer
systemctl --user start dutydesk-tick.service
systemctl --user show --property=Result --value dutydesk-tick.service
"$duty" doctor --json --data-dir "$data" >"$HOME/doctor.json" || true
if [ -n "${DUTYDESK_SOAK:-}" ]; then
  rm "$data/heartbeat"
  for _ in $(seq 70); do [ -e "$data/heartbeat" ] && break; sleep 1; done
  test -e "$data/heartbeat"
fi
"$duty" install-timer --remove --data-dir "$data"
! systemctl --user is-active dutydesk-tick.timer
"#;

/// Why this machine gives us no namespace of our own, in its words; `None` where it does. Containers and hardened
/// kernels often forbid it.
fn no_namespaces() -> Option<String> {
    let tried = Command::new("unshare")
        .args(["--map-root-user", "--mount", "true"])
        .output();
    match tried {
        Ok(done) if done.status.success() => None,
        Ok(done) => Some(said(&done).trim().to_owned()),
        Err(error) => Some(format!("unshare: {error}")),
    }
}

desktop_test!(
    #[ignore = "needs the programs, systemd and the right to make a namespace"]
    f63_systemd_itself_runs_the_timer_and_its_service_looks,
    async |desktop: Desktop| {
        if let Some(why) = no_namespaces() {
            println!("SKIPPED f63_systemd_itself_runs_the_timer_and_its_service_looks: {why}");
            return;
        }
        let _bus = desktop.bus();
        let data = desktop.root().join("data");
        let done = Command::new("unshare")
            .args([
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                BESIDE_SYSTEMD,
                "beside-systemd",
            ])
            .args(["sh", "-euc", LIFE_OF_A_TIMER, "life-of-a-timer"])
            .args([program("duty"), data.clone()])
            .env("TZ", "UTC")
            .output()
            .unwrap();
        let words = said(&done);
        assert!(done.status.success(), "{words}");
        let lines: Vec<&str> = words.lines().collect();
        let [installed, active, next, result, taken_away, inactive] = lines[..] else {
            panic!("{words}")
        };
        assert_eq!(
            installed,
            "The timer is installed. It checks every minute what’s due, even while no window is open."
        );
        assert_eq!((active, inactive), ("active", "inactive"));
        assert!(next.ends_with("00 UTC"), "the next full minute, not {next}");
        assert_eq!(result, "success", "sandboxed as it is, it can look");
        assert!(data.join("heartbeat").exists(), "it looked");
        assert_eq!(taken_away, "The timer is removed.");
        let doctor = std::fs::read_to_string(desktop.root().join("home/doctor.json")).unwrap();
        let report: serde_json::Value = serde_json::from_str(&doctor).unwrap();
        let lines = report["lines"].as_array().unwrap();
        let timer = lines.iter().find(|line| line["subject"] == "timer").unwrap();
        assert_eq!(
            timer["found"],
            "A timer checks every minute what’s due, even while no window is open."
        );
    }
);
