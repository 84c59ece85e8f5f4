//! Triages as they were committed. The clocks use the event of a triage; this table has the answers and the reasons.

use std::collections::BTreeMap;

use desk_domain::form::Question;
use desk_domain::ids::TicketId;
use desk_domain::priority::Priority;
use desk_domain::time::Instant;
use desk_domain::triage::{Answer, Answers};
use rusqlite::types::{FromSqlError, Type};
use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};

use super::{DeskRead, DeskWrite};
use crate::StoreError;
use crate::sql::{At, Id, Json, Word, first, run};

pub(crate) const V1: &str = "
CREATE TABLE triage (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    ticket     TEXT NOT NULL REFERENCES ticket (id),
    at         INTEGER NOT NULL,
    answers    TEXT NOT NULL,
    priority   TEXT NOT NULL CHECK (priority IN ('P1', 'P2', 'P3', 'P4')),
    proposed   TEXT CHECK (proposed IN ('P1', 'P2', 'P3', 'P4')),
    in_scope   INTEGER CHECK (in_scope IN (0, 1)),
    incident   INTEGER NOT NULL CHECK (incident IN (0, 1)),
    decided_by TEXT,
    because    TEXT
) STRICT;
CREATE INDEX triage_of_ticket ON triage (ticket, at, id);
";

/// Version 3: who made the final call, and why, is among the answers.
pub(crate) const V3: &str = "
ALTER TABLE triage DROP COLUMN decided_by;
ALTER TABLE triage DROP COLUMN because;
";

/// A committed triage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Triage {
    /// The ticket.
    pub ticket: TicketId,
    /// When it was committed.
    pub at: Instant,
    /// What was answered; a question that is absent was not asked.
    pub answers: Answers,
    /// The priority that was set.
    pub priority: Priority,
    /// The priority that the policy proposed.
    pub proposed: Option<Priority>,
    /// Whether it is within the out-of-hours scope, where that was asked (rule 16).
    pub in_scope: Option<bool>,
    /// Whether it is an incident (rule 18).
    pub incident: bool,
}

/// An answer in the file.
#[derive(Serialize, Deserialize)]
struct Written {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    choice: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    words: String,
}

fn write(answers: &Answers) -> Json<BTreeMap<&'static str, Written>> {
    let written = |answer: &Answer| Written {
        choice: answer.choice.clone(),
        words: answer.words.clone(),
    };
    Json(
        answers
            .iter()
            .map(|(question, answer)| (question.word(), written(answer)))
            .collect(),
    )
}

/// `None`: a question that no Dutydesk asks.
fn read(answers: BTreeMap<String, Written>) -> Option<Answers> {
    answers
        .into_iter()
        .map(|(question, Written { choice, words })| Some((Question::from_word(&question)?, Answer { choice, words })))
        .collect()
}

fn triage(row: &Row<'_>) -> rusqlite::Result<Triage> {
    let answers = read(row.get::<_, Json<_>>(2)?.0)
        .ok_or_else(|| rusqlite::Error::FromSqlConversionFailure(2, Type::Text, Box::new(FromSqlError::InvalidType)))?;
    Ok(Triage {
        ticket: row.get::<_, Id<_>>(0)?.0,
        at: row.get::<_, At>(1)?.0,
        answers,
        priority: row.get::<_, Word<_>>(3)?.0,
        proposed: row.get::<_, Option<Word<_>>>(4)?.map(|word| word.0),
        in_scope: row.get(5)?,
        incident: row.get(6)?,
    })
}

impl DeskRead<'_> {
    /// The newest triage of a ticket: the one that counts.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn newest_triage(&self, ticket: &TicketId) -> Result<Option<Triage>, StoreError> {
        first(
            self.connection,
            "SELECT ticket, at, answers, priority, proposed, in_scope, incident
             FROM triage WHERE ticket = ?1 ORDER BY at DESC, id DESC LIMIT 1",
            [Id(ticket)],
            triage,
        )
    }
}

impl DeskWrite<'_> {
    /// Keeps a triage.
    ///
    /// # Errors
    /// When the ticket does not exist or the file cannot be written.
    pub fn add_triage(&mut self, triage: &Triage) -> Result<(), StoreError> {
        run(
            self.connection,
            "INSERT INTO triage (ticket, at, answers, priority, proposed, in_scope, incident)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                Id(&triage.ticket),
                At(triage.at),
                write(&triage.answers),
                Word(triage.priority),
                triage.proposed.map(Word),
                triage.in_scope,
                triage.incident
            ],
        )?;
        Ok(())
    }
}
