//! The words and the files of a message, from its parts: which parts are words, which of two versions is shown, and
//! whose words a forwarded email holds. Pure.

use std::collections::HashSet;

use super::map::Headers;
use super::wire;
use crate::RemoteAttachment;
use crate::text::{self, HtmlLimits, PlainText};

/// Words of the HTML version that the plain one lacks, before both are shown: so many, and so large a share.
const LACKING: usize = 3;
const SHARE: (usize, usize) = (2, 5);
/// A plain version that is longer than this is no note about HTML.
const STUB: usize = 60;

/// The words of a message, and whether something is missing from them.
pub(super) fn words(parts: &[wire::Attachment], limits: &HtmlLimits) -> (String, bool) {
    let mut whole = (String::new(), false);
    let sections = sections(parts);
    let last = sections.len().saturating_sub(1);
    for (place, section) in sections.into_iter().enumerate() {
        let (words, shortened) = version(section.parts, limits);
        whole.1 |= shortened;
        match section.forwarded {
            Some(from) => {
                add(&mut whole.0, &from);
                add(&mut whole.0, words.trim_end());
                if place < last {
                    add(&mut whole.0, "(End of the forwarded email)");
                }
            }
            None => add(&mut whole.0, &words),
        }
    }
    whole
}

/// A row of parts by one writer.
struct Section<'a> {
    parts: &'a [wire::Attachment],
    /// Says whose words they are, when they came in somebody else's email.
    forwarded: Option<String>,
}

/// The sender's own parts, then each email inside with its parts. Request Tracker gives the parts in order but not
/// what is inside what: an email that is one part ends with it, one in two versions ends with the second, and any
/// other reaches as far as the next.
fn sections(parts: &[wire::Attachment]) -> Vec<Section<'_>> {
    let mut sections = Vec::new();
    let mut rest = parts;
    while let Some(at) = rest.iter().position(is_email) {
        sections.push(Section {
            parts: &rest[..at],
            forwarded: None,
        });
        let inside = &rest[at + 1..];
        let end = length(inside);
        sections.push(Section {
            parts: &inside[..end],
            forwarded: Some(introduction(&rest[at], inside.first())),
        });
        rest = &inside[end..];
    }
    sections.push(Section {
        parts: rest,
        forwarded: None,
    });
    sections.retain(|section| section.forwarded.is_some() || section.parts.iter().any(is_words));
    sections
}

fn length(inside: &[wire::Attachment]) -> usize {
    let next = inside.iter().position(is_email).unwrap_or(inside.len());
    let Some(root) = inside.first().filter(|_| next > 0) else {
        return 0;
    };
    match media_type(root).as_str() {
        "multipart/alternative" => inside[..next]
            .iter()
            .position(|part| media_type(part) == "text/html")
            .map_or(next, |at| at + 1),
        kind if kind.starts_with("multipart/") => next,
        _ => 1,
    }
}

/// `Forwarded email from Zoe <zoe@…>, Thu, 26 Nov 2026 10:00:00 +0000: It is broken`
fn introduction(email: &wire::Attachment, root: Option<&wire::Attachment>) -> String {
    let value = |name: &str| {
        let read = |part: &wire::Attachment| text::title(&Headers(&part.headers.0).first(name));
        let inner = root.map(read).unwrap_or_default();
        Some(inner).filter(|value| !value.is_empty())
    };
    let mut words = "Forwarded email".to_owned();
    if let Some(from) = value("from") {
        words.push_str(&format!(" from {}", from.replace('"', "")));
    }
    if let Some(date) = value("date") {
        words.push_str(&format!(", {date}"));
    }
    if let Some(subject) =
        value("subject").or_else(|| Some(text::title(&email.file_name.0)).filter(|name| !name.is_empty()))
    {
        words.push_str(&format!(": {subject}"));
    }
    words
}

/// The plain version, if it says what the HTML says. Some programs write "please use a program that shows HTML" there,
/// or half of the words: then the HTML, and the plain words too unless they are only such a note or are repeated.
fn version(parts: &[wire::Attachment], limits: &HtmlLimits) -> (String, bool) {
    let plain = joined(parts, "text/plain", text::plain);
    let html = joined(parts, "text/html", |html| text::html(html, limits));
    let shortened = plain.1 || (html.1 && plain.0.trim().is_empty());
    if plain.0.trim().is_empty() {
        return (html.0, plain.1 || html.1);
    }
    let (in_plain, in_html) = (distinct(&plain.0), distinct(&html.0));
    let lacking = in_html.difference(&in_plain).count();
    if lacking < LACKING || lacking * SHARE.1 <= in_html.len() * SHARE.0 {
        return (plain.0, shortened);
    }
    let own = in_plain.difference(&in_html).count();
    let is_stub = in_plain.len() <= STUB && in_plain.contains("html");
    if is_stub || own * 5 <= in_plain.len() {
        return (html.0, html.1);
    }
    let mut both = plain.0;
    add(&mut both, &html.0);
    (both, plain.1 || html.1)
}

