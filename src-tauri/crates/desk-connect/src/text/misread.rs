//! Text that a server decoded under the wrong name of its encoding: most bytes are still there, and are read again.
//! Only where the server says which name it went by; a tenant may write about broken letters.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, WINDOWS_1252};

/// Letters outside ASCII, in rows of at least this many, show a script that is not Latin.
const ROW: usize = 4;
/// Fewer such letters, or fewer different ones, are no proof.
const LETTERS: usize = 12;
const DIFFERENT: usize = 5;

/// `text` as it was meant, if the server decoded it as `declared` (a label such as `iso-8859-1`) and that was wrong:
/// it is UTF-8, or the text is in another script. Otherwise as it is.
pub fn misread<'a>(text: &'a str, declared: &str) -> Cow<'a, str> {
    let Some(named) = Encoding::for_label(declared.trim().as_bytes()) else {
        return Cow::Borrowed(text);
    };
    if text.is_ascii() {
        return japanese(text);
    }
    // ASCII and UTF-8 with the wrong name leave only question marks. Nothing can be read from those.
    if named == encoding_rs::UTF_8 || is_ascii_label(declared) {
        return Cow::Borrowed(text);
    }
    if let Some(meant) = bytes(text, named).and_then(|bytes| String::from_utf8(bytes).ok()) {
        return Cow::Owned(meant);
    }
    match latin1(text) {
        Some(bytes) if named == WINDOWS_1252 && is_another_script(text) => {
            guessed(&bytes).map_or(Cow::Borrowed(text), Cow::Owned)
        }
        _ => Cow::Borrowed(text),
    }
}

fn is_ascii_label(declared: &str) -> bool {
    declared.trim().to_ascii_lowercase().contains("ascii")
}

/// ISO-2022-JP needs no byte beyond ASCII: without its name it passes as plain English with odd marks.
fn japanese(text: &str) -> Cow<'_, str> {
    if !text.contains("\u{1b}$") {
        return Cow::Borrowed(text);
    }
    let (meant, has_errors) = ISO_2022_JP.decode_without_bom_handling(text.as_bytes());
    if has_errors { Cow::Borrowed(text) } else { meant }
}

/// The bytes that were decoded.
fn bytes(text: &str, named: &'static Encoding) -> Option<Vec<u8>> {
    if named == WINDOWS_1252
        && let Some(bytes) = latin1(text)
    {
        return Some(bytes);
    }
    if !named.is_single_byte() {
        return None;
    }
    let (bytes, _, has_errors) = named.encode(text);
    (!has_errors).then(|| bytes.into_owned())
}

fn latin1(text: &str) -> Option<Vec<u8>> {
    text.chars()
        .map(|letter| u8::try_from(u32::from(letter)).ok())
        .collect()
}

/// Latin text has letters with accents one by one; Cyrillic, Greek or Japanese that was read as Latin has nothing else.
fn is_another_script(text: &str) -> bool {
    let (mut all, mut in_rows) = (0_usize, 0_usize);
    let mut different = [false; 256];
    for row in text.split(|letter: char| letter.is_ascii()) {
        let letters = row.chars().count();
        all += letters;
        if letters >= ROW {
            in_rows += letters;
            for letter in row.chars() {
                if let Some(seen) = different.get_mut(letter as usize) {
                    *seen = true;
                }
            }
        }
    }
    let different = different.iter().filter(|seen| **seen).count();
    in_rows >= LETTERS && in_rows * 2 >= all && different >= DIFFERENT
}

fn guessed(bytes: &[u8]) -> Option<String> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    let (meant, has_errors) = encoding.decode_without_bom_handling(bytes);
    (!has_errors && encoding != WINDOWS_1252).then(|| meant.into_owned())
}
