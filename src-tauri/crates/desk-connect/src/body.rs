//! The parts of a message body: the writer's words, quoted email, a signature, log lines; and the links in it. Pure
//! functions over plain text. Nothing is lost: the parts put together are the whole body.
//!
//! Whoever sends email chooses the body, so each loop here is linear in its length, and what a screen has to draw is
//! bounded: so many parts, so many links, none longer than a browser opens.

use std::ops::Range;

use url::Url;

use crate::text::is_direction_or_invisible;

/// What a part of a body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PartKind {
    /// The writer's own words.
    Text,
    /// Earlier email, repeated.
    Quoted,
    /// What email programs add below `-- `.
    Signature,
    /// Log lines, stack traces, code: shown in a fixed width.
    Log,
}

/// A part of a body: whole lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// Its place in the body, in bytes.
    pub span: Range<usize>,
}

/// A link in a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its place in the body, in bytes.
    pub span: Range<usize>,
    /// What is opened: `http`, `https` or `mailto`.
    pub url: String,
    /// What a person is shown before it is opened: the host as the browser will use it (punycode where it is not
    /// ASCII), or the address of a `mailto`.
    pub host: String,
}

/// Log lines in a row that make a block.
const LOG_LINES: usize = 3;
/// The most links of a body; what looks like one after them is text. So many addresses are a list, and no letter.
const MOST_LINKS: usize = 1_000;
/// The most parts of a body; the last of them is all the rest.
const MOST_PARTS: usize = 2_000;
/// Bytes of the longest link. What is longer is opened nowhere.
const LONGEST_LINK: usize = 8_192;
/// How many beginnings of links between two blanks are tried before the rest is text. People write one.
const MOST_TRIES: usize = 4;

/// Splits a body into parts, in order and without gaps.
pub fn fold(body: &str) -> Vec<Part> {
    let lines = lines(body);
    let mut kinds: Vec<PartKind> = Vec::with_capacity(lines.len());
    let mut in_signature = false;
    for (at, line) in lines.iter().enumerate() {
        let text = &body[line.clone()];
        let quoted = is_quoted(text) || introduces_quote(body, &lines[at..]);
        in_signature = !quoted && (in_signature || is_signature_mark(text));
        kinds.push(match () {
            () if quoted => PartKind::Quoted,
            () if in_signature => PartKind::Signature,
            () if is_log(text) => PartKind::Log,
            () => PartKind::Text,
        });
    }
    let originals = lines.iter().position(|line| starts_original(&body[line.clone()]));
    if let Some(first) = originals {
        kinds[first..].fill(PartKind::Quoted);
    }
    fill_gaps(body, &lines, &mut kinds);
    drop_short_logs(&mut kinds);
    join(&lines, &kinds)
}

/// The links in a body, in order.
pub fn links(body: &str) -> Vec<Link> {
    let mut found = Vec::new();
    let mut from = 0;
    let mut word = Word { end: 0, tries: 0 };
    while let Some(colon) = body[from..].find(':') {
        let colon = from + colon;
        from = colon + 1;
        let Some(start) = link_start(body, colon) else { continue };
        if start >= word.end {
            let length = body[start..].find(ends_link).unwrap_or(body.len() - start);
            word = Word {
                end: start + length,
                tries: 0,
            };
        }
        word.tries += 1;
        if word.tries > MOST_TRIES {
            continue;
        }
        if let Some(link) = link_in(body, start..word.end) {
            from = link.span.end;
            found.push(link);
            if found.len() == MOST_LINKS {
                break;
            }
        }
    }
    found
}

/// The text that a link is looked for in: up to the next character that no link has.
struct Word {
    end: usize,
    /// Beginnings of links that were tried in it.
    tries: usize,
}

/// Where the link begins whose scheme ends with this colon.
fn link_start(body: &str, colon: usize) -> Option<usize> {
    const SCHEMES: [&str; 3] = ["https://", "http://", "mailto:"];
    SCHEMES.iter().find_map(|scheme| {
        let start = (colon + 1).checked_sub(scheme.find(':')? + 1)?;
        let text = body.get(start..start + scheme.len())?;
        (text.eq_ignore_ascii_case(scheme) && starts_word(body, start)).then_some(start)
    })
}

fn lines(body: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    body.split_inclusive('\n')
        .map(|line| {
            let span = start..start + line.len();
            start = span.end;
            span
        })
        .collect()
}

fn is_quoted(line: &str) -> bool {
    line.starts_with('>')
}

fn is_signature_mark(line: &str) -> bool {
    matches!(line.trim_end_matches(['\n', '\r']), "-- " | "--")
}

/// "On Tue, 23 May 2017 at 10:00, Bob wrote:" on one or two lines, followed by a quoted one.
fn introduces_quote(body: &str, lines: &[Range<usize>]) -> bool {
    let mut texts = lines.iter().map(|line| body[line.clone()].trim());
    let Some(first) = texts.next() else {
        return false;
    };
    if first.len() > 300 || !(first.starts_with("On ") || first.ends_with(':')) {
        return false;
    }
    let Some(second) = texts.next() else {
        return false;
    };
    let (end, rest) = if first.ends_with("wrote:") {
        (first, second)
    } else if first.starts_with("On ") && second.ends_with("wrote:") {
        (second, texts.next().unwrap_or_default())
    } else {
        return false;
    };
    let quote = if rest.is_empty() {
        texts.next().unwrap_or_default()
    } else {
        rest
    };
    end.ends_with("wrote:") && is_quoted(quote)
}

