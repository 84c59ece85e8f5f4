//! Words as Markdown that reads as exactly these words. The reader is GitHub's (GFM 0.29 with its extensions): what looks
//! like an address becomes a link there, wherever it stands and however it is escaped, but not in code. So an address is
//! code, which also keeps it whole for whoever copies it from the file.

/// Where the words go.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// A cell of a table, which a vertical bar would end, in code too.
    Cell,
    /// A heading or a paragraph of one line.
    Line,
}

/// The words. In a cell each of their line breaks is `<br>`; elsewhere it is a blank.
pub(super) fn markdown(words: &str, place: Place) -> String {
    // No word has this one, and no reader of Markdown keeps it.
    let words = words.replace('\0', "");
    let lines = words.split('\n').map(|line| of_line(line, place));
    let lines: Vec<String> = lines.collect();
    lines.join(match place {
        Place::Cell => "<br>",
        Place::Line => " ",
    })
}

fn of_line(line: &str, place: Place) -> String {
    let mut written = String::with_capacity(line.len());
    for piece in line.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end_matches(char::is_whitespace);
        if is_address(word) {
            code(word, place, &mut written);
        } else {
            escaped(word, written.trim().is_empty(), &mut written);
        }
        // One blank each: a tab would be a step to the next column, and others end a line somewhere.
        written.extend(piece[word.len()..].chars().map(|_| ' '));
    }
    written
}

/// Whether GitHub could find an address in this word: of a page, or of a person.
fn is_address(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    ["://", "www.", "@"].iter().any(|mark| word.contains(mark))
}

/// An address as code.
fn code(word: &str, place: Place, written: &mut String) {
    match place {
        // Readers don't agree on a backslash before the one that keeps the bar inside: the bar is outside then.
        Place::Cell if word.contains("\\|") => {
            for (at, piece) in word.split('|').enumerate() {
                written.push_str(if at > 0 { "\\|" } else { "" });
                marked(piece, written);
            }
        }
        Place::Cell => marked(&word.replace('|', "\\|"), written),
        Place::Line => marked(word, written),
    }
}

/// Between as many marks as it takes that none inside ends it.
fn marked(code: &str, written: &mut String) {
    if code.is_empty() {
        return;
    }
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let marks = "`".repeat(longest + 1);
    // One blank on both sides is not part of it.
    let blank = if code.starts_with('`') || code.ends_with('`') {
        " "
    } else {
        ""
    };
    written.extend([&marks, blank, code, blank, &marks]);
}

/// With a backslash before what could mean something.
fn escaped(word: &str, is_first: bool, written: &mut String) {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    for (at, c) in word.char_indices() {
        let always = matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '!' | '~' | '&' | '$'
        );
        // A list, or a line under a heading.
        let here = is_first && ((at == 0 && matches!(c, '-' | '+' | '=')) || (at == digits && matches!(c, '.' | ')')));
        if always || here {
            written.push('\\');
        }
        written.push(c);
    }
}

#[cfg(test)]
mod tests {
    use comrak::nodes::{AstNode, NodeValue};
    use comrak::{Arena, Options};
    use proptest::prelude::*;

    use super::*;

    /// How GitHub reads it: the words of each heading, paragraph and cell in the last column, and whatever is no words.
    fn read(markdown: &str) -> (Vec<String>, Vec<String>) {
        let mut options = Options::default();
        options.extension.table = true;
        options.extension.autolink = true;
        options.extension.strikethrough = true;
        options.extension.tasklist = true;
        options.extension.footnotes = true;
        options.extension.math_dollars = true;
        let arena = Arena::new();
        let (mut words, mut strange) = (Vec::new(), Vec::new());
        read_below(
            comrak::parse_document(&arena, markdown, &options),
            &mut words,
            &mut strange,
        );
        (words, strange)
    }

    fn read_below<'a>(node: &'a AstNode<'a>, words: &mut Vec<String>, strange: &mut Vec<String>) {
        for child in node.children() {
            match &child.data.borrow().value {
                NodeValue::Heading(_) | NodeValue::Paragraph | NodeValue::TableCell => words.push(String::new()),
                NodeValue::Table(_) | NodeValue::TableRow(_) => {}
                NodeValue::Text(text) => add(words, text),
                NodeValue::Code(code) => add(words, &code.literal),
                NodeValue::HtmlInline(html) if html == "<br>" => add(words, "\n"),
                other => strange.push(format!("{other:?}")),
            }
            read_below(child, words, strange);
        }
    }

    fn add(words: &mut [String], more: &str) {
        if let Some(last) = words.last_mut() {
            last.push_str(more);
        }
    }

    /// A person reads several blanks as one, and none at the ends of a line.
    fn as_read(words: &str) -> String {
        let lines = words
            .split('\n')
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
        lines.collect::<Vec<_>>().join("\n")
    }

    fn check(words: &str) {
        let words = words.replace('\0', "");
        let cell = markdown(&words, Place::Cell);
        let line = markdown(&words, Place::Line);
        let page = format!(
            "# {line}\n\n{}\n\n| a | b |\n| --- | --- |\n| x | {cell} |\n",
            line.trim_start()
        );
        let (found, strange) = read(&page);
        assert_eq!(strange, [""; 0], "{words:?}\n{page}");
        let on_one_line = as_read(&words.replace('\n', " "));
        let found: Vec<String> = found.iter().map(|words| as_read(words)).collect();
        let cell = as_read(&words);
        let expected = match on_one_line.is_empty() {
            true => vec![String::new(), "a".to_owned(), "b".to_owned(), "x".to_owned(), cell],
            false => vec![
                on_one_line.clone(),
                on_one_line,
                "a".to_owned(),
                "b".to_owned(),
                "x".to_owned(),
                cell,
            ],
        };
        assert_eq!(found, expected, "{words:?}\n{page}");
    }

    #[test]
    fn r23_22_github_reads_exactly_the_words() {
        for words in [
            "see https://status.example/a_b_c!d*e#f and www.example.org, or mail bo@b.example",
            "(https://a.example/x?y=1|2).",
            "`https://a.example/``x`",
            "HTTPS://A.EXAMPLE ftp://a.example mailto:a@b.example xmpp:a@b.example/r http://",
            "~~struck~~ ~one~ &lt;b&gt; &amp; &#64; a & b",
            "- item\n+ item\n1. one\n2) two\n# head\n> quote\n===\n---\n```\n    code",
            "10. Downing Street",
            "1) x",
            "- x",
            "+ x",
            "=",
            "===",
            "---",
            "***",
            "___",
            "\tx",
            "a\tb",
            "| a | b |",
            "\\| \\\\| `|` `",
            "[x](y) ![x](y) [x]: /y [^1] - [ ] todo",
            "<script>x</script> <br> <!-- x --> <a@b.c>",
            "$x$ $$y$$ snow ☃ é 配 🙂",
            "a  b   c ",
            "ends with \\",
            "`",
            "``",
            "` `` ```",
            "a@b",
            "@",
            "@@`@",
            "www.",
            "wwwww.x www.x_y.z http://x_y.z_w",
            "https\\://a.b a\\@b.c",
            "line one\n\nline three",
            "",
            " ",
            "\n",
        ] {
            check(words);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

        #[test]
        fn r23_22_whatever_the_words_are_github_reads_them(
            words in "([-`*_\\[\\]<>#|!~&$^=+.:;/\\\\@(){}'\"%?]|https?://|www\\.|ftp://|a@b\\.co|&lt;|&#35;|<br>|1\\.|[a-zé]{1,3}|[ \t]|\n|\\PC){0,24}"
        ) {
            check(&words);
        }
    }
}