/// The different words of a text. Addresses of links are none; where a script has no spaces, letters are words.
fn distinct(text: &str) -> HashSet<String> {
    let mut words = HashSet::new();
    let unspaced = |letter: char| ('\u{2e80}'..='\u{d7ff}').contains(&letter);
    for word in text.split_whitespace().filter(|word| !word.contains("://")) {
        for word in word
            .split(|letter: char| !letter.is_alphanumeric())
            .filter(|word| !word.is_empty())
        {
            if word.contains(unspaced) {
                words.extend(word.chars().map(String::from));
            } else {
                words.insert(word.to_lowercase());
            }
        }
    }
    words
}

fn joined(parts: &[wire::Attachment], content_type: &str, read: impl Fn(&str) -> PlainText) -> (String, bool) {
    let mut whole = (String::new(), false);
    for part in parts
        .iter()
        .filter(|part| is_words(part) && words_type(part) == content_type)
    {
        let headers = Headers(&part.headers.0);
        let encoding = if is_unnamed(part) {
            UNNAMED.to_owned()
        } else {
            headers.first("x-rt-original-encoding")
        };
        let meant = |content: &str| text::misread(content, &encoding).into_owned();
        let text = part.content.as_ref().map(|content| read(&meant(&content.0)));
        let missing = text.is_none() && part.length.0 != "0";
        if let Some(text) = text {
            add(&mut whole.0, &text.text);
            whole.1 |= text.shortened;
        }
        whole.1 |= missing;
    }
    whole
}

fn add(whole: &mut String, words: &str) {
    if !whole.is_empty() && !words.is_empty() {
        whole.push_str("\n\n");
    }
    whole.push_str(words);
}

/// The files of a message.
pub(super) fn files(parts: &[wire::Attachment]) -> Vec<RemoteAttachment> {
    parts.iter().filter(|part| is_file(part)).map(attachment).collect()
}

fn is_words(part: &wire::Attachment) -> bool {
    matches!(words_type(part).as_str(), "text/plain" | "text/html") && part.file_name.0.is_empty()
}

/// An email inside another is a wrapping: its words and files come as parts of their own.
fn is_email(part: &wire::Attachment) -> bool {
    media_type(part) == "message/rfc822" && matches!(part.length.0.as_str(), "" | "0")
}

fn is_file(part: &wire::Attachment) -> bool {
    !is_words(part) && !is_email(part) && !media_type(part).starts_with("multipart/")
}

fn words_type(part: &wire::Attachment) -> String {
    let kind = media_type(part);
    if kind == "application/octet-stream" && part.file_name.0.is_empty() {
        let original = Headers(&part.headers.0).first("x-rt-original-content-type");
        return if original.is_empty() {
            kind
        } else {
            media_type_of(&original)
        };
    }
    kind
}

/// Request Tracker keeps words in an encoding that it doesn't know as bytes, without a name. Each is one letter of
/// [`UNNAMED`] until it is known what was meant.
pub(super) fn is_unnamed(part: &wire::Attachment) -> bool {
    is_words(part) && media_type(part) != words_type(part)
}

/// Whether a part is words that could not be fetched.
pub(super) fn has_unread_words(part: &wire::Attachment) -> bool {
    is_words(part) && part.content.is_none()
}

const UNNAMED: &str = "iso-8859-1";

fn media_type(part: &wire::Attachment) -> String {
    media_type_of(&part.content_type.0)
}

fn media_type_of(content_type: &str) -> String {
    content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

fn attachment(part: &wire::Attachment) -> RemoteAttachment {
    let name = text::title(&part.file_name.0);
    RemoteAttachment {
        name: if name.is_empty() {
            format!("attachment {}", part.id.0)
        } else {
            name
        },
        id: part.id.0.clone(),
        content_type: text::title(&part.content_type.0),
        size: part.length.0.parse().unwrap_or_default(),
    }
}
