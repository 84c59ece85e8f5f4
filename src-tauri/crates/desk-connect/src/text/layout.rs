//! From the tree of an HTML page to the lines that a reader sees: paragraphs, lists, quotes, links with their addresses.
//! Tables are made in `table`.

use dom_query::{Document, NodeRef};

use super::table;

/// Between two cells of a row.
pub(super) const CELLS: &str = " | ";

/// Elements nested deeper than this are nobody's letter. The quick look before counts only some of them.
const DEPTH: usize = 1_500;

/// A line across the page.
const RULE: &str = "────────";

/// The words of `html`; `None` when it is nested too deep.
pub(super) fn text(html: &str) -> Option<String> {
    let page = Document::from(html);
    let mut lines = Lines::default();
    children(&page.root(), &mut lines, 0)?;
    Some(lines.text)
}

/// An address that is shown behind the words of its link: of a page or of a person.
pub(super) fn address(href: &str) -> Option<String> {
    let href = href.trim();
    let is_shown = ["https://", "http://", "mailto:"].iter().any(|scheme| {
        href.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    });
    is_shown.then(|| super::title(href))
}

/// `https://a.example <https://a.example/>` would say it twice.
pub(super) fn is_told(words: &str, address: &str) -> bool {
    let bare = match address.get(..7) {
        Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => &address[7..],
        _ => address,
    };
    let bare = bare.trim_end_matches('/');
    !bare.is_empty() && words.trim_end_matches('/').ends_with(bare)
}

/// It begins a new line.
pub(super) fn is_block(name: &str) -> bool {
    has_space(name)
        || matches!(
            name,
            "html"
                | "body"
                | "div"
                | "li"
                | "dd"
                | "dt"
                | "tr"
                | "thead"
                | "tbody"
                | "tfoot"
                | "caption"
                | "section"
                | "article"
                | "header"
                | "footer"
                | "main"
                | "nav"
                | "aside"
                | "address"
                | "center"
                | "figure"
                | "figcaption"
                | "form"
                | "fieldset"
                | "legend"
                | "details"
                | "summary"
                | "option"
                | "dir"
                | "menu"
        )
}

/// It has an empty line before and after it.
fn has_space(name: &str) -> bool {
    matches!(
        name,
        "p" | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "ul"
            | "ol"
            | "dl"
            | "pre"
            | "blockquote"
            | "table"
            | "hr"
            | "xmp"
            | "listing"
            | "plaintext"
    )
}

/// A browser shows nothing of it.
fn is_unseen(name: &str) -> bool {
    matches!(
        name,
        "head" | "title" | "style" | "script" | "template" | "noscript" | "iframe" | "noembed" | "noframes"
    )
}

/// The words of all nodes below `node`.
pub(super) fn children(node: &NodeRef<'_>, lines: &mut Lines, depth: usize) -> Option<()> {
    if depth > DEPTH {
        return None;
    }
    for child in node.children_it(false) {
        if child.is_text() {
            lines.words(&child.text());
        } else if child.is_element() {
            element(&child, lines, depth + 1)?;
        }
    }
    Some(())
}

fn element(node: &NodeRef<'_>, lines: &mut Lines, depth: usize) -> Option<()> {
    let name = node.node_name().unwrap_or_default();
    let name = &*name;
    if is_unseen(name) {
        return Some(());
    }
    let in_list = lines.lists > 0 && matches!(name, "ul" | "ol");
    let space = if !is_block(name) {
        0
    } else if has_space(name) && !in_list {
        2
    } else {
        1
    };
    lines.begin(space);
    match name {
        "br" => lines.end_line(),
        "hr" => lines.words(RULE),
        "img" => lines.words(&node.attr_or("alt", "")),
        "a" => link(node, lines, depth)?,
        "ul" | "ol" | "menu" | "dir" => list(node, name, lines, depth)?,
        "li" => item(node, "* ", lines, depth)?,
        "blockquote" => lines.with_mark("> ", "> ", |lines| children(node, lines, depth))?,
        "table" => table::rows(node, lines, depth)?,
        _ if is_bullet(node) => bullet(node, lines, depth)?,
        _ if is_verbatim(node, name) => {
            lines.verbatim += 1;
            children(node, lines, depth)?;
            lines.verbatim -= 1;
        }
        _ => children(node, lines, depth)?,
    }
    lines.begin(space);
    Some(())
}

fn link(node: &NodeRef<'_>, lines: &mut Lines, depth: usize) -> Option<()> {
    let start = lines.text.len();
    children(node, lines, depth)?;
    let words = lines.text[start..].trim();
    if let Some(address) = address(&node.attr_or("href", ""))
        && !words.is_empty()
        && !is_told(words, &address)
    {
        lines.text.push_str(&format!(" <{address}>"));
    }
    Some(())
}

