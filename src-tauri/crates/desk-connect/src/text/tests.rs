#![allow(clippy::unwrap_used)]
use std::time::{Duration, Instant};

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
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a | b"),
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
    ];
    for shape in &shapes {
        let text = soon(shape);
        assert!(text.shortened, "{}…", &shape[..20]);
    }
    // A quick machine reads these to their ends.
    soon(&("<p>words".to_owned() + &"<!--".repeat(300_000)));
    soon(&("<script>".repeat(200_000) + "words"));
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
        ("nul\u{0}and\u{1b}[0m\u{81}", "nuland[0m"),
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

/// A mail that Word wrote: its style sheet in one comment, settings in another.
fn word_mail(rules: usize, body: &str) -> String {
    let css: String = (0..rules)
        .map(|rule| format!("@list l{rule}:level1 {{mso-level-number-format:bullet;}} "))
        .collect();
    format!(
        "<html><head><!--[if gte mso 9]><xml><w:View>Normal</w:View><w:Zoom>0</w:Zoom></xml><![endif]-->\
         <style><!-- {css} --></style></head><body lang=FR>{body}</body></html>"
    )
}

#[test]
fn r07_a_style_sheet_in_a_comment_is_no_reason_to_read_the_crude_way() {
    let words = "<p>We can&#8217;t log in: &ldquo;acc&egrave;s refus&eacute;&rdquo;, see \
                 <a href=\"https://status.tenant-one.test/x\">this page</a></p>";
    let meant = "We can’t log in: “accès refusé”, see this page <https://status.tenant-one.test/x>";
    for rules in [10, 300, 3_000] {
        let text = html(
            &word_mail(rules, words),
            &HtmlLimits {
                time: Duration::from_secs(10),
                ..HtmlLimits::default()
            },
        );
        assert_eq!((text.text.as_str(), text.shortened), (meant, false), "{rules} rules");
    }
}

#[test]
fn r07_words_lists_have_their_marks() {
    let item = |style: &str, mark: &str, words: &str| {
        format!(
            "<p class=MsoListParagraph style='{style}'><![if !supportLists]><span style='font-family:Symbol'>\
             <span style='mso-list:Ignore'>{mark}<span>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>{words}<o:p></o:p></p>"
        )
    };
    let list = [
        item("mso-list:l0 level1 lfo1", "·", "one"),
        item("", "§", "two"),
        item("", "3.", "three"),
    ]
    .concat();
    assert_eq!(read(&word_mail(300, &list)), "* one\n\n* two\n\n3. three");
}

#[test]
fn r07_the_crude_way_reads_references_keeps_links_and_knows_comments() {
    let html = "<title>unseen</title><style><!-- unseen > --></style><!-- <p>unseen</p> -->\
        <p>acc&egrave;s refus&eacute; &#8217;&#x2019; &amp;lt; &AMP &nosuch; &#150;</p><div>see \
        <a href='https://a.example/?a=1&amp;b=2'>this page</a></div><table><tr><td>a<td>b</table>";
    let read = html::tidy(&plain(&crude::words(html)).text);
    assert_eq!(
        read,
        "accès refusé ’’ &lt; & &nosuch; –\n\nsee this page <https://a.example/?a=1&b=2>\na | b"
    );
}

#[test]
fn r11_windows_1252_under_the_name_of_latin_1_keeps_its_signs() {
    let came = "It\u{92}s \u{93}broken\u{94} \u{96} 300 \u{80}";
    let meant = "It’s “broken” – 300 €";
    assert_eq!(plain(came).text, meant);
    assert_eq!(title(came), meant);
    assert_eq!(read(&format!("<p>{came}</p>")), meant);
    assert_eq!(read("<p>It&#146;s &#147;broken&#148; &#150; 300 &#128;</p>"), meant);
}

