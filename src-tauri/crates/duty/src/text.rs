//! Words in columns, on one line, and moved in. What is printed goes through `terminal` after that.

use desk_commands::words;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Between two columns.
const GAP: usize = 2;
/// A column is not padded beyond this: one long cell would push all that follows off the screen.
const WIDEST: usize = 60;
/// A column that is cut keeps at least this.
const NARROWEST: usize = 12;

/// Columns two blanks apart, each as wide as its widest cell in cells of the terminal; the last is not padded.
pub(crate) fn table<const N: usize>(rows: &[[String; N]]) -> String {
    let rows = on_one_line_each(rows);
    lines(&rows, widths(&rows).map(|width| width.min(WIDEST)))
}

/// The columns of a table whose rows are not all there at once.
#[derive(Debug)]
pub(crate) struct Columns<const N: usize>([usize; N]);

impl<const N: usize> Default for Columns<N> {
    fn default() -> Self {
        Self([0; N])
    }
}

impl<const N: usize> Columns<N> {
    pub(crate) fn measure(&mut self, row: &[String; N]) {
        let wide = widths(&on_one_line_each(std::slice::from_ref(row)));
        self.0 = std::array::from_fn(|column| self.0[column].max(wide[column]).min(WIDEST));
    }

    pub(crate) fn line(&self, row: &[String; N]) -> String {
        lines(&on_one_line_each(std::slice::from_ref(row)), self.0)
    }
}

/// The same within `room` cells, where that is known: what may be cut is cut, in this order, the widest cells first.
pub(crate) fn table_within<const N: usize>(rows: &[[String; N]], room: Option<usize>, cut: &[usize]) -> String {
    let mut rows = on_one_line_each(rows);
    let mut widths = widths(&rows);
    let Some(room) = room else {
        return lines(&rows, widths.map(|width| width.min(WIDEST)));
    };
    for column in cut {
        let whole: usize = widths.iter().sum::<usize>() + GAP * N.saturating_sub(1);
        let wanted = widths[*column].saturating_sub(whole.saturating_sub(room));
        let width = wanted.max(NARROWEST).min(widths[*column]);
        if width < widths[*column] {
            for row in &mut rows {
                row[*column] = cut_to(&row[*column], width);
            }
            widths[*column] = width;
        }
    }
    lines(&rows, widths)
}

fn on_one_line_each<const N: usize>(rows: &[[String; N]]) -> Vec<[String; N]> {
    rows.iter()
        .map(|row| row.each_ref().map(|cell| one_line(cell)))
        .collect()
}

fn widths<const N: usize>(rows: &[[String; N]]) -> [usize; N] {
    std::array::from_fn(|column| rows.iter().map(|row| row[column].width()).max().unwrap_or(0))
}

fn lines<const N: usize>(rows: &[[String; N]], widths: [usize; N]) -> String {
    let lines = rows.iter().map(|row| {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            line.push_str(cell);
            line.push_str(&" ".repeat(width.saturating_sub(cell.width()) + GAP));
        }
        line.trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// At most `width` cells of the terminal, the last of them "…" where something is missing.
fn cut_to(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = 1;
    for letter in text.chars() {
        used += letter.width().unwrap_or(0);
        if used > width {
            break;
        }
        kept.push(letter);
    }
    kept.truncate(kept.trim_end().len());
    kept.push('…');
    kept
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

/// Printable text whose letters all have a width that is known.
fn printable(text: &str) -> String {
    words::printable(text).replace('\t', " ")
}

/// The same on one line.
pub(crate) fn one_line(text: &str) -> String {
    printable(text).replace('\n', " ")
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
    fn r17_wide_letters_take_two_cells_and_marks_none() {
        let rows = [["配置失败", "x"], ["plain", "x"], ["cafe\u{301} 🙂", "x"]].map(|row| row.map(str::to_owned));
        assert_eq!(table(&rows), "配置失败  x\nplain     x\ncafe\u{301} 🙂   x");
    }

    #[test]
    fn r17_one_long_cell_does_not_push_the_others_off_the_screen() {
        let rows = [["a".repeat(200).as_str(), "late"], ["b", "on time"]].map(|row| row.map(str::to_owned));
        // Into a pipe: nothing is cut, and the other rows stay near.
        let piped = table_within(&rows, None, &[0]);
        assert_eq!(
            piped,
            format!("{}  late\nb{}  on time", "a".repeat(200), " ".repeat(59))
        );
        // In a terminal: no row is wider, whatever its letters are.
        for letter in ["a", "配", "🙂"] {
            let rows = [[letter.repeat(200).as_str(), "late"], ["b", "on time"]].map(|row| row.map(str::to_owned));
            for room in [40, 80] {
                let shown = table_within(&rows, Some(room), &[0]);
                assert!(shown.lines().all(|line| line.width() <= room), "{shown}");
                assert!(shown.contains("…  ") || shown.contains("…   "), "{shown}");
                assert!(shown.lines().next().is_some_and(|line| line.ends_with("late")));
            }
        }
        // Narrower than what may not be cut: the columns stay in order, and the terminal breaks the lines.
        assert_eq!(
            table_within(&rows, Some(5), &[0]),
            "aaaaaaaaaaa…  late\nb             on time"
        );
    }

    #[test]
    fn r23_12_a_cell_of_seventy_thousand_letters_is_a_long_cell_and_no_panic() {
        for letter in ["T", "配", "\u{301}", "\u{1b}"] {
            let rows = [[letter.repeat(70_000).as_str(), "late"], ["b", "on time"]].map(|row| row.map(str::to_owned));
            for room in [None, Some(80), Some(100_000), Some(usize::MAX)] {
                let shown = [table(&rows), table_within(&rows, room, &[0, 1])];
                assert!(
                    shown.iter().all(|shown| shown.ends_with("on time")),
                    "{letter:?} {room:?}"
                );
            }
            assert!(indented(&rows[0][0]).len() < 300_000);
        }
    }

    #[test]
    fn f73_a_subject_cannot_steer_the_terminal() {
        assert_eq!(one_line("a\u{1b}[2Jb\u{9b}31mc\u{202e}d\r\ne"), "a [2Jb 31mcd e");
        assert_eq!(indented("a\n\tb\u{7}"), "  a\n   b");
    }
}
