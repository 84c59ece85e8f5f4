//! Makes text from outside safe to store and to show. HTML becomes plain text here and nowhere else; it never reaches
//! the screen as HTML.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use html2text::render::{TaggedLine, TextDecorator};

/// What HTML may cost before it is read the crude way: tags dropped, words kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HtmlLimits {
    /// Bytes of HTML; what follows is cut off.
    pub bytes: usize,
    /// Tags open at once.
    pub depth: usize,
    /// Tags in all.
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

/// Plain text and whether something was lost on the way.
#[derive(Clone, PartialEq, Eq)]
pub struct PlainText {
    /// The text, with line breaks.
    pub text: String,
    /// It was cut off, or read the crude way.
    pub shortened: bool,
}

impl std::fmt::Debug for PlainText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PlainText")
            .field("bytes", &self.text.len())
            .field("shortened", &self.shortened)
            .finish()
    }
}

/// The longest body kept, in bytes.
const BODY: usize = 1024 * 1024;
/// The longest title shown, in characters.
const TITLE: usize = 300;
/// More marks than this on one letter are no language's.
const MARKS: usize = 4;
/// Conversions that ran out of time and may still be running; beyond this many, HTML is read the crude way at once.
const STRAYS: usize = 2;

static CONVERTING: AtomicUsize = AtomicUsize::new(0);

/// Plain text from outside: line breaks kept, NUL and other control characters dropped, cut at one mebibyte.
pub fn plain(text: &str) -> PlainText {
    let shortened = text.len() > BODY;
    let text = &text[..text.floor_char_boundary(BODY)];
    PlainText {
        text: without_controls(text),
        shortened,
    }
}

/// A subject or name fit for one line: no control, direction or invisible characters, no towers of marks, at most
/// three hundred characters.
pub fn title(text: &str) -> String {
    let mut shown = String::new();
    let mut marks = 0;
    for letter in text.chars().flat_map(on_one_line).take(TITLE) {
        marks = if is_mark(letter) { marks + 1 } else { 0 };
        if marks <= MARKS && !(letter == ' ' && shown.ends_with(' ')) {
            shown.push(letter);
        }
    }
    shown.trim().to_owned()
}

fn on_one_line(letter: char) -> Option<char> {
    match letter {
        _ if letter.is_whitespace() => Some(' '),
        _ if letter.is_control() || is_direction_or_invisible(letter) => None,
        _ => Some(letter),
    }
}

/// Characters that reverse text, are invisible, or mean no character. The joiner of emoji is not one of them.
pub(crate) fn is_direction_or_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{061c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

fn is_mark(letter: char) -> bool {
    matches!(letter,
        '\u{0300}'..='\u{036f}' | '\u{0483}'..='\u{0489}' | '\u{0610}'..='\u{061a}' | '\u{064b}'..='\u{065f}'
        | '\u{0e31}' | '\u{0e34}'..='\u{0e3a}' | '\u{0e47}'..='\u{0e4e}' | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Line ends become `\n`; other control characters but the tab are dropped.
fn without_controls(text: &str) -> String {
    let text = if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text.to_owned()
    };
    if text.chars().any(is_unwanted) {
        text.chars().filter(|letter| !is_unwanted(*letter)).collect()
    } else {
        text
    }
}

fn is_unwanted(letter: char) -> bool {
    letter.is_control() && letter != '\n' && letter != '\t'
}

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
    let mut text = plain(&converted.unwrap_or_else(|| strip(cut)));
    text.text = tidy(&text.text);
    text.shortened |= crude || too_long;
    text
}

/// A quick look at what would make the parser slow: nesting, attributes, references. One pass.
fn is_within(html: &str, limits: &HtmlLimits) -> bool {
    let (mut depth, mut tags, mut entities) = (0_usize, 0_usize, 0_usize);
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        let after = &rest[at + 1..];
        if rest.as_bytes()[at] == b'&' {
            entities += 1;
            rest = after;
        } else {
            let tag = &after[..after.find('>').unwrap_or(after.len())];
            tags += 1;
            depth = depth_after(depth, tag);
            if attributes(tag) > limits.attributes {
                return false;
            }
            rest = &after[tag.len()..];
            entities += tag.bytes().filter(|byte| *byte == b'&').count();
        }
        if depth > limits.depth || tags > limits.tags || entities > limits.entities {
            return false;
        }
    }
    true
}

fn depth_after(depth: usize, tag: &str) -> usize {
    const LEAVES: [&str; 14] = [
        "br", "img", "hr", "meta", "input", "link", "area", "base", "col", "wbr", "p", "li", "td", "tr",
    ];
    let name_end = tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len());
    let name = &tag[..name_end];
    if tag.starts_with('/') {
        depth.saturating_sub(usize::from(
            !LEAVES.iter().any(|leaf| tag[1..].trim().eq_ignore_ascii_case(leaf)),
        ))
    } else if name.is_empty() || tag.ends_with('/') || LEAVES.iter().any(|leaf| name.eq_ignore_ascii_case(leaf)) {
        depth
    } else {
        depth + 1
    }
}

