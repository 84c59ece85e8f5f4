//! Text for a notification. Text from outside could hide, reorder or mark up what a person reads, so it is cleaned
//! here.

/// The longest line, in characters. Servers cut earlier; this bounds what they are given.
const LONGEST_LINE: usize = 200;
/// Marks stacked on one letter beyond this climb over the lines around it.
const MOST_MARKS: usize = 3;

/// One clean line.
pub(crate) fn title(text: &str) -> String {
    clean_line(text)
}

/// At most two clean lines; empty ones do not count.
pub(crate) fn body(text: &str) -> String {
    let lines = text
        .split(is_line_break)
        .map(clean_line)
        .filter(|line| !line.is_empty());
    lines.take(2).collect::<Vec<_>>().join("\n")
}

/// Shows text literally on a server that reads markup.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn clean_line(text: &str) -> String {
    let blank_for_control = text
        .chars()
        .map(|c| if c.is_control() || is_line_break(c) { ' ' } else { c });
    let mut marks = 0;
    let visible = blank_for_control.filter(|c| !is_invisible(*c)).filter(|c| {
        marks = if is_mark(*c) { marks + 1 } else { 0 };
        marks <= MOST_MARKS
    });
    let visible: String = visible.collect();
    shorten(&visible.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn shorten(line: &str) -> String {
    match line.char_indices().nth(LONGEST_LINE) {
        None => line.to_owned(),
        Some(_) => line.chars().take(LONGEST_LINE - 1).chain(['…']).collect(),
    }
}

fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Characters with no shape of their own: they reorder (Unicode Standard Annex 9), join, or hide.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
        | '\u{e0000}'..='\u{e0fff}')
}

fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe20}'..='\u{fe2f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f73_hidden_and_reordering_characters_are_dropped_from_a_notice() {
        let cases = [
            ("P1 respond by 14:30", "P1 respond by 14:30"),
            ("Reset\u{202e}drowssap\u{2069}", "Resetdrowssap"),
            ("zero\u{200b}width\u{feff}\u{2060}", "zerowidth"),
            ("bell\u{7}nul\0 c1\u{9b}31m", "bell nul c1 31m"),
            ("  two\nlines\tand\u{2028}more  ", "two lines and more"),
            ("Störung bei Ærøskøbing, 東京 ↯", "Störung bei Ærøskøbing, 東京 ↯"),
            ("tag\u{e0041}ged", "tagged"),
            ("\u{200b}\n", ""),
        ];
        for (from, to) in cases {
            assert_eq!(title(from), to, "{from:?}");
        }
    }

    #[test]
    fn f73_a_thousand_marks_on_one_letter_become_three() {
        let text = format!("a{}b\u{301}", "\u{301}".repeat(1000));
        assert_eq!(title(&text), "a\u{301}\u{301}\u{301}b\u{301}");
    }

    #[test]
    fn a_body_has_two_lines_at_most() {
        assert_eq!(body("one\r\n\n  \ntwo\nthree"), "one\ntwo");
        assert_eq!(body(""), "");
    }

    #[test]
    fn a_long_line_is_cut_with_a_sign_of_it() {
        assert_eq!(title(&"é".repeat(LONGEST_LINE)), "é".repeat(LONGEST_LINE));
        let cut = title(&"é".repeat(LONGEST_LINE + 1));
        assert_eq!((cut.chars().count(), cut.chars().last()), (LONGEST_LINE, Some('…')));
    }

    #[test]
    fn markup_is_shown_literally() {
        assert_eq!(escape("<b>R&D</b> &amp;"), "&lt;b&gt;R&amp;D&lt;/b&gt; &amp;amp;");
    }
}
