//! Words of HTML that is too large, too deep or too odd to parse: tags are dropped, nothing else. Comments, style
//! sheets and scripts are no words; character references are read; the address of a link stays behind its words.

use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};

use super::layout::{CELLS, address, is_block, is_told};
use super::scan::{Piece, Tag, pieces};

/// The longest name of a character reference, with its semicolon.
const NAME: usize = 32;

/// The words. Linear.
pub(super) fn words(html: &str) -> String {
    let mut text = String::new();
    let mut link: Option<(String, usize)> = None;
    let mut unseen: Option<&str> = None;
    let mut verbatim = 0_usize;
    let mut cells = 0_usize;
    for piece in pieces(html) {
        match piece {
            Piece::Words(words) if unseen.is_none() => add(&mut text, &references(words), verbatim > 0),
            Piece::Words(_) | Piece::Unseen => {}
            Piece::Tag(tag) => {
                unseen = match unseen {
                    Some(name) if !(tag.closes && tag.is(name)) => Some(name),
                    _ => ["title", "template"]
                        .into_iter()
                        .find(|name| !tag.closes && tag.is(name)),
                };
                if tag.is("pre") || tag.is("textarea") {
                    verbatim = if tag.closes {
                        verbatim.saturating_sub(1)
                    } else {
                        verbatim + 1
                    };
                }
                if tag.is("a") {
                    end_link(&mut text, link.take());
                    link = link_of(&tag).map(|address| (address, text.len()));
                }
                cells = break_at(&mut text, &tag, cells);
            }
        }
    }
    end_link(&mut text, link);
    text
}

/// White space is one space, but for what is shown as it is written.
fn add(text: &mut String, words: &str, verbatim: bool) {
    if verbatim {
        text.push_str(words);
        return;
    }
    for letter in words.chars() {
        let letter = if letter.is_ascii_whitespace() { ' ' } else { letter };
        if letter != ' ' || !text.ends_with([' ', '\n']) {
            text.push(if letter == '\u{a0}' { ' ' } else { letter });
        }
    }
}

fn link_of(tag: &Tag<'_>) -> Option<String> {
    if tag.closes {
        return None;
    }
    address(&references(tag.value("href")?))
}

fn end_link(text: &mut String, link: Option<(String, usize)>) {
    if let Some((address, start)) = link {
        let words = text.get(start..).unwrap_or_default().trim();
        if !words.is_empty() && !is_told(words, &address) {
            text.truncate(text.trim_end_matches(' ').len());
            text.push_str(&format!(" <{address}>"));
        }
    }
}

/// Ends the line at what a browser gives a line of its own. Cells of a row stay on one line.
fn break_at(text: &mut String, tag: &Tag<'_>, cells: usize) -> usize {
    if tag.is("td") || tag.is("th") {
        if tag.closes {
            return cells;
        }
        if cells > 0 {
            text.push_str(CELLS);
        }
        return cells + 1;
    }
    if tag.is("br") {
        text.push('\n');
    } else if is_block(&tag.name.to_ascii_lowercase()) {
        if !text.ends_with('\n') {
            text.push('\n');
        }
        if tag.is("p") && tag.closes {
            text.push('\n');
        }
        return 0;
    } else if tag.is("img")
        && let Some(words) = tag.value("alt")
    {
        text.push_str(&references(words));
    }
    cells
}

/// Reads `&amp;`, `&eacute;`, `&#8217;`, `&#x2019;`, and the old ones that need no semicolon. One pass.
pub(super) fn references(text: &str) -> String {
    let mut read = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        read.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        match number(after).or_else(|| name(after)) {
            Some((letters, length)) => {
                read.extend(letters.into_iter().flatten());
                rest = &after[length..];
            }
            None => {
                read.push('&');
                rest = after;
            }
        }
    }
    read.push_str(rest);
    read
}

/// The characters that a reference means, and how long it is behind its ampersand.
type Reference = ([Option<char>; 2], usize);

fn number(after: &str) -> Option<Reference> {
    let digits = after.strip_prefix('#')?;
    let (digits, radix, before) = match digits.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16, 2),
        None => (digits, 10, 1),
    };
    let length = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
    if length == 0 {
        return None;
    }
    let code = u32::from_str_radix(&digits[..length], radix).unwrap_or(u32::MAX);
    let letter = match code {
        0x80..=0x9f => C1_REPLACEMENTS[code as usize - 0x80],
        0 => None,
        _ => char::from_u32(code),
    };
    let semicolon = usize::from(digits[length..].starts_with(';'));
    Some(([Some(letter.unwrap_or('\u{fffd}')), None], before + length + semicolon))
}

fn name(after: &str) -> Option<Reference> {
    let most = after
        .bytes()
        .take(NAME)
        .position(|byte| !byte.is_ascii_alphanumeric())
        .map_or_else(
            || after.len().min(NAME),
            |end| end + usize::from(after[end..].starts_with(';')),
        );
    // The table also has the beginnings of names, which mean nothing: their character is 0.
    (2..=most).rev().find_map(|length| {
        let (first, second) = *NAMED_ENTITIES.get(after.get(..length)?)?;
        let letters = [char::from_u32(first), char::from_u32(second)].map(|letter| letter.filter(|c| *c != '\0'));
        letters[0].map(|_| (letters, length))
    })
}
