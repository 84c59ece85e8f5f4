//! The loops over text from outside, at full size: the shapes that would make each of them worse than linear. A linear
//! loop takes a fraction of a second for them, also on a slow and busy machine, and a quadratic one minutes or hours.
//!
//! Whole pages of HTML are in `tests/large_html.rs`, in a process of their own: what runs out of time there would make
//! other tests read HTML the crude way.

use std::sync::mpsc;
use std::time::Duration;

use crate::automatic::is_automatic;
use crate::text::{self, HtmlLimits};
use crate::{body, json};

/// Far above what a busy machine needs for one shape, and far below a freeze.
const SOON: Duration = Duration::from_secs(20);
const MIB: usize = 1024 * 1024;

/// Runs `work` in a thread of its own, which is left behind when it takes too long.
fn soon<T: Send + 'static>(what: &str, work: impl FnOnce() -> T + Send + 'static) -> T {
    let (done, result) = mpsc::sync_channel(1);
    std::thread::spawn(move || {
        let _ = done.send(work());
    });
    let what: String = what.chars().take(40).collect();
    match result.recv_timeout(SOON) {
        Ok(result) => result,
        Err(_) => panic!("{what:?}… took longer than {SOON:?}, or failed"),
    }
}

/// `unit` again and again, up to this many bytes.
fn repeated(unit: &str, bytes: usize) -> String {
    unit.repeat(bytes / unit.len())
}

#[test]
fn r23_08_the_links_and_parts_of_a_large_body_are_found_soon() {
    for unit in [
        ")",
        ").",
        "mailto:",
        "http://a@",
        ">http://a\nhttp://a\n",
        "http://a ",
        "http://a",
        "http:",
        "https://[",
        "mailto:a@b?",
        "On ",
        "On a\nwrote:\n",
        "wrote:\n>\n",
        "[",
        ">\n\n",
        "\n",
        "-- \n> a\n",
        "    a\nb\n",
        " ",
        "é:",
        "(http://a(",
        "http://a.example/(((((((())))))))].,",
    ] {
        let body = format!("see http://a/{}", repeated(unit, MIB));
        let (length, parts, links) = soon(unit, move || {
            let (parts, links) = (body::fold(&body), body::links(&body));
            (body.len(), parts, links)
        });
        assert_eq!(parts.iter().map(|part| part.span.len()).sum::<usize>(), length);
        // What a screen draws at once.
        assert!(parts.len() <= 2_000 && links.len() <= 1_000, "{unit:?}");
    }
}

#[test]
fn r23_08_a_link_longer_than_any_browser_opens_is_text() {
    let long = |length: usize| format!("https://a.example/{} and http://b.example/", "x".repeat(length));
    assert_eq!(body::links(&long(8_000)).len(), 2);
    let found = body::links(&long(9_000));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].host, "b.example");
}

#[test]
fn r23_08_formatting_that_a_browser_opens_again_in_each_block_is_not_made_again_without_end() {
    for unit in [
        "<b a={}></x><p>t",
        "<font a={} b c d e f g h><p>t",
        "<i a={}/><div>t</div>",
    ] {
        let page: String = (0..40_000)
            .map(|number| unit.replace("{}", &number.to_string()))
            .collect();
        assert!(!text::is_within(&page, &HtmlLimits::default()), "{unit}");
    }
    // Sloppy, and nobody's attack.
    let letter = "<p><b>one<p><i>two</b><p>three<div><font color=red>four</div>".to_owned()
        + &"<svg><path d='M1'/><path/></svg><p>a<br/></p>".repeat(300)
        + &"<p class=MsoNormal>a<o:p/></p>".repeat(300)
        + &"<table><tr><td><div>a<td>b</table>".repeat(300);
    assert!(text::is_within(&letter, &HtmlLimits::default()));
}

#[test]
fn r23_08_the_html_of_a_whole_thread_has_one_time_limit() {
    let page = "<p>ordinary words</p>".repeat(500);
    let limits = HtmlLimits::default().all_within(Duration::ZERO);
    let read = text::html(&page, &limits);
    assert!(read.shortened && read.text.starts_with("ordinary words\n"));
}

#[test]
fn r23_08_large_headers_words_and_answers_are_read_soon() {
    for unit in [
        "autosvar ",
        "is out of the office",
        " ",
        "re: ",
        "\u{ad}",
        "<>",
        "auto-",
    ] {
        let value = repeated(unit, MIB);
        let _ = soon(unit, move || is_automatic(|_| Some(value.clone())));
    }
    for unit in ["\r", "\u{92}", "\u{301}", "\u{202e}", " a", "\u{1b}$B", "é ", "Ð"] {
        let words = repeated(unit, MIB);
        let _ = soon(unit, move || {
            (
                text::plain(&words),
                text::title(&words),
                text::misread(&words, "iso-8859-1").len(),
            )
        });
    }
    for unit in ["\\ud800", "\\\\", "[", "{\"a\":", "\"", "\\u", "\u{feff}", "1,", "é"] {
        let answer = format!("[\"{}", repeated(unit, MIB));
        let _ = soon(unit, move || json::parse::<serde_json::Value>(answer.as_bytes()));
    }
}
