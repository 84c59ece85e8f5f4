//! Makes text from outside safe to store and to show. HTML becomes plain text here and nowhere else; it never reaches
//! the screen as HTML.

mod crude;
mod html;
mod layout;
mod misread;
mod scan;
mod table;

#[cfg(test)]
pub(crate) use html::is_within;
pub use html::{HtmlLimits, html};
use html5ever::data::C1_REPLACEMENTS;
pub use misread::misread;

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
/// Plain text from outside: line breaks kept, cut at one mebibyte. Characters of windows-1252 that came under the name
/// of ISO-8859-1 become what was typed; NUL and other control characters are dropped.
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
    for letter in text.chars().map(meant).flat_map(on_one_line).take(TITLE) {
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

/// U+0080 to U+009F are control characters that nobody types. Who sends one wrote windows-1252 and called it
/// ISO-8859-1: browsers and email programs read that name so, and so do we. Five places are empty there.
fn meant(letter: char) -> char {
    match u32::from(letter) {
        code @ 0x80..=0x9f => C1_REPLACEMENTS[code as usize - 0x80].unwrap_or(letter),
        _ => letter,
    }
}

/// Line ends become `\n`; other control characters but the tab are dropped.
fn without_controls(text: &str) -> String {
    let text = if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text.to_owned()
    };
    if text.chars().any(is_unwanted) {
        text.chars().map(meant).filter(|letter| !is_unwanted(*letter)).collect()
    } else {
        text
    }
}

fn is_unwanted(letter: char) -> bool {
    letter.is_control() && letter != '\n' && letter != '\t'
}

#[cfg(test)]
mod tests;
