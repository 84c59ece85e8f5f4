//! Search over everything that is here: tickets, messages, incidents and their lines, the newest first.
//!
//! The number of a document contains its instant, so *newest first* is the order of the index, and the cost of a page
//! only depends on its size, no matter how many documents match.

use std::borrow::Cow;

use desk_domain::ids::TicketId;
use desk_domain::time::Instant;
use rusqlite::{Row, params};

use super::snippet::snippet;
use super::{CacheRead, CacheWrite};
use crate::StoreError;
use crate::sql::{At, Id, Rows, Word, all, first, one, run, worded};

/// `document` says what a row of the index is; `title` there is what hits on the same subject are headed with.
/// `columnsize=0`: nothing here is ranked by relevance.
pub(crate) const V1: &str = "
CREATE TABLE document (
    id      INTEGER PRIMARY KEY,
    kind    TEXT NOT NULL CHECK (kind IN ('ticket', 'message', 'incident', 'line')),
    key     TEXT NOT NULL,
    subject TEXT NOT NULL,
    at      INTEGER NOT NULL,
    title   TEXT NOT NULL,
    UNIQUE (kind, key)
) STRICT;
CREATE INDEX document_subject ON document (subject);
CREATE VIRTUAL TABLE search USING fts5 (
    title, body, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3', columnsize = 0
);
";

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentKind {
    /// A ticket: its subject, tenant, requestor or id.
    Ticket,
    /// A message of a ticket.
    Message,
    /// An incident's title.
    Incident,
    /// A line of an incident's timeline.
    Line,
}

worded!(DocumentKind { Ticket = "ticket", Message = "message", Incident = "incident", Line = "line" });

/// Something to be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Document {
    pub(crate) kind: DocumentKind,
    /// Unique within its kind.
    pub(crate) key: String,
    /// The ticket or incident to which a hit leads.
    pub(crate) subject: String,
    pub(crate) at: Instant,
    pub(crate) title: String,
    pub(crate) body: String,
}

/// A hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// What was found.
    pub kind: DocumentKind,
    /// Where it leads.
    pub leads_to: LeadsTo,
    /// The title of that ticket or incident.
    pub title: String,
    /// When it was written.
    pub at: Instant,
    /// The words around the match.
    pub snippet: Vec<Fragment>,
}

/// Where a hit leads.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum LeadsTo {
    /// A ticket.
    Ticket(TicketId),
    /// An incident, by its number.
    Incident(i64),
}

/// A piece of a snippet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fragment {
    /// The words.
    pub text: String,
    /// Whether they match the search.
    pub matched: bool,
}

/// The key of an act on a ticket without a help desk. No ticket's id begins like this.
pub(crate) fn act_key(id: i64) -> String {
    format!("act {id}")
}

/// Stands before each letter of a script that is written without spaces, so that the index takes each for a word of its
/// own and a word is found wherever it stands. It is not seen, and taken out of what is shown.
const BREAK: char = '\u{200b}';

fn spaced(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unspaced) {
        return Cow::Borrowed(text);
    }
    let mut spaced = String::with_capacity(text.len() * 2);
    let mut after = false;
    for letter in text.chars() {
        let unspaced = is_unspaced(letter);
        if unspaced || (after && letter.is_alphanumeric() && !is_mark_there(letter)) {
            spaced.push(BREAK);
        }
        spaced.push(letter);
        after = unspaced;
    }
    Cow::Owned(spaced)
}

/// Chinese and Japanese characters; consonants and leading vowels of Thai and Lao.
fn is_unspaced(letter: char) -> bool {
    matches!(letter,
        '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}'
        | '\u{20000}'..='\u{3ffff}'
        | '\u{e01}'..='\u{e2e}' | '\u{e40}'..='\u{e44}' | '\u{e81}'..='\u{eae}' | '\u{ec0}'..='\u{ec4}')
}

/// Thai and Lao vowels and marks that belong to the consonant before.
fn is_mark_there(letter: char) -> bool {
    matches!(letter, '\u{e2f}'..='\u{e3f}' | '\u{e45}'..='\u{e4f}' | '\u{eaf}'..='\u{ebd}' | '\u{ec6}'..='\u{ecf}')
}

/// The bits of a document's number below its instant: so many documents may share a millisecond.
const SHARED_BITS: u32 = 20;
/// An instant has 43 bits: until the year 2248. Later and earlier ones sort as the last and the first.
const LAST_MILLIS: i64 = (1 << (63 - SHARED_BITS)) - 1;
/// Around a match in a snippet; these control characters do not occur in what is shown.
const OPEN: char = '\u{2}';
const CLOSE: char = '\u{3}';
/// In bytes: in a longer text the words around a match are looked for by [`snippet`].
const LONG: u32 = 4 * 1024;
/// In characters: as much of it is looked through.
const LOOKED_THROUGH: u32 = 64 * 1024;

