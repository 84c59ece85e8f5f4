//! HTML cut into words and tags without building a tree: in one pass, as a browser's tokenizer would cut it. For the
//! quick look before parsing, and for what is too large to parse.

/// A piece of HTML.
pub(super) enum Piece<'a> {
    /// Words, with character references still in them.
    Words(&'a str),
    /// A tag: what is between its angle brackets.
    Tag(Tag<'a>),
    /// A comment with all it holds, a declaration, or the content of a style sheet or a script.
    Unseen,
}

/// What is between two angle brackets.
#[derive(Clone, Copy)]
pub(super) struct Tag<'a> {
    /// Its name as written, without the slash.
    pub(super) name: &'a str,
    /// What follows the name.
    rest: &'a str,
    /// `</…>`
    pub(super) closes: bool,
}

/// Elements whose content is no HTML and is never seen. A tag in there is none.
const RAW: [&str; 6] = ["style", "script", "iframe", "xmp", "noembed", "noframes"];

/// The pieces of `html`, in order.
pub(super) fn pieces(html: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = html;
    let mut raw: Option<&str> = None;
    let mut foreign = false;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some(name) = raw.take() {
            let (content, after) = rest.split_at(end_of_raw(rest, name));
            rest = after;
            // What is shown as it is written is not unseen.
            return Some(if name == "xmp" {
                Piece::Words(content)
            } else {
                Piece::Unseen
            });
        }
        let (piece, after) = next(rest);
        rest = after;
        if let Piece::Tag(tag) = &piece {
            foreign |= tag.is("svg") || tag.is("math");
            // In a picture these names mean nothing special, and what looks like tags there are tags.
            raw = RAW.into_iter().find(|name| !tag.closes && !foreign && tag.is(name));
        }
        Some(piece)
    })
}

fn next(rest: &str) -> (Piece<'_>, &str) {
    let Some(after) = rest.strip_prefix('<') else {
        let end = rest.find('<').unwrap_or(rest.len());
        return (Piece::Words(&rest[..end]), &rest[end..]);
    };
    if let Some(comment) = after.strip_prefix("!--") {
        return (Piece::Unseen, &comment[end_of_comment(comment)..]);
    }
    if after.starts_with(['!', '?']) {
        let end = after.find('>').map_or(after.len(), |at| at + 1);
        return (Piece::Unseen, &after[end..]);
    }
    let closes = after.starts_with('/');
    let name = &after[usize::from(closes)..];
    if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        // A bracket that opens no tag is a word.
        let end = after.find('<').map_or(rest.len(), |at| at + 1);
        return (Piece::Words(&rest[..end]), &rest[end..]);
    }
    let end = end_of_tag(name);
    let tag = &name[..end];
    let name_end = tag
        .find(|c: char| c.is_ascii_whitespace() || c == '/')
        .unwrap_or(tag.len());
    let piece = Piece::Tag(Tag {
        name: &tag[..name_end],
        rest: &tag[name_end..],
        closes,
    });
    (piece, name.get(end + 1..).unwrap_or_default())
}

/// Behind `-->`, or the shorter ends that browsers take.
fn end_of_comment(comment: &str) -> usize {
    for early in [">", "->"] {
        if comment.starts_with(early) {
            return early.len();
        }
    }
    // One search for both: a search for one that never comes would go to the end of the page for each comment.
    let mut from = 0;
    while let Some(at) = comment[from..].find("--") {
        let at = from + at;
        for end in ["-->", "--!>"] {
            if comment[at..].starts_with(end) {
                return at + end.len();
            }
        }
        from = at + 1;
    }
    comment.len()
}

fn end_of_raw(text: &str, name: &str) -> usize {
    let mut from = 0;
    while let Some(at) = text[from..].find("</") {
        let at = from + at;
        let after = &text.as_bytes()[at + 2..];
        if after.len() >= name.len() && after[..name.len()].eq_ignore_ascii_case(name.as_bytes()) {
            return at;
        }
        from = at + 2;
    }
    text.len()
}

/// The place of the `>` that ends a tag: not one inside a quoted value.
fn end_of_tag(tag: &str) -> usize {
    let mut quote: Option<u8> = None;
    let mut after_equals = false;
    for (at, byte) in tag.bytes().enumerate() {
        match quote {
            Some(mark) if byte == mark => quote = None,
            None if byte == b'>' => return at,
            None if after_equals && (byte == b'"' || byte == b'\'') => quote = Some(byte),
            _ => {}
        }
        after_equals = byte == b'=' || (after_equals && byte.is_ascii_whitespace());
    }
    // No end with its quotes closed: then any end will do, so that no words are swallowed.
    tag.find('>').unwrap_or(tag.len())
}

impl<'a> Tag<'a> {
    /// The tag is one of `name`, opening or closing.
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// `<…/>`
    pub(super) fn is_empty_element(&self) -> bool {
        self.rest.ends_with('/')
    }

    /// How many attributes it has. What is inside a quoted value counts as one.
    pub(super) fn count(&self) -> usize {
        self.attributes().count()
    }

    /// The value of an attribute as written.
    pub(super) fn value(&self, name: &str) -> Option<&'a str> {
        self.attributes()
            .find(|(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// All of the tag but its name.
    pub(super) fn rest(&self) -> &'a str {
        self.rest
    }

    fn attributes(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let mut rest = self.rest;
        std::iter::from_fn(move || {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            if rest.is_empty() {
                return None;
            }
            // An equals sign in front belongs to the name.
            let first = rest.chars().next().map_or(1, char::len_utf8);
            let name_end = rest[first..]
                .find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '='))
                .map_or(rest.len(), |at| first + at);
            let name = &rest[..name_end];
            let after = rest[name_end..].trim_start();
            let Some(value) = after.strip_prefix('=') else {
                rest = &rest[name_end..];
                return Some((name, ""));
            };
            let value = value.trim_start();
            let (value, after) = match value.chars().next() {
                Some(mark @ ('"' | '\'')) => value[1..].split_once(mark).unwrap_or((&value[1..], "")),
                _ => value.split_at(value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len())),
            };
            rest = after;
            Some((name, value))
        })
    }
}