#[test]
fn r11_words_that_the_server_decoded_under_a_wrong_name_are_read_again() {
    let latin = |bytes: &[u8]| bytes.iter().map(|byte| char::from(*byte)).collect::<String>();
    let page = "Привет, страница входа не открывается, помогите пожалуйста";
    let greek = "Καλημέρα, η σελίδα σύνδεσης δεν ανοίγει, παρακαλώ βοηθήστε";
    let japanese = "ログインページが開きません。助けてください。";
    let in_bytes = |words: &str, name: &str| {
        let encoding = encoding_rs::Encoding::for_label(name.as_bytes()).unwrap();
        encoding.encode(words).0.into_owned()
    };
    for (words, wrote) in [
        ("café naïve – “quote” €", "utf-8"),
        (page, "utf-8"),
        (page, "windows-1251"),
        (page, "koi8-r"),
        (greek, "iso-8859-7"),
        (japanese, "shift_jis"),
        (japanese, "euc-jp"),
    ] {
        assert_eq!(misread(&latin(&in_bytes(words, wrote)), "iso-8859-1"), words, "{wrote}");
    }
    // Said to be windows-1252, and was UTF-8.
    assert_eq!(misread("cafÃ© â€“ 300 â‚¬", "cp1252"), "café – 300 €");
    // No byte beyond ASCII, and no name.
    assert_eq!(misread(&latin(&in_bytes(japanese, "iso-2022-jp")), "utf-8"), japanese);
}

#[test]
fn r11_words_that_were_decoded_rightly_stay() {
    for (text, declared) in [
        ("café naïve, Müller, 300 £, « ÉTÉ »", "iso-8859-1"),
        ("ÀÈÌÒÙ àèìòù äöüß ÄÖÜ ñ", "iso-8859-1"),
        // A tenant writes about broken letters.
        ("the page shows cafÃ© now", "utf-8"),
        ("It\u{92}s 300 \u{80}", "iso-8859-1"),
        ("»»»»»»»»»»»» °°°°°°°°°°", "iso-8859-1"),
        ("Привет, страница", "koi8-r"),
        ("broken \u{fffd}\u{fffd}", "ascii"),
        ("anything é", "no-such-encoding"),
        ("anything é", ""),
        ("", "iso-8859-1"),
    ] {
        assert_eq!(misread(text, declared), text);
    }
}

#[test]
fn r22_18_a_table_has_a_row_on_each_line() {
    for (source, text) in [
        (
            "<table><thead><tr><th>App</th><th>State</th></tr></thead><tbody><tr><td>login</td><td><b>down</b></td></tr>\
             <tr><td>search 検索</td><td>ok<br>again</td></tr></tbody></table><p>after</p>",
            "App         | State\nlogin       | down\nsearch 検索 | ok / again\n\nafter",
        ),
        // Cells without words, and one over two columns.
        (
            "<table><tr><td colspan=2>Total</td><td>3</td></tr><tr><td>a</td><td></td><td>1</td></tr></table>",
            "Total | 3\na     | 1",
        ),
        // A table that only arranges the page.
        (
            "<table><tr><td><table><tr><td>left<p>more</p></td></tr></table></td><td>right</td></tr></table>",
            "left\n\nmore\nright",
        ),
        // Not under one another, because that would be wider than a page.
        (
            &format!(
                "<table><tr><td>{0}</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>",
                "x".repeat(130)
            ),
            &format!("{} | b\nc | d", "x".repeat(130)),
        ),
        (
            "<blockquote><table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table></blockquote>",
            "> a | b\n> c",
        ),
    ] {
        assert_eq!(read(source), text);
    }
}

#[test]
fn the_lines_of_a_page_are_what_a_browser_makes_of_it() {
    for (source, text) in [
        ("<div>a</div><div><br></div><div>b</div>", "a\n\nb"),
        ("<p>a<br></p><p>b</p>", "a\n\nb"),
        (" a \n  b<b> c</b> ", "a b c"),
        (
            "<ul><li><p>one</p><ul><li>two</li></ul></li><li>three</li></ul>x",
            "* one\n\n  * two\n* three\n\nx",
        ),
        ("<ol start=3><li>a<li>b<br>c</ol>", "3. a\n4. b\n   c"),
        (
            "<blockquote><p>a</p><p>b</p><blockquote>c</blockquote></blockquote>d",
            "> a\n>\n> b\n>\n> > c\n\nd",
        ),
        ("<div style='white-space: pre-wrap'>a  b\n  c</div>", "a  b\n  c"),
        ("a<hr>b", "a\n\n────────\n\nb"),
        ("<img src=x alt='a chart'>", "a chart"),
        ("<h1>Title</h1>words", "Title\n\nwords"),
        ("<dl><dt>a<dd>b</dl>", "a\nb"),
    ] {
        assert_eq!(read(source), text, "{source}");
    }
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
        let _ = html::tidy(&crude::words(&source));
        let _ = html::is_within(&source, &HtmlLimits::default());
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
