//! Text for a terminal: whatever it holds, it can't steer the terminal or reorder the text around it.

/// The same words without control characters and marks of direction. Line breaks and tabs stay.
#[must_use]
pub fn printable(text: &str) -> String {
    let unfit = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    text.replace("\r\n", "\n")
        .chars()
        .filter(|c| !reorders(*c))
        .map(|c| if unfit(c) { ' ' } else { c })
        .collect()
}

/// The same for a text that is JSON, which stays whole: what can't be printed is written as JSON writes it,
/// `\u202e`. Such a character only stands inside a string there.
#[must_use]
pub fn printable_json(json: &str) -> String {
    let unfit = |c: char| (c.is_control() && !matches!(c, '\n' | '\t' | '\r')) || reorders(c);
    if !json.contains(unfit) {
        return json.to_owned();
    }
    let mut printable = String::with_capacity(json.len());
    for c in json.chars() {
        // None of them is beyond the first plane, so one escape is enough.
        if unfit(c) {
            printable.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            printable.push(c);
        }
    }
    printable
}

/// Marks that change the direction of text (Unicode Standard Annex 9).
fn reorders(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Escape sequences of seven and eight bits, and every mark of direction.
    const STEERS: &str = "\u{1b}]0;ME\u{7}\u{9b}2J\u{7f}\u{0}\r\u{8}\u{61c}\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\
                          \u{202e}\u{2066}\u{2067}\u{2068}\u{2069}";

    #[test]
    fn r23_19_no_text_steers_the_terminal() {
        let shown = printable(&format!("a{STEERS}b\n\tcafé 配 🙂\r\nc"));
        assert_eq!(shown, "a ]0;ME  2J    b\n\tcafé 配 🙂\nc");
        assert_eq!(printable(&shown), shown);
    }

    #[test]
    fn r23_24_json_is_whole_and_printable() {
        let value = serde_json::json!({ "words": STEERS, STEERS: ["a\n\t\"\\", "配 🙂"] });
        for written in [value.to_string(), format!("{value:#}")] {
            let printed = printable_json(&written);
            let fits = |c: char| c == '\n' || !(c.is_control() || reorders(c));
            assert!(printed.chars().all(fits), "{printed:?}");
            assert_eq!(
                serde_json::from_str::<serde_json::Value>(&printed).ok(),
                Some(value.clone())
            );
        }
        assert_eq!(printable_json("{\"a\":\"é\"}"), "{\"a\":\"é\"}");
    }
}
