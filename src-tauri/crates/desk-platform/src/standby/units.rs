//! The systemd units that check for due notifications while no window is open (`systemd.service(5)`,
//! `systemd.timer(5)`).

use super::by_a_shell_if;

const HEAD: &str = "# Written by `duty install-timer`, which also takes it away: `duty install-timer --remove`.\n";

/// The service that runs `command`, its program first, once.
///
/// The colon before the program turns the replacement of `$NAME` off, which the program's own path has no other escape
/// for. A program with a quote or a backslash in its path is refused by systemd: that one is started by a shell.
pub(super) fn service(command: &[String]) -> String {
    let words: Vec<String> = by_a_shell_if(&['"', '\'', '\\'], command).map(quoted).collect();
    format!(
        "{HEAD}
[Unit]
Description=Dutydesk: tell what is due while no window runs

[Service]
Type=oneshot
ExecStart=:{}
UMask=0077
NoNewPrivileges=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
",
        words.join(" ")
    )
}

/// The timer of `service`: every minute, at once after what was missed, and when the clock or the zone is changed.
pub(super) fn timer(service: &str) -> String {
    format!(
        "{HEAD}
[Unit]
Description=Dutydesk: look every minute for what is due

[Timer]
Unit={service}
OnCalendar=*-*-* *:*:00
AccuracySec=1s
Persistent=true
OnClockChange=true
OnTimezoneChange=true

[Install]
WantedBy=timers.target
"
    )
}

/// One word of `ExecStart`: C escapes inside quotes, and `%` doubled, which begins a specifier everywhere.
fn quoted(word: &str) -> String {
    let mut quoted = String::from("\"");
    for character in word.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '%' => quoted.push_str("%%"),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f63_a_path_is_quoted_as_systemd_reads_it() {
        for (word, written) in [
            ("/usr/bin/duty", r#""/usr/bin/duty""#),
            ("/opt/my tools/duty", r#""/opt/my tools/duty""#),
            (r#"/opt/"q" 's'/duty"#, r#""/opt/\"q\" 's'/duty""#),
            ("/opt/50%/duty", r#""/opt/50%%/duty""#),
            (r"/opt/a\b/duty", r#""/opt/a\\b/duty""#),
            ("/opt/$HOME/duty", r#""/opt/$HOME/duty""#),
            ("/opt/prüfstand/duty", r#""/opt/prüfstand/duty""#),
        ] {
            assert_eq!(quoted(word), written);
        }
    }

    #[test]
    fn f63_what_was_missed_is_made_up_for_and_a_set_clock_is_noticed() {
        let timer = timer("dutydesk-tick.service");
        for line in [
            "Persistent=true",
            "OnClockChange=true",
            "OnTimezoneChange=true",
            "WantedBy=timers.target",
        ] {
            assert!(timer.lines().any(|it| it == line), "{line}");
        }
        let service = service(&["/usr/bin/duty".to_owned(), "tick".to_owned()]);
        assert!(
            service.contains("\nExecStart=:\"/usr/bin/duty\" \"tick\"\n"),
            "{service}"
        );
    }
}
