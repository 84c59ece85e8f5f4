//! Words in columns, and text from outside made safe for a terminal.

/// Columns two blanks apart, each as wide as its widest cell; the last is not padded.
pub(crate) fn table<const N: usize>(rows: &[[String; N]]) -> String {
    let rows: Vec<[String; N]> = rows
        .iter()
        .map(|row| row.each_ref().map(|cell| one_line(cell)))
        .collect();
    let widths: [usize; N] =
        std::array::from_fn(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0));
    let lines = rows.iter().map(|row| {
        let cells: Vec<String> = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        cells.join("  ").trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Several lines as they are, moved in by two blanks.
pub(crate) fn indented(text: &str) -> String {
    let lines = printable(text);
    lines
        .lines()
        .map(|line| format!("  {line}").trim_end().to_owned())
        .collect::<Vec<_>>()
        .join("\n")
}

/// Text that can't control the terminal or reorder the text around it.
pub(crate) fn printable(text: &str) -> String {
    text.chars()
        .filter(|c| !reorders(*c))
        .map(|c| if c.is_control() && c != '\n' { ' ' } else { c })
        .collect()
}

/// The same on one line.
pub(crate) fn one_line(text: &str) -> String {
    printable(text).replace('\n', " ")
}

/// Marks that change the direction of text (Unicode Standard Annex 9).
fn reorders(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_each_other() {
        let rows = [["a", "bb", "c"], ["äää", "b", ""]].map(|row| row.map(str::to_owned));
        assert_eq!(table(&rows), "a    bb  c\näää  b");
    }

    #[test]
    fn f73_a_subject_cannot_steer_the_terminal() {
        assert_eq!(one_line("a\u{1b}[2Jb\u{9b}31mc\u{202e}d\r\ne"), "a [2Jb 31mcd  e");
        assert_eq!(indented("a\n\tb\u{7}"), "  a\n   b");
    }
}
