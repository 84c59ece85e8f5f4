//! Doors to the parsers of text from outside, for the fuzz targets in `tests/fuzz` alone: no other build has this module.

use std::time::Duration;

use serde_json::Value;

use crate::address::Base;
use crate::text::{self, HtmlLimits};
use crate::{automatic, body, decoders, json};

/// HTML by the parser, and as what is too large or odd for it is read.
pub fn html(page: &str) {
    let patient = HtmlLimits {
        time: Duration::from_secs(60),
        ..HtmlLimits::default()
    };
    let read = text::html(page, &patient);
    assert!(read.text.chars().all(|c| matches!(c, '\n' | '\t') || !c.is_control()));
    let in_no_time = HtmlLimits {
        time: Duration::ZERO,
        ..patient
    };
    let _ = text::html(page, &in_no_time);
}

/// Quoted email, signatures and log lines.
pub fn fold(body: &str) {
    let mut at = 0;
    for part in body::fold(body) {
        assert_eq!(part.span.start, at);
        at = part.span.end;
    }
    assert_eq!(at, body.len());
}

/// Links.
pub fn links(body: &str) {
    let mut at = 0;
    for link in body::links(body) {
        assert!(link.span.start >= at && body.get(link.span.clone()).is_some());
        at = link.span.end;
    }
}

/// Subjects, names and words in whatever encoding.
pub fn words(text: &str) {
    let title = text::title(text);
    assert_eq!(text::title(&title), title);
    let _ = text::plain(text);
    for declared in ["iso-8859-1", "utf-8", "shift_jis", "koi8-r", text] {
        let _ = text::misread(text, declared);
    }
    let _ = Base::parse(text);
}

/// The headers of an email, as a help desk gives them.
pub fn headers(headers: &str) {
    let _ = automatic::is_automatic(|name| decoders::header(headers, name));
    let _ = automatic::is_automatic(|_| Some(headers.to_owned()));
}

/// Each answer of Request Tracker, also as a page of rows.
pub fn answers(answer: &[u8]) {
    let Ok(value) = json::parse::<Value>(answer) else {
        return;
    };
    let rows = match value {
        Value::Array(rows) => rows,
        one => vec![one],
    };
    for row in rows {
        decoders::decode(&row);
    }
    decoders::whole(answer);
}
