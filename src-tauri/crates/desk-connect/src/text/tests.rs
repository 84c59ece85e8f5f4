#![allow(clippy::unwrap_used)]
use std::time::Instant;

use proptest::prelude::*;

use super::*;

fn read(source: &str) -> String {
    html(
        source,
        &HtmlLimits {
            time: Duration::from_secs(10),
            ..HtmlLimits::default()
        },
    )
    .text
}

#[test]
fn html_mail_becomes_the_words_that_people_see() {
    for (source, text) in [
        ("<p>Hello</p><p>the app is down</p>", "Hello\n\nthe app is down"),
        ("one<br>two", "one\ntwo"),
        ("<b>bold</b> and <i>slanted</i>", "bold and slanted"),
        ("<ul><li>one</li><li>two</li></ul>", "* one\n* two"),
        ("<blockquote>earlier</blockquote>", "> earlier"),
        ("<pre>a  b\n  c</pre>", "a  b\n  c"),
        ("&lt;tag&gt; &amp; &eacute;", "<tag> & é"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a\nb"),
        (
            "see <a href=\"https://docs.example/x\">the docs</a>",
            "see the docs <https://docs.example/x>",
        ),
        (
            "<a href=\"https://a.example/\">https://a.example</a> too",
            "https://a.example too",
        ),
        ("<a href=\"mailto:bo@b.example\">bo@b.example</a>", "bo@b.example"),
        ("no tags at all", "no tags at all"),
        ("", ""),
    ] {
        assert_eq!(read(source), text, "{source}");
    }
}

#[test]
fn f72_nothing_hidden_or_active_is_left() {
    for source in [
        "<script>canary</script>",
        "<style>canary{}</style>",
        "<STYLE>@import url(canary)</STYLE>",
        "<img src=\"https://evil.example/canary.png\">",
        "<img src=x onerror=canary>",
        "<body onload=canary>",
        "<iframe src=\"https://evil.example/canary\"></iframe>",
        "<object data=canary></object><embed src=canary>",
        "<svg><script>canary</script></svg>",
        "<svg onload=canary>",
        "<math><mi xlink:href=\"javascript:canary\"></mi></math>",
        "<a href=\"javascript:canary\">x</a>",
        "<a href=\"file:///canary\">x</a>",
        "<a href=\"data:text/html,canary\">x</a>",
        "<meta http-equiv=refresh content=\"0;url=https://evil.example/canary\">",
        "<base href=\"https://evil.example/canary\">",
        "<link rel=dns-prefetch href=\"//canary.example\">",
        "<form action=\"https://evil.example/canary\"><input name=canary></form>",
        "<div style=\"background:url(https://evil.example/canary)\"></div>",
        "<!-- canary -->",
        "<template><p>canary</p></template>",
    ] {
        let text = read(source);
        assert!(!text.contains("canary"), "{source} left {text:?}");
    }
}

/// Reads within a limit that is far above what a busy machine needs, and far below a freeze.
fn soon(shape: &str) -> PlainText {
    let start = Instant::now();
    let text = html(shape, &HtmlLimits::default());
    let took = start.elapsed();
    assert!(took < Duration::from_secs(4), "{}… took {took:?}", &shape[..20]);
    text
}

#[test]
fn f72_shapes_that_freeze_a_parser_are_read_the_crude_way_and_soon() {
    let shapes = [
        "<div>".repeat(50_000) + "words",
        "<div>".repeat(400_000) + "words",
        "&a ".repeat(300_000) + "words",
        "&".repeat(2_000_000) + "words",
        format!("<p {}>words", "a=1 ".repeat(50_000)),
        "<table><a>".repeat(50_000) + "words",
        "<".repeat(1_000_000) + "words",
        "<a href=\"".repeat(100_000) + "words",
        "<b><p>".repeat(20_000) + "words",
        "<script>".repeat(200_000) + "words",
    ];
    for shape in &shapes {
        let text = soon(shape);
        assert!(text.shortened, "{}…", &shape[..20]);
    }
    // A quick machine reads this one to its end.
    soon(&("<p>words".to_owned() + &"<!--".repeat(300_000)));
    assert!(html(&shapes[0], &HtmlLimits::default()).text.ends_with("words"));
}

#[test]
fn f71_html_that_takes_too_long_is_left_behind() {
    let source = "<p>ordinary words</p>".repeat(2_000);
    let impatient = HtmlLimits {
        time: Duration::ZERO,
        ..HtmlLimits::default()
    };
    let text = html(&source, &impatient);
    assert!(text.shortened);
    assert!(text.text.starts_with("ordinary words\n"));
    assert!(!read(&source).is_empty());
}

#[test]
fn f71_a_long_body_is_cut_at_a_letter() {
    let long = plain(&"é".repeat(BODY));
    assert!(long.shortened);
    assert_eq!(long.text.len(), BODY);
    let html = html(&"<p>word</p>".repeat(400_000), &HtmlLimits::default());
    assert!(html.shortened && html.text.starts_with("word"));
}

#[test]
fn plain_text_passes_but_for_control_characters() {
    assert_eq!(
        plain("a\r\nb\rc\td\u{0}\u{7}\u{1b}[31m é 😀 \u{202e}x").text,
        "a\nb\nc\td[31m é 😀 \u{202e}x"
    );
    assert!(!plain("short").shortened);
}

#[test]
fn f73_titles_are_safe_to_show() {
    for (wild, tame) in [
        ("Deploy fails", "Deploy fails"),
        ("two\nlines\tand  spaces ", "two lines and spaces"),
        ("in\u{202e}voice\u{2066}.exe", "invoice.exe"),
        ("zero\u{200b}width\u{feff}", "zerowidth"),
        ("nul\u{0}and\u{1b}[0m\u{9b}", "nuland[0m"),
        ("family 👨\u{200d}👩\u{200d}👧", "family 👨\u{200d}👩\u{200d}👧"),
        ("\u{fffd} \u{fffe}", "\u{fffd} \u{fffe}"),
        ("مرحبا", "مرحبا"),
        ("cafe\u{301}", "cafe\u{301}"),
    ] {
        assert_eq!(title(wild), tame);
    }
    let tower = format!("a{}b", "\u{301}".repeat(1_000));
    assert!(title(&tower).chars().count() <= 2 + MARKS);
    assert_eq!(title(&"x".repeat(10_000)).len(), TITLE);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn f72_any_html_becomes_text_without_control_characters(source in "(<[a-z/!]{0,8}[ a-z=\"']{0,9}>?|&[a-z#0-9]{0,6};?|[a-zé \n]{0,9}|\\PC{0,4}){0,30}") {
        let text = html(&source, &HtmlLimits::default()).text;
        prop_assert!(text.chars().all(|letter| letter == '\n' || letter == '\t' || !letter.is_control()));
    }

    #[test]
    fn f72_the_crude_way_takes_anything(source in "(<|>|/|script|style|&|[a-zé ]){0,60}") {
        let _ = tidy(&strip(&source));
        let _ = is_within(&source, &HtmlLimits::default());
    }

    #[test]
    fn f73_a_title_is_one_line_and_stays_as_it_is(text in "\\PC{0,40}|[\u{0}-\u{ffff}]{0,40}") {
        let once = title(&text);
        let unfit = once.contains(['\n', '\r', '\u{202e}', '\u{0}']);
        prop_assert!(!unfit);
        prop_assert_eq!(title(&once), once);
    }

    #[test]
    fn plain_text_is_stable(text in "[\u{0}-\u{fff}]{0,60}") {
        let once = plain(&text).text;
        prop_assert_eq!(&plain(&once).text, &once);
    }
}