fn list(node: &NodeRef<'_>, name: &str, lines: &mut Lines, depth: usize) -> Option<()> {
    lines.lists += 1;
    let mut number: i64 = node.attr_or("start", "1").trim().parse().unwrap_or(1);
    for child in node.children_it(false) {
        if child.node_name().as_deref() != Some("li") {
            if child.is_text() {
                lines.words(&child.text());
            } else if child.is_element() {
                element(&child, lines, depth + 1)?;
            }
            continue;
        }
        number = child.attr_or("value", "").trim().parse().unwrap_or(number);
        let mark = if name == "ol" {
            format!("{number}. ")
        } else {
            "* ".to_owned()
        };
        lines.begin(1);
        item(&child, &mark, lines, depth + 1)?;
        lines.begin(1);
        number = number.saturating_add(1);
    }
    lines.lists -= 1;
    Some(())
}

fn item(node: &NodeRef<'_>, mark: &str, lines: &mut Lines, depth: usize) -> Option<()> {
    let indent = " ".repeat(mark.len());
    lines.with_mark(mark, &indent, |lines| children(node, lines, depth))
}

/// Word writes the marks of its lists as words of a paragraph: `·`, `o` or `§` in a font of symbols, then many spaces.
fn is_bullet(node: &NodeRef<'_>) -> bool {
    style(node).is_some_and(|style| style.contains("mso-list:ignore"))
}

fn bullet(node: &NodeRef<'_>, lines: &mut Lines, depth: usize) -> Option<()> {
    let mut mark = Lines::default();
    children(node, &mut mark, depth)?;
    let mark = mark.text.trim();
    let is_sign = mark.chars().count() == 1 && !mark.chars().all(|sign| sign.is_ascii_digit());
    lines.words(if is_sign { "*" } else { mark });
    lines.words(" ");
    Some(())
}

fn is_verbatim(node: &NodeRef<'_>, name: &str) -> bool {
    matches!(name, "pre" | "textarea" | "xmp" | "listing" | "plaintext")
        || style(node).is_some_and(|style| style.contains("white-space:pre"))
}

/// The style attribute in lower case, without spaces.
fn style(node: &NodeRef<'_>) -> Option<String> {
    let style = node.attr("style")?;
    Some(
        style
            .chars()
            .filter(|c| !c.is_whitespace())
            .collect::<String>()
            .to_ascii_lowercase(),
    )
}

/// Lines as they come. White space is what a browser makes of it.
#[derive(Default)]
pub(super) struct Lines {
    /// Everything so far; never ends with what only separates.
    pub(super) text: String,
    /// Line ends owed before the next word.
    ends: usize,
    /// A space owed before the next word of the line.
    space: bool,
    /// Marks in front of lines, outermost first: of quotes and lists.
    marks: Vec<Mark>,
    /// How many marks have been there since the last word.
    common: usize,
    /// Elements open whose white space counts.
    verbatim: usize,
    /// Lists open.
    lists: usize,
}

struct Mark {
    first: String,
    then: String,
    is_written: bool,
}

impl Lines {
    /// A block begins or ends: 0 changes nothing, 1 is a new line, 2 an empty line between.
    pub(super) fn begin(&mut self, ends: usize) {
        if ends > 0 {
            self.ends = self.ends.max(ends);
            self.space = false;
        }
    }

    /// The line ends here.
    pub(super) fn end_line(&mut self) {
        self.ends += 1;
        self.space = false;
    }

    /// Runs `inside` with a mark in front of its lines.
    fn with_mark<T>(&mut self, first: &str, then: &str, inside: impl FnOnce(&mut Self) -> T) -> T {
        self.marks.push(Mark {
            first: first.to_owned(),
            then: then.to_owned(),
            is_written: false,
        });
        // Nothing of the line before belongs to it.
        self.begin(1);
        let inner = inside(self);
        self.marks.pop();
        self.common = self.common.min(self.marks.len());
        inner
    }

    /// Words, with the white space around them.
    pub(super) fn words(&mut self, words: &str) {
        for letter in words.chars() {
            match letter {
                '\n' if self.verbatim > 0 => self.end_line(),
                '\r' if self.verbatim > 0 => {}
                ' ' | '\t' if self.verbatim > 0 => self.letter(letter),
                ' ' | '\t' | '\n' | '\r' | '\u{c}' => self.space = true,
                '\u{a0}' => self.letter(' '),
                _ => self.letter(letter),
            }
        }
    }

    /// A line that is written already, as it is.
    pub(super) fn line(&mut self, line: &str) {
        for letter in line.chars() {
            self.letter(letter);
        }
    }

    fn letter(&mut self, letter: char) {
        if self.ends > 0 || self.text.is_empty() {
            self.start_line();
        } else if self.space {
            self.text.push(' ');
        }
        self.space = false;
        self.text.push(letter);
    }

    fn start_line(&mut self) {
        let between = if self.text.is_empty() { 0 } else { self.ends.min(2) };
        for end in 0..between {
            self.text.push('\n');
            if end + 1 < between {
                // An empty line inside a quote belongs to the quote.
                let kept = self.common.min(self.marks.len());
                for mark in &self.marks[..kept] {
                    self.text.push_str(&mark.then);
                }
                self.text.truncate(self.text.trim_end_matches(' ').len());
            }
        }
        for mark in &mut self.marks {
            self.text
                .push_str(if mark.is_written { &mark.then } else { &mark.first });
            mark.is_written = true;
        }
        self.common = self.marks.len();
        self.ends = 0;
        self.space = false;
    }
}
