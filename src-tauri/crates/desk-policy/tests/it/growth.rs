//! A policy file of the largest size that is read, made to cost as much as it can.

use std::sync::mpsc;
use std::time::Duration;

/// Far above what a busy machine needs, and far below the minutes that a quadratic loop takes.
const SOON: Duration = Duration::from_secs(20);
const SIZE: usize = 1_000_000;

/// What is said about it, which takes a while at most.
fn errors(what: &str, text: String) -> usize {
    let (done, result) = mpsc::sync_channel(1);
    std::thread::spawn(move || {
        let errors = match desk_policy::load("team.toml", &text, None) {
            Ok(loaded) => loaded.warnings.len(),
            Err(errors) => errors.len(),
        };
        let _ = done.send(errors);
    });
    let result = result.recv_timeout(SOON);
    result.unwrap_or_else(|_| panic!("{what}… took longer than {SOON:?}"))
}

fn default_text() -> String {
    desk_policy::builtin(desk_policy::DEFAULT).unwrap().source_text
}

#[test]
fn r23_08_a_policy_that_is_wrong_in_a_hundred_thousand_places_is_answered_soon() {
    let base = default_text();
    for unit in [
        "[[links]]\ntitle = \"x\"\naddress = \"javascript:x\"\n",
        "[[links]]\ntitle = \"x\"\naddress = \"https://a.example/\"\n",
        "[[roles]]\nname = \"x\"\n",
        "[[messages]]\nname = \"x\"\noccasion = \"reply\"\ntext = \"{nope} { } {x\"\n",
        "[[checklists]]\nname = \"x\"\n",
        "[[triage.proposals]]\npriority = \"P9\"\n",
        "[[nonsense]]\n",
        "x = ",
        "[",
        "# words\n",
    ] {
        let text = base.clone() + &unit.repeat((SIZE - base.len()) / unit.len());
        let said = errors(unit, text);
        assert!(said <= 100, "{said} for {unit}");
    }
    let long_key = format!("{base}\n\"{}\" = 1\n", "a".repeat(SIZE - base.len() - 10));
    assert!(errors("long key", long_key) <= 100);
}

#[test]
fn r23_08_long_lists_and_long_words_in_a_policy_are_read_soon() {
    let base = default_text();
    let list = |key: &str, item: &str| {
        let items = item.repeat((SIZE - base.len()) / item.len());
        base.replacen(&format!("{key} = []"), &format!("{key} = [{items}]"), 1)
    };
    for item in [
        "{ date = \"2026-12-24\", name = \"x\" },",
        "{ date = \"2026-13-24\", name = \"x\" },",
        "{ date = \"2026-12-25\", name = \"x\", from = \"09:00\", to = \"13:00\" },",
    ] {
        let _ = errors(item, list("added", item));
        let _ = errors(item, list("removed", item));
    }
    let frame = "{ days = [\"mon\"], from = \"09:00\", to = \"09:01\" },";
    let frames = frame.repeat((SIZE - base.len()) / frame.len());
    let _ = errors(
        frame,
        base.replacen("in_hours = [", &format!("in_hours = [{frames}"), 1),
    );
    for (key, word) in [
        ("business_day = \"8 h\"", "8 h "),
        ("zone = \"Europe/London\"", "Europe/"),
        ("help_desk = \"Deskpro\"", "{"),
    ] {
        let (name, _) = key.split_once('=').unwrap();
        let long = word.repeat((SIZE - base.len()) / word.len());
        let _ = errors(word, base.replacen(key, &format!("{name}= \"{long}\""), 1));
    }
    let words = "{tenant} {{ }} {nope ".repeat((SIZE - base.len()) / 21);
    let _ = errors("template", base.replacen("text = \"", &format!("text = \"{words}"), 1));
}
