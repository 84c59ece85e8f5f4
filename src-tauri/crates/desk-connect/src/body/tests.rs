#![allow(clippy::unwrap_used)]
use proptest::prelude::*;

use super::*;

/// Folds a body and writes a letter per part and line: T, Q, S, L.
fn check(body: &str, folded: &str) {
    let shown: String = fold(body)
        .into_iter()
        .flat_map(|part| {
            let letter = match part.kind {
                PartKind::Text => 'T',
                PartKind::Quoted => 'Q',
                PartKind::Signature => 'S',
                PartKind::Log => 'L',
            };
            body[part.span]
                .split_inclusive('\n')
                .map(move |_| letter)
                .collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(shown, folded, "{body}");
}

#[test]
fn bodies_fold_as_people_read_them() {
    check("", "");
    check("Hello\nthe app is down", "TT");
    check(
        "Thanks!\n\nOn Tue, 23 May 2017 at 10:00, Ama wrote:\n> old\n> mail\n",
        "TTQQQ",
    );
    check(
        "Thanks!\n\nOn Tue, 23 May 2017 at 10:00, Ama Mensah\n<ama@passports.example> wrote:\n\n> old\n",
        "TTQQQQ",
    );
    check("> their question\nour answer\n> another\nanswer", "QTQT");
    check("Words\n-- \nBo Larsen\nLicences team", "TSSS");
    check("Words\n--\nBo\n> quoted below the signature", "TSSQ");
    check("Fine.\n\n-----Original Message-----\nFrom: Bo\nold words", "TTQQQ");
    check(
        "It says:\n2017-05-23T10:00:00Z ERR a\n2017-05-23T10:00:01Z ERR b\n\n2017-05-23T10:00:02Z ERR c\nHelp!",
        "TLLLLT",
    );
    check("See\n    one\n    two\n    three\nabove", "TLLLT");
    check(
        "Push says:\n2017/05/23 11:42:07 push: uploading\n2017/05/23 11:42:09 push: FAILED\n2017/05/23 11:42:09 code: 500\nHelp!",
        "TLLLT",
    );
    check("One line is no log:\n2017-05-23 10:00 it broke\nplease look", "TTT");
    check("On Monday we deployed.\nOn Tuesday it broke.", "TT");
    check("He wrote:\nhelp", "TT");
}

#[test]
fn f74_links_are_found_with_the_host_that_opens() {
    for (body, url, host) in [
        (
            "see https://docs.example/a(b).",
            "https://docs.example/a(b)",
            "docs.example",
        ),
        ("(https://docs.example/a)", "https://docs.example/a", "docs.example"),
        ("<HTTP://Docs.Example>", "http://docs.example/", "docs.example"),
        (
            "https://bücher.example/x",
            "https://xn--bcher-kva.example/x",
            "xn--bcher-kva.example",
        ),
        ("https://аpple.com/", "https://xn--pple-43d.com/", "xn--pple-43d.com"),
        (
            "https://a.example:8443/?q=1#f, then",
            "https://a.example:8443/?q=1#f",
            "a.example",
        ),
        (
            "mailto:bo@licences.example?subject=Hi",
            "mailto:bo@licences.example?subject=Hi",
            "bo@licences.example",
        ),
        (
            "https://good.example\\@evil.example/",
            "https://good.example/",
            "good.example",
        ),
        (
            "https://good.example\u{202e}/moc.live",
            "https://good.example/",
            "good.example",
        ),
        ("https://a.example\t.evil.example", "https://a.example/", "a.example"),
    ] {
        let found = links(body);
        assert_eq!(found.len(), 1, "{body}");
        assert_eq!((found[0].url.as_str(), found[0].host.as_str()), (url, host), "{body}");
    }
}

#[test]
fn f74_nothing_else_becomes_a_link() {
    for body in [
        "file:///etc/passwd",
        "smb://host/share",
        "nfs://host/share",
        "javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "ms-msdt:/id",
        "https:evil.example",
        "https:/evil.example",
        "https://bank.example@evil.example/",
        "https://user:pass@evil.example/",
        "\\\\host\\share",
        "https://",
        "https:// evil.example",
        "xhttps://evil.example",
        "view-https://evil.example",
        "mailto:a@b.example,c@d.example",
        "mailto:a@b.example?bcc=c@d.example",
        "mailto:?attach=/etc/passwd",
        "http://[::1",
    ] {
        assert_eq!(links(body), [], "{body}");
    }
}

#[test]
fn links_stand_where_their_words_stand() {
    let body = "é https://a.example/x, and https://b.example.";
    let words: Vec<&str> = links(body).into_iter().map(|link| &body[link.span]).collect();
    assert_eq!(words, ["https://a.example/x", "https://b.example"]);
}

proptest! {
    #[test]
    fn the_parts_are_the_body_again(body in "(> |-- |On x wrote:|    |2017-05-23 |\n|\r\n|[a-zé]{1,5}| ){0,40}") {
        let parts = fold(&body);
        let joined: String = parts.iter().map(|part| &body[part.span.clone()]).collect();
        prop_assert_eq!(joined, body);
        prop_assert!(parts.windows(2).all(|pair| pair[0].kind != pair[1].kind));
    }

    #[test]
    fn f74_a_link_opens_only_what_it_shows(body in "(https?://|mailto:|file:|@|\\\\|:|/|\\.|[a-zа-я\u{202e}\u{200b} \t]{1,4}){0,20}") {
        for link in links(&body) {
            prop_assert!(body.get(link.span.clone()).is_some());
            let url = Url::parse(&link.url).unwrap();
            prop_assert!(["http", "https", "mailto"].contains(&url.scheme()));
            if url.scheme() != "mailto" {
                prop_assert_eq!(url.host_str(), Some(link.host.as_str()));
                prop_assert!(link.host.is_ascii() && url.username().is_empty());
            }
        }
    }
}
