//! What starts Dutydesk when it does not run, read by the programs that will read it: systemd and GLib.

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
