//! Large pages of HTML, in the shapes that would make a loop over them worse than linear. A process of its own: a
//! conversion that runs out of time goes on beside the next for a moment.

use std::sync::mpsc;
use std::time::Duration;

use desk_connect::text::{HtmlLimits, html};

/// Far above what a busy machine needs for one page, and far below a freeze.
const SOON: Duration = Duration::from_secs(20);
const MIB: usize = 1024 * 1024;

/// Runs `work` in a thread of its own, which is left behind when it takes too long.
fn soon<T: Send + 'static>(what: &str, work: impl FnOnce() -> T + Send + 'static) -> T {
    let (done, result) = mpsc::sync_channel(1);
    std::thread::spawn(move || {
        let _ = done.send(work());
    });
    let result = result.recv_timeout(SOON);
    result.unwrap_or_else(|_| panic!("{what:?}… took longer than {SOON:?}, or failed"))
}

#[test]
fn r23_08_large_html_is_read_soon_and_what_ran_out_of_time_ends_soon() {
    for unit in [
        "<!--a-->",
        "<!--",
        "<!-- -- ",
        "<a x=\">\n",
        "<a x='\">",
        "</x><b>",
        "<b></x><p>t",
        "<b a=1></x><p>t",
        "<div/><p>t",
        "<svg><p><div/>t",
        "<table><tr><td>a",
        "<td colspan=100>",
        "<a href=http://a/>a",
        "<a href=http://a/>)</a>",
        "http://a/ &lt;http://a/&gt;",
        "<ol><li>",
        "<blockquote>a",
        "<select><option>a",
        "<p style='white-space:pre'>\n",
        "&#",
        "&#1",
        "&lt;x:y&gt;",
        "<style></",
        "<title><",
        "<x y",
        "</p>",
    ] {
        let page = format!("<p>words{}", unit.repeat(2 * MIB / unit.len()));
        let _ = soon(unit, move || html(&page, &HtmlLimits::default()));
    }
    // The report's own: 200 `<div>`, `x:y`, a line of slashes, and what looks like addresses.
    let page = format!(
        "{}x:y{}{}",
        "<div>".repeat(200),
        "/".repeat(500_000),
        " &lt;x:y&gt;".repeat(45_000)
    );
    let text = soon("divs", move || html(&page, &HtmlLimits::default()));
    assert!(text.shortened && text.text.starts_with("x:y//"));
}

/// A parser can't be stopped, so what is given to it has to end by itself.
#[test]
fn r23_08_what_the_look_before_lets_through_ends_soon() {
    let patient = HtmlLimits {
        time: SOON,
        ..HtmlLimits::default()
    };
    for (before, unit, after) in [
        ("", "<table><tr><td>a</table>", ""),
        ("", "<p>a</b>", ""),
        ("", "<p class=x>a<o:p/></p>", ""),
        ("", "<td colspan=100>", ""),
        ("<table><tr><td>", "<p>words and words", "</table>"),
        ("<blockquote>", "<p>words and words", "</blockquote>"),
        ("<ul><li>", "<p>words and words", "</ul>"),
        ("<i a b c d>", "<p>words", ""),
    ] {
        let page = before.repeat(140) + &unit.repeat(16_000) + &after.repeat(140);
        let patient = patient.clone();
        let _ = soon(unit, move || html(&page, &patient));
    }
}