/// The words of a person as a query of FTS5: each word is quoted, so that nothing in it is syntax, and all must occur.
/// Each may be the beginning of a word once it has two letters. `None`: there is no word.
fn query(words: &str) -> Option<String> {
    let beginning = |word: &str| {
        // One character of these scripts is a word, not the beginning of one.
        let star = if word.chars().nth(1).is_some() && !word.ends_with(is_unspaced) {
            "*"
        } else {
            ""
        };
        format!("\"{}\"{star}", spaced(word).replace('"', "\"\""))
    };
    let query: Vec<String> = words
        .split(|c: char| c.is_whitespace() || c == '\0')
        .filter(|word| !word.is_empty())
        .map(beginning)
        .collect();
    (!query.is_empty()).then(|| query.join(" "))
}

fn fragments(snippet: &str) -> Vec<Fragment> {
    let mut fragments = Vec::new();
    for (index, part) in snippet.split(OPEN).enumerate() {
        let (matched, plain) = if index == 0 {
            ("", part)
        } else {
            part.split_once(CLOSE).unwrap_or((part, ""))
        };
        for (text, matched) in [(matched, true), (plain, false)] {
            if !text.is_empty() {
                fragments.push(Fragment {
                    text: text.replace([CLOSE, BREAK], ""),
                    matched,
                });
            }
        }
    }
    fragments
}

fn hit(row: &Row<'_>, words: &str) -> rusqlite::Result<Hit> {
    let kind = row.get::<_, Word<_>>(0)?.0;
    let leads_to = match kind {
        DocumentKind::Ticket | DocumentKind::Message => LeadsTo::Ticket(row.get::<_, Id<_>>(1)?.0),
        DocumentKind::Incident | DocumentKind::Line => LeadsTo::Incident(row.get(5)?),
    };
    Ok(Hit {
        kind,
        leads_to,
        title: row.get::<_, Option<String>>(2)?.unwrap_or_default(),
        at: row.get::<_, At>(3)?.0,
        snippet: match row.get::<_, Option<String>>(4)? {
            Some(marked) => fragments(&marked),
            None => snippet(&row.get::<_, String>(6)?.replace(BREAK, ""), words),
        },
    })
}

impl CacheRead<'_> {
    /// What holds all these words, or words that begin with them, the newest first. No input is an error.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn search(&self, words: &str, offset: u32, limit: u32) -> Result<Vec<Hit>, StoreError> {
        let Some(query) = query(words) else {
            return Ok(Vec::new());
        };
        all(
            self.connection,
            "WITH hit (id, snippet) AS MATERIALIZED (
                 SELECT rowid, CASE WHEN
                     (SELECT octet_length(c0) + octet_length(c1) FROM search_content WHERE id = search.rowid) <= ?4
                     THEN snippet(search, -1, char(2), char(3), '…', 16) END
                 FROM search WHERE search MATCH ?1 ORDER BY rowid DESC LIMIT ?2 OFFSET ?3)
             SELECT document.kind, document.subject,
                 CASE WHEN document.kind IN ('ticket', 'incident') THEN document.title ELSE
                     (SELECT headed.title FROM document AS headed
                      WHERE headed.kind IN ('ticket', 'incident') AND headed.key = document.subject)
                 END,
                 document.at, hit.snippet,
                 CASE WHEN document.kind IN ('incident', 'line') THEN CAST(substr(document.subject, 10) AS INTEGER)
                 END,
                 CASE WHEN hit.snippet IS NULL
                     THEN (SELECT substr(c1, 1, ?5) FROM search_content WHERE id = hit.id)
                 END
             FROM hit JOIN document ON document.id = hit.id ORDER BY hit.id DESC",
            params![query, limit, offset, LONG, LOOKED_THROUGH],
            |row| hit(row, words),
        )
    }

    /// The number of the last act on a ticket of our own that can be found.
    pub(crate) fn last_act(&self) -> Result<i64, StoreError> {
        let sql = "SELECT coalesce(max(CAST(substr(key, 5) AS INTEGER)), 0) FROM document
                   WHERE kind = 'message' AND key >= 'act ' AND key < 'act!'";
        one(self.connection, sql, [], |row| row.get(0))
    }

    /// The number of the last incident line that can be found.
    pub(crate) fn last_line(&self) -> Result<i64, StoreError> {
        let sql = "SELECT coalesce(max(CAST(key AS INTEGER)), 0) FROM document WHERE kind = 'line'";
        one(self.connection, sql, [], |row| row.get(0))
    }
}