fn attributes(tag: &str) -> usize {
    tag.split_ascii_whitespace().count()
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
        let _ = done.send(convert(&html));
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

fn convert(html: &str) -> Option<String> {
    // Wider than any line of a letter: breaks stay where the sender made them.
    const WIDTH: usize = 2_000;
    html2text::config::with_decorator(Letters::default())
        .raw_mode(true)
        .allow_width_overflow()
        .no_link_wrapping()
        .empty_img_mode(html2text::config::ImageRenderMode::IgnoreEmpty)
        .string_from_read(html.as_bytes(), WIDTH)
        .ok()
}

/// Words only, and the address of a link behind its words.
#[derive(Clone, Default)]
struct Letters {
    link: Option<String>,
}

impl TextDecorator for Letters {
    type Annotation = ();

    fn decorate_link_start(&mut self, url: &str) -> (String, ()) {
        let shown = ["https://", "http://", "mailto:"]
            .iter()
            .any(|scheme| url.starts_with(scheme));
        self.link = shown.then(|| title(url));
        (String::new(), ())
    }
    fn decorate_link_end(&mut self) -> String {
        self.link.take().map_or_else(String::new, |url| format!(" <{url}>"))
    }
    fn decorate_em_start(&self) -> (String, ()) {
        (String::new(), ())
    }
    fn decorate_em_end(&self) -> String {
        String::new()
    }
    fn decorate_strong_start(&self) -> (String, ()) {
        (String::new(), ())
    }
    fn decorate_strong_end(&self) -> String {
        String::new()
    }
    fn decorate_strikeout_start(&self) -> (String, ()) {
        (String::new(), ())
    }
    fn decorate_strikeout_end(&self) -> String {
        String::new()
    }
    fn decorate_code_start(&self) -> (String, ()) {
        (String::new(), ())
    }
    fn decorate_code_end(&self) -> String {
        String::new()
    }
    fn decorate_preformat_first(&self) {}
    fn decorate_preformat_cont(&self) {}
    fn decorate_image(&mut self, _src: &str, title: &str) -> (String, ()) {
        (title.to_owned(), ())
    }
    fn header_prefix(&self, _level: usize) -> String {
        String::new()
    }
    fn quote_prefix(&self) -> String {
        "> ".to_owned()
    }
    fn unordered_item_prefix(&self) -> String {
        "* ".to_owned()
    }
    fn ordered_item_prefix(&self, i: i64) -> String {
        format!("{i}. ")
    }
    fn decorate_superscript_start(&self) -> (String, ()) {
        (String::new(), ())
    }
    fn decorate_superscript_end(&self) -> String {
        String::new()
    }
    fn finalise(&mut self, _urls: Vec<String>) -> Vec<TaggedLine<()>> {
        Vec::new()
    }
    fn make_subblock_decorator(&self) -> Self {
        Self::default()
    }
}

/// The crude way: everything between angle brackets is dropped, scripts and styles with their content. Linear.
fn strip(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let tag = &after[..after.find('>').unwrap_or(after.len())];
        rest = after.get(tag.len() + 1..).unwrap_or_default();
        if let Some(end) = hidden_until(tag) {
            rest = find_ignoring_case(rest, end).map_or("", |at| &rest[at..]);
        }
        text.push(if is_inline(tag) { ' ' } else { '\n' });
    }
    text.push_str(rest);
    text.replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

fn hidden_until(tag: &str) -> Option<&'static str> {
    [("script", "</script"), ("style", "</style"), ("title", "</title")]
        .into_iter()
        .find(|(name, _)| {
            tag.get(..name.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(name))
        })
        .map(|(_, end)| end)
}

fn find_ignoring_case(text: &str, sought: &str) -> Option<usize> {
    text.as_bytes()
        .windows(sought.len())
        .position(|window| window.eq_ignore_ascii_case(sought.as_bytes()))
}

fn is_inline(tag: &str) -> bool {
    let name = tag.trim_start_matches('/');
    ["a", "b", "i", "u", "em", "span", "font", "strong", "code"]
        .iter()
        .any(|inline| name.split(|c: char| !c.is_ascii_alphanumeric()).next() == Some(inline))
}

/// No spaces at line ends, at most one empty line in a row, short horizontal rules, and no link written twice.
fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    let mut empty = true;
    for line in text.lines() {
        let line = line.trim_end();
        if line.is_empty() {
            if !empty {
                tidied.push('\n');
            }
            empty = true;
            continue;
        }
        empty = false;
        if line.chars().all(|c| c == '─') {
            tidied.push_str("────────");
        } else {
            tidied.push_str(&without_told_links(line));
        }
        tidied.push('\n');
    }
    tidied.trim_end().to_owned()
}

/// `https://a.example <https://a.example/>` says it twice.
fn without_told_links(line: &str) -> String {
    let mut kept = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(" <") {
        let after = &rest[at + 2..];
        let Some(end) = after.find('>') else { break };
        kept.push_str(&rest[..at]);
        if !ends_with_address(&kept, &after[..end]) {
            kept.push_str(&rest[at..at + 3 + end]);
        }
        rest = &after[end + 1..];
    }
    kept.push_str(rest);
    kept
}

fn ends_with_address(text: &str, url: &str) -> bool {
    let bare = url.strip_prefix("mailto:").unwrap_or(url).trim_end_matches('/');
    url.contains(':') && !bare.is_empty() && text.trim_end_matches('/').ends_with(bare)
}

#[cfg(test)]
mod tests;
