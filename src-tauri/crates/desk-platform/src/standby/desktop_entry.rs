//! The autostart entry (<https://specifications.freedesktop.org/desktop-entry-spec/latest/exec-variables.html>,
//! <https://specifications.freedesktop.org/autostart-spec/latest/>).

use super::by_a_shell_if;

/// The entry that starts `command`, its program first.
///
/// GLib looks for the program under the name as it is written, `%%` included, and drops the entry when there is none:
/// a program with `%` in its path is started by a shell.
pub(super) fn autostart(command: &[String]) -> String {
    let exec: Vec<String> = by_a_shell_if(&['%'], command).map(argument).collect();
    let program = command.first().map(|program| value(program)).unwrap_or_default();
    format!(
        "\
[Desktop Entry]
Type=Application
Version=1.0
Name=Dutydesk
Comment=Tells the engineer on support what is due
Exec={}
TryExec={program}
Icon=dutydesk
Terminal=false
StartupNotify=false
X-GNOME-Autostart-enabled=true
",
        value(&exec.join(" "))
    )
}

/// One word of the command line, quoted for `Exec`: inside quotes, four characters are escaped; `%` begins a field code
/// everywhere and is doubled.
fn argument(word: &str) -> String {
    let mut quoted = String::from("\"");
    for character in word.chars() {
        match character {
            '"' | '`' | '$' | '\\' => quoted.extend(['\\', character]),
            '%' => quoted.push_str("%%"),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// The escapes of any value of type string, undone before `Exec` is split into words.
fn value(text: &str) -> String {
    text.replace('\\', "\\\\")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a line as a launcher does: the escapes of the value, then the quotes, then the field codes.
    fn started(entry: &str) -> Vec<String> {
        let line = entry
            .lines()
            .find_map(|line| line.strip_prefix("Exec="))
            .expect("a command");
        let line = line.replace("\\\\", "\\");
        let (mut words, mut word, mut is_quoted) = (Vec::new(), String::new(), false);
        let mut rest = line.chars();
        while let Some(character) = rest.next() {
            match character {
                '"' => is_quoted = !is_quoted,
                '\\' if is_quoted => word.extend(rest.next()),
                ' ' if !is_quoted => words.push(std::mem::take(&mut word)),
                '%' => {
                    assert_eq!(rest.next(), Some('%'), "no field code is meant: {line}");
                    word.push('%');
                }
                other => word.push(other),
            }
        }
        words.push(word);
        words
    }

    #[test]
    fn f63_whatever_a_path_holds_it_is_started_as_it_is() {
        for path in [
            "/usr/bin/dutydesk",
            "/opt/my tools/dutydesk",
            r#"/opt/"quoted" 'single'/dutydesk"#,
            "/opt/50%/%f/dutydesk",
            "/opt/$HOME/`id`/dutydesk",
            r"/opt/back\slash\\twice\n/dutydesk",
            "/opt/prüfstand/配置/dutydesk",
            "/opt/a;b&c|d>e/~#*?()/dutydesk",
        ] {
            let command = [path, "--hidden", "--data-dir", path].map(str::to_owned);
            let words = started(&autostart(&command));
            assert!(words.ends_with(&command), "{path}: {words:?}");
            assert_eq!(words.len() > command.len(), path.contains('%'), "{path}");
        }
    }
}
