//! Tables of an HTML page. What holds figures becomes one line a row, with its columns under one another; what only
//! arranges a page (most newsletters do) is read cell by cell.

use dom_query::NodeRef;
use unicode_width::UnicodeWidthStr;

use super::layout::{self, CELLS, Lines};

/// More columns than this are nobody's table.
const COLUMNS: usize = 100;
/// A cell with more letters is a text of its own, and so is one with more lines.
const LETTERS: usize = 160;
const LINES: usize = 3;
/// Columns stand under one another as long as a row is not longer than this, in cells of a fixed-width font.
const WIDTH: usize = 120;

/// Writes the rows of `table`.
pub(super) fn rows(table: &NodeRef<'_>, lines: &mut Lines, depth: usize) -> Option<()> {
    let mut rows = Vec::new();
    let mut has_tables = false;
    gather(table, lines, &mut rows, &mut has_tables, depth)?;
    if !has_tables && is_of_figures(&rows) {
        figures(&rows, lines);
    } else {
        for cell in rows.iter().flatten() {
            lines.begin(1);
            let mut first = true;
            for line in cell.split('\n') {
                if !std::mem::take(&mut first) {
                    lines.end_line();
                }
                lines.line(line);
            }
        }
    }
    Some(())
}

/// The words of the cells of each row. What stands outside rows is written at once.
fn gather(
    node: &NodeRef<'_>,
    lines: &mut Lines,
    rows: &mut Vec<Vec<String>>,
    has_tables: &mut bool,
    depth: usize,
) -> Option<()> {
    for child in node.children_it(false) {
        match child.node_name().as_deref() {
            Some("tr") => rows.push(row(&child, has_tables, depth + 1)?),
            Some("thead" | "tbody" | "tfoot") => gather(&child, lines, rows, has_tables, depth + 1)?,
            Some("caption") => {
                layout::children(&child, lines, depth + 1)?;
                lines.begin(1);
            }
            _ => {}
        }
    }
    Some(())
}

fn row(node: &NodeRef<'_>, has_tables: &mut bool, depth: usize) -> Option<Vec<String>> {
    let mut cells = Vec::new();
    for child in node.children_it(false) {
        if !matches!(child.node_name().as_deref(), Some("td" | "th")) {
            continue;
        }
        *has_tables |= child
            .descendants_it()
            .any(|inner| inner.node_name().as_deref() == Some("table"));
        let mut words = Lines::default();
        layout::children(&child, &mut words, depth + 1)?;
        cells.push(words.text.trim_end().to_owned());
        // A cell over several columns stands in the first of them.
        let span: usize = child.attr_or("colspan", "1").trim().parse().unwrap_or(1);
        // One more than a table may have says that it is none.
        for _ in 1..span.min(COLUMNS + 1) {
            if cells.len() > COLUMNS {
                break;
            }
            cells.push(String::new());
        }
    }
    Some(cells)
}

/// A row has more than one cell with words, and no cell is a text of its own.
fn is_of_figures(rows: &[Vec<String>]) -> bool {
    let is_short = |cell: &String| cell.lines().count() <= LINES && cell.chars().count() <= LETTERS;
    let filled = |row: &Vec<String>| row.iter().filter(|cell| !cell.trim().is_empty()).count();
    rows.iter().any(|row| filled(row) > 1) && rows.iter().all(|row| row.len() <= COLUMNS && row.iter().all(is_short))
}

fn figures(rows: &[Vec<String>], lines: &mut Lines) {
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.iter().map(|cell| on_one_line(cell)).collect())
        .collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let widths: Vec<usize> = (0..columns)
        .map(|column| {
            rows.iter()
                .filter_map(|row| row.get(column))
                .map(|cell| cell.width())
                .max()
                .unwrap_or_default()
        })
        .collect();
    let used: Vec<usize> = (0..columns).filter(|column| widths[*column] > 0).collect();
    let whole: usize = used.iter().map(|column| widths[*column] + CELLS.len()).sum();
    for row in &rows {
        let mut line = String::new();
        for (place, column) in used.iter().enumerate() {
            let cell = row.get(*column).map_or("", String::as_str);
            if place > 0 {
                line.push_str(CELLS);
            }
            line.push_str(cell);
            if whole <= WIDTH {
                line.push_str(&" ".repeat(widths[*column] - cell.width()));
            }
        }
        lines.begin(1);
        lines.line(line.trim_end_matches([' ', '|']));
    }
}

fn on_one_line(cell: &str) -> String {
    let lines: Vec<&str> = cell.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join(" / ")
}
