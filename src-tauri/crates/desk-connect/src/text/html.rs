//! HTML from outside as plain text, within limits of size, shape and time. What is within them is parsed as a browser
//! would and laid out by `layout`; the rest is read by `crude`. Neither loses words.
//!
//! A parser can't be stopped from outside. The look before it keeps out what would make it slow or large, so that one
//! that ran out of time ends soon by itself.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

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
    /// Time on the wall, for one text.
    pub time: Duration,
    /// When the time is over for all texts that are read with these limits; `None`: each only has its own.
    pub until: Option<Instant>,
}

impl HtmlLimits {
    /// The same, with a time for everything that is read with them from now on, however many texts it is.
    #[must_use]
    pub fn all_within(&self, time: Duration) -> Self {
        Self {
            until: Instant::now().checked_add(time),
            ..self.clone()
        }
    }

    fn time_left(&self) -> Duration {
        self.until.map_or(self.time, |until| {
            self.time.min(until.saturating_duration_since(Instant::now()))
        })
    }
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
            until: None,
        }
    }
}

/// Elements and attributes that the parser may make again beside those that are written. An ordinary page needs a few
/// thousand.
const MADE_AGAIN: usize = 500_000;

/// Elements that are written as closed and may be open all the same: with `depth` fewer than `layout` walks down.
const NEVER_CLOSED: usize = 1_000;

/// Conversions that ran out of time and may still be running; beyond this many, HTML is read the crude way at once.
const STRAYS: usize = 2;

static CONVERTING: AtomicUsize = AtomicUsize::new(0);

/// HTML from outside as plain text, within `limits`. Blocks the calling thread for at most `limits.time`; the
/// conversion runs in a thread of its own that is left behind when it takes longer.
pub fn html(html: &str, limits: &HtmlLimits) -> PlainText {
    let cut = &html[..html.floor_char_boundary(limits.bytes)];
    let too_long = cut.len() < html.len();
    let time = limits.time_left();
    let converted = if !time.is_zero() && is_within(cut, limits) {
        convert_in_time(cut, time)
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
pub(crate) fn is_within(html: &str, limits: &HtmlLimits) -> bool {
    let (mut tags, mut entities) = (0_usize, 0_usize);
    let mut open = Open::default();
    for piece in pieces(html) {
        match piece {
            Piece::Words(words) => {
                entities += ampersands(words);
                // A bracket that opens no tag costs as much as one that does.
                tags += usize::from(words.starts_with('<'));
            }
            Piece::Tag(tag) => {
                tags += 1;
                entities += ampersands(tag.rest());
                let attributes = tag.count();
                if attributes > limits.attributes {
                    return false;
                }
                open.take(&tag, attributes);
            }
            Piece::Unseen => tags += 1,
        }
        open.again();
        let is_deep = open.depth() > limits.depth || open.never_closed > NEVER_CLOSED || open.made_again > MADE_AGAIN;
        if is_deep || tags > limits.tags || entities > limits.entities {
            return false;
        }
    }
    true
}

fn ampersands(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'&').count()
}

/// The tags that are open, as far as a browser would say so. A closing tag that closes nothing changes nothing, or
/// `<b></x>` would nest without an end and nobody would count it.
#[derive(Default)]
struct Open<'h> {
    elements: Vec<&'h str>,
    /// With what each costs. Browsers open these again in each block until they are closed by their own name: `<b><p>`
    /// makes a `b` in each paragraph.
    formatting: Vec<(&'h str, usize)>,
    /// What all of `formatting` costs each time.
    cost: usize,
    /// What was made again so far, at most.
    made_again: usize,
    /// `<x/>`, which whoever writes it means to be closed, and a browser leaves open.
    never_closed: usize,
    /// Since `<svg>` there were only shapes. There, and nowhere else in HTML, `<x/>` closes itself.
    is_drawing: bool,
}

impl<'h> Open<'h> {
    fn depth(&self) -> usize {
        self.elements.len() + self.formatting.len()
    }

    fn again(&mut self) {
        self.made_again += self.cost;
    }

    fn take(&mut self, tag: &Tag<'h>, attributes: usize) {
        let is_any = |names: &[&str]| names.iter().any(|name| tag.is(name));
        if tag.is("svg") {
            self.is_drawing = !tag.closes;
        } else if !is_any(&SHAPES) {
            self.is_drawing = false;
        }
        if is_any(&FORMATTING) {
            self.take_formatting(tag, 1 + attributes);
        } else if is_any(&LEAVES) || (self.is_drawing && tag.is_empty_element()) {
            // It holds nothing.
        } else if tag.closes {
            if let Some(at) = self.elements.iter().rposition(|name| tag.is(name)) {
                self.elements.truncate(at);
            }
        } else if tag.is_empty_element() {
            self.never_closed += 1;
        } else {
            self.elements.push(tag.name);
        }
    }

    fn take_formatting(&mut self, tag: &Tag<'h>, cost: usize) {
        // Only one link can be open, and a closing tag ends the innermost.
        if (tag.closes || tag.is("a"))
            && let Some(at) = self.formatting.iter().rposition(|(name, _)| tag.is(name))
        {
            self.cost -= self.formatting.remove(at).1;
        }
        if !tag.closes {
            self.formatting.push((tag.name, cost));
            self.cost += cost;
        }
    }
}

/// They have no content, end by themselves, or can't be inside their own kind without another element between.
const LEAVES: [&str; 30] = [
    "br", "img", "hr", "meta", "input", "link", "area", "base", "col", "wbr", "embed", "track", "source", "param", "p",
    "li", "td", "tr", "th", "dt", "dd", "option", "thead", "tbody", "tfoot", "colgroup", "caption", "html", "head",
    "body",
];
const FORMATTING: [&str; 14] = [
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];
const SHAPES: [&str; 11] = [
    "g", "path", "circle", "ellipse", "rect", "line", "polygon", "polyline", "use", "stop", "image",
];

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
