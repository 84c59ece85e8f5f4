//! Reads JSON from outside tolerantly: one broken character in one subject must not stop a whole sync.

use std::borrow::Cow;

use serde::de::DeserializeOwned;

use crate::DeskError;

/// Parses an answer. Bytes that are not UTF-8, a byte order mark and escapes of half a surrogate pair are repaired;
/// everything else that is not JSON is [`DeskError::Malformed`].
pub(crate) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, DeskError> {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{feff}');
    serde_json::from_str(text)
        .or_else(|_| serde_json::from_str(&without_lone_surrogates(text)))
        .map_err(|_| DeskError::Malformed)
}

/// Replaces `\ud800`-like escapes that have no partner by the replacement character. Linear in the length.
fn without_lone_surrogates(text: &str) -> Cow<'_, str> {
    let mut repaired = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) = text[at..].find('\\') {
        let escape = at + found;
        let length = match surrogate(text, escape) {
            Some(Half::High) if surrogate(text, escape + 6) == Some(Half::Low) => 12,
            Some(_) => {
                repaired.push_str(&text[copied..escape]);
                repaired.push_str("\\ufffd");
                copied = escape + 6;
                6
            }
            None => 1 + text[escape + 1..].chars().next().map_or(0, char::len_utf8),
        };
        at = escape + length;
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    repaired.push_str(&text[copied..]);
    Cow::Owned(repaired)
}

#[derive(PartialEq)]
enum Half {
    High,
    Low,
}

fn surrogate(text: &str, escape: usize) -> Option<Half> {
    let digits = text.get(escape..escape + 6)?.strip_prefix("\\u")?;
    match u16::from_str_radix(digits, 16).ok()? {
        0xD800..=0xDBFF => Some(Half::High),
        0xDC00..=0xDFFF => Some(Half::Low),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn f14_broken_json_is_an_error_and_broken_text_is_repaired() {
        for bad in [
            "",
            "{",
            "[1,",
            "{\"a\":}",
            "nul",
            "[1]]",
            "\u{0}",
            "{\"a\":1,}",
            "<html>",
            "[\"\\x\"]",
        ] {
            assert_eq!(parse::<Value>(bad.as_bytes()), Err(DeskError::Malformed), "{bad}");
        }
        let good: [(&[u8], Value); 6] = [
            (b"\xef\xbb\xbf[1]", json!([1])),
            (b"[\"\\ud83d\\ude00\"]", json!(["😀"])),
            (b"[\"a\\ud83db\"]", json!(["a\u{fffd}b"])),
            (b"[\"\\ude00\\\\ud800\"]", json!(["\u{fffd}\\ud800"])),
            (b"[\"\xff\"]", json!(["\u{fffd}"])),
            (b"[\"\\u0000\"]", json!(["\u{0}"])),
        ];
        for (bytes, value) in good {
            assert_eq!(parse::<Value>(bytes).unwrap(), value);
        }
    }

    #[test]
    fn f15_a_hundred_thousand_brackets_do_not_overflow_the_stack() {
        assert_eq!(
            parse::<Value>("[".repeat(100_000).as_bytes()),
            Err(DeskError::Malformed)
        );
    }

    proptest! {
        #[test]
        fn f14_any_bytes_are_an_answer_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse::<Value>(&bytes);
        }

        #[test]
        fn f14_any_text_with_escapes_is_read(text in "(\\\\u[dD][89a-fA-F][0-9a-f]{2}|\\\\\\\\|[a-zé])*") {
            let list = format!("[\"{text}\"]");
            prop_assert!(parse::<Value>(list.as_bytes()).is_ok());
        }
    }
}