impl CacheWrite<'_> {
    /// Adds documents to the search; an unchanged one only costs a comparison. The index is written in the order of its
    /// numbers, because each step back would cost it a segment.
    pub(crate) fn put_documents(&mut self, documents: Vec<Document>) -> Result<(), StoreError> {
        let mut changed = Vec::new();
        let mut outdated = Vec::new();
        for document in documents {
            match self.standing(&document)? {
                Standing::Same => {}
                Standing::Other(id) => {
                    outdated.push(id);
                    changed.push(document);
                }
                Standing::Absent => changed.push(document),
            }
        }
        self.remove_documents(outdated)?;
        changed.sort_by_key(|document| document.at);
        for document in &changed {
            self.add_document(document)?;
        }
        Ok(())
    }

    fn standing(&self, document: &Document) -> Result<Standing, StoreError> {
        let known = first(
            self.connection,
            "SELECT document.id, document.at = ?3 AND search.title = ?4 AND search.body = ?5
             FROM document JOIN search ON search.rowid = document.id WHERE kind = ?1 AND key = ?2",
            params![
                Word(document.kind),
                document.key,
                At(document.at),
                spaced(&document.title),
                spaced(&document.body)
            ],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        Ok(match known {
            None => Standing::Absent,
            Some((_, true)) => Standing::Same,
            Some((id, false)) => Standing::Other(id),
        })
    }

    fn add_document(&mut self, document: &Document) -> Result<(), StoreError> {
        let id = free_id(self.connection, document.at)?;
        run(
            self.connection,
            "INSERT INTO document (id, kind, key, subject, at, title) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                id,
                Word(document.kind),
                document.key,
                document.subject,
                At(document.at),
                document.title
            ],
        )?;
        run(
            self.connection,
            "INSERT INTO search (rowid, title, body) VALUES (?1, ?2, ?3)",
            params![id, spaced(&document.title), spaced(&document.body)],
        )?;
        Ok(())
    }

    /// Builds the index anew from the documents' own text.
    pub(crate) fn rebuild_search(&mut self) -> Result<(), StoreError> {
        run(self.connection, "INSERT INTO search (search) VALUES ('rebuild')", [])?;
        Ok(())
    }

    /// Nothing that leads to these subjects is found any more.
    pub(super) fn forget_documents(&mut self, tickets: &[TicketId]) -> Result<(), StoreError> {
        let mut ids = Vec::new();
        for ticket in tickets {
            let sql = "SELECT id FROM document WHERE subject = ?1";
            ids.extend(all(self.connection, sql, [Id(ticket)], |row| row.get::<_, i64>(0))?);
        }
        self.remove_documents(ids)
    }

    fn remove_documents(&mut self, mut ids: Vec<i64>) -> Result<(), StoreError> {
        ids.sort_unstable();
        for id in ids {
            run(self.connection, "DELETE FROM search WHERE rowid = ?1", [id])?;
            run(self.connection, "DELETE FROM document WHERE id = ?1", [id])?;
        }
        Ok(())
    }
}

enum Standing {
    Same,
    Other(i64),
    Absent,
}

/// A number for a document of `at`, after all others of that millisecond.
fn free_id(connection: Rows<'_>, at: Instant) -> Result<i64, StoreError> {
    let first = at.timestamp_millis().clamp(0, LAST_MILLIS) << SHARED_BITS;
    let last = first | ((1 << SHARED_BITS) - 1);
    let sql = "SELECT coalesce(max(id) + 1, ?1) FROM document WHERE id BETWEEN ?1 AND ?2";
    one(connection, sql, [first, last], |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_quoted_and_may_be_a_beginning() {
        for (words, expect) in [
            ("", None),
            (" \t\u{a0}\0 ", None),
            ("post", Some(r#""post"*"#)),
            ("p", Some(r#""p""#)),
            ("can bin post", Some(r#""can"* "bin"* "post"*"#)),
            (
                "NEAR(a b, 5) OR title:x",
                Some(r#""NEAR(a"* "b,"* "5)"* "OR"* "title:x"*"#),
            ),
            (r#"say "h"#, Some(r#""say"* """h"*"#)),
        ] {
            assert_eq!(query(words).as_deref(), expect, "{words:?}");
        }
    }

    #[test]
    fn a_snippet_is_cut_at_its_marks_even_when_the_text_forges_some() {
        let cut = |snippet| -> Vec<(String, bool)> {
            fragments(snippet)
                .into_iter()
                .map(|fragment| (fragment.text, fragment.matched))
                .collect()
        };
        assert_eq!(
            cut("the \u{2}router\u{3} is slow"),
            [
                ("the ".into(), false),
                ("router".into(), true),
                (" is slow".into(), false)
            ]
        );
        assert_eq!(cut("\u{3}a\u{2}\u{2}b"), [("a".into(), false), ("b".into(), true)]);
    }
}