/// Outlook's way: no marks, and the whole rest is the old email.
fn starts_original(line: &str) -> bool {
    let line = line.trim();
    line.starts_with("-----Original Message-----") || line.starts_with("---------- Forwarded message")
}

/// A time stamp, a level, a stack frame or a shell prompt at the start of the line, or text set in by four.
fn is_log(line: &str) -> bool {
    let text = line.trim_end();
    let words = text.trim_start();
    let indented = (text.starts_with("    ") || text.starts_with('\t')) && !words.is_empty();
    indented
        || starts_with_time(words)
        || ["$ ", "# ", "at ", "ERR ", "OUT "]
            .iter()
            .any(|start| words.starts_with(start) && words.len() > 12)
        || [
            "ERROR",
            "WARN",
            "INFO",
            "DEBUG",
            "FATAL",
            "Traceback",
            "Caused by:",
            "Exception in",
        ]
        .iter()
        .any(|level| words.trim_start_matches('[').starts_with(level))
}

/// `2017-05-23T10:…`, `2017-05-23 10:…`, `2017/05/23 10:…`, `10:31:07`, each perhaps in brackets.
fn starts_with_time(words: &str) -> bool {
    let shape: String = words
        .trim_start_matches('[')
        .chars()
        .take(11)
        .map(|letter| match letter {
            '0'..='9' => '0',
            '/' => '-',
            other => other,
        })
        .collect();
    shape.starts_with("0000-00-00T") || shape.starts_with("0000-00-00 ") || shape.starts_with("00:00:00")
}

/// An empty line belongs to the same part as the lines on both sides of it.
fn fill_gaps(body: &str, lines: &[Range<usize>], kinds: &mut [PartKind]) {
    for at in 1..kinds.len().saturating_sub(1) {
        let empty = body[lines[at].clone()].trim().is_empty();
        if empty && kinds[at - 1] == kinds[at + 1] {
            kinds[at] = kinds[at - 1];
        }
    }
}

fn drop_short_logs(kinds: &mut [PartKind]) {
    for run in kinds.chunk_by_mut(|a, b| a == b) {
        if run.first() == Some(&PartKind::Log) && run.len() < LOG_LINES {
            run.fill(PartKind::Text);
        }
    }
}

fn join(lines: &[Range<usize>], kinds: &[PartKind]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for (line, kind) in lines.iter().zip(kinds) {
        let is_last = parts.len() == MOST_PARTS;
        match parts.last_mut() {
            Some(part) if part.kind == *kind || is_last => part.span.end = line.end,
            _ => parts.push(Part {
                kind: if parts.len() + 1 == MOST_PARTS {
                    PartKind::Text
                } else {
                    *kind
                },
                span: line.clone(),
            }),
        }
    }
    parts
}

fn starts_word(body: &str, start: usize) -> bool {
    !body[..start]
        .chars()
        .next_back()
        .is_some_and(|before| before.is_alphanumeric() || before == '+' || before == '-')
}

/// The link that is in this place, up to the next blank.
fn link_in(body: &str, place: Range<usize>) -> Option<Link> {
    let text = without_closing_marks(&body[place.clone()]);
    if text.len() > LONGEST_LINK {
        return None;
    }
    let url = Url::parse(text).ok()?;
    let host = if url.scheme() == "mailto" {
        mail_address(&url)?
    } else {
        web_host(&url)?
    };
    Some(Link {
        span: place.start..place.start + text.len(),
        url: url.into(),
        host,
    })
}

/// A backslash would be read as a slash by browsers, so that what is shown and what is opened differ.
fn ends_link(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_control()
        || matches!(
            letter,
            '<' | '>' | '"' | '\\' | '^' | '`' | '{' | '}' | '|' | '\u{2028}' | '\u{2029}'
        )
        || is_direction_or_invisible(letter)
}

/// A full stop ends the sentence, not the link; a bracket that was not opened inside belongs outside. One pass from the
/// end, with the brackets counted once.
fn without_closing_marks(text: &str) -> &str {
    let count = |bracket: u8| text.bytes().filter(|byte| *byte == bracket).count();
    let (opened, mut closed) = (count(b'('), count(b')'));
    let mut end = text.len();
    for mark in text.bytes().rev() {
        match mark {
            b'.' | b',' | b';' | b':' | b'!' | b'?' | b'\'' | b'*' | b'_' | b']' => {}
            b')' if opened < closed => closed -= 1,
            _ => break,
        }
        end -= 1;
    }
    &text[..end]
}

/// `None` for an address with a name in front of its host, which is there to deceive.
fn web_host(url: &Url) -> Option<String> {
    let plain = url.username().is_empty() && url.password().is_none();
    url.host_str()
        .filter(|host| plain && !host.is_empty())
        .map(str::to_owned)
}

/// The one receiver of a `mailto` without further headers than a subject.
fn mail_address(url: &Url) -> Option<String> {
    let to = url.path();
    let one = to.contains('@') && !to.contains([',', ';']);
    let harmless = url.query_pairs().all(|(name, _)| name.eq_ignore_ascii_case("subject"));
    (one && harmless).then(|| to.to_owned())
}

#[cfg(test)]
mod tests;
