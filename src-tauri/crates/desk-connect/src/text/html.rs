//! HTML from outside as plain text, within limits of size, shape and time. What is within them is parsed as a browser
//! would and laid out by `layout`; the rest is read by `crude`. Neither loses words.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use super::scan::{Piece, Tag, pieces};
use super::{PlainText, crude, layout, plain};

/// What HTML may cost before it is read the crude way: tags dropped, words and links kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HtmlLimits {
    /// Bytes of HTML; what follows is cut off.
    pub bytes: usize,
    /// Tags open at once.
    pub depth: usize,
    /// Tags in all. Comments and the content of style sheets and scripts hold none.
    pub tags: usize,
    /// Attributes of one tag.
    pub attributes: usize,
    /// Character references and stray ampersands.
    pub entities: usize,
    /// Time on the wall.
    pub time: Duration,
}

impl Default for HtmlLimits {
    fn default() -> Self {
        Self {
            bytes: 2 * 1024 * 1024,
            depth: 150,
            tags: 50_000,
            attributes: 200,
            entities: 50_000,
            time: Duration::from_millis(500),
        }
    }
}

/// Conversions that ran out of time and may still be running; beyond this many, HTML is read the crude way at once.
const STRAYS: usize = 2;

static CONVERTING: AtomicUsize = AtomicUsize::new(0);

/// HTML from outside as plain text, within `limits`. Blocks the calling thread for at most `limits.time`; the
/// conversion runs in a thread of its own that is left behind when it takes longer.
pub fn html(html: &str, limits: &HtmlLimits) -> PlainText {
    let cut = &html[..html.floor_char_boundary(limits.bytes)];
    let too_long = cut.len() < html.len();
    let converted = if is_within(cut, limits) {
        convert_in_time(cut, limits.time)
    } else {
        None
    };
    let crude = converted.is_none();
    let mut text = plain(&converted.unwrap_or_else(|| crude::words(cut)));
    text.text = tidy(&text.text);
    text.shortened |= crude || too_long;
    text
}

/// A quick look at what would make the parser slow: nesting, attributes, references. One pass.
pub(super) fn is_within(html: &str, limits: &HtmlLimits) -> bool {
    let (mut depth, mut tags, mut entities) = (0_usize, 0_usize, 0_usize);
    for piece in pieces(html) {
        match piece {
            Piece::Words(words) => {
                entities += ampersands(words);
                // A bracket that opens no tag costs as much as one that does.
                tags += usize::from(words.starts_with('<'));
            }
            Piece::Tag(tag) => {
                tags += 1;
                depth = depth_after(depth, &tag);
                entities += ampersands(tag.rest());
                if tag.count() > limits.attributes {
                    return false;
                }
            }
            Piece::Unseen => tags += 1,
        }
        if depth > limits.depth || tags > limits.tags || entities > limits.entities {
            return false;
        }
    }
    true
}

fn ampersands(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'&').count()
}

fn depth_after(depth: usize, tag: &Tag<'_>) -> usize {
    const LEAVES: [&str; 14] = [
        "br", "img", "hr", "meta", "input", "link", "area", "base", "col", "wbr", "p", "li", "td", "tr",
    ];
    if tag.is_empty_element() || LEAVES.iter().any(|leaf| tag.is(leaf)) {
        depth
    } else if tag.closes {
        depth.saturating_sub(1)
    } else {
        depth + 1
    }
}

/// `None` when it took too long, failed, or too many earlier conversions still run.
fn convert_in_time(html: &str, limit: Duration) -> Option<String> {
    if CONVERTING.fetch_add(1, Ordering::AcqRel) >= STRAYS + parallel() {
        CONVERTING.fetch_sub(1, Ordering::AcqRel);
        return None;
    }
    let (done, result) = mpsc::sync_channel(1);
    let html = html.to_owned();
    let worker = std::thread::Builder::new()
        .name("html-to-text".to_owned())
        .stack_size(8 * 1024 * 1024);
    let started = worker.spawn(move || {
        let _running = Running;
        // The receiver may have left: then the text is nobody's.
        let _ = done.send(layout::text(&html));
    });
    if started.is_err() {
        CONVERTING.fetch_sub(1, Ordering::AcqRel);
        return None;
    }
    result.recv_timeout(limit).ok().flatten()
}

fn parallel() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Counts a conversion down when its thread ends, by a panic too.
struct Running;

impl Drop for Running {
    fn drop(&mut self) {
        CONVERTING.fetch_sub(1, Ordering::AcqRel);
    }
}

/// No spaces at line ends and at most one empty line in a row.
pub(super) fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    let mut empty = true;
    for line in text.lines() {
        let line = line.trim_end();
        if !(line.is_empty() && empty) {
            tidied.push_str(line);
            tidied.push('\n');
        }
        empty = line.is_empty();
    }
    tidied.trim_end().to_owned()
}
