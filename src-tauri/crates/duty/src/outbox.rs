//! `duty outbox`: what isn't on the help desk yet, and what a person decides about an act whose outcome isn't known.

use desk_commands::calls;
use desk_contract::list::Nothing;
use desk_contract::ticket::{OutboxDecideRequest, OutboxDecision, OutboxRow, OutboxState, OutboxView};
use desk_platform::terminal_width;

use crate::answer::{Answer, Exit, Told};
use crate::args::{Common, Decision, OutboxCommand};
use crate::session::{Left, Session};
use crate::text::{one_line, table_within};
use crate::tickets::act_words;

/// `duty outbox`, `duty outbox decide ID sent|again|drop`.
pub(crate) async fn run(common: &Common, what: Option<OutboxCommand>) -> Told {
    match what {
        None => list(common).await,
        Some(OutboxCommand::Decide { id, decision }) => decide(common, id, decision).await,
    }
}

async fn list(common: &Common) -> Told {
    let session = Session::open(common)?;
    let mut rows = calls::outbox(session.desk(), Nothing {}).await?.rows;
    rows.retain(is_open);
    let words = if rows.is_empty() {
        "Nothing waiting to send.".to_owned()
    } else {
        words(&rows)
    };
    Answer::new(&OutboxView { rows }, words)
}

const fn is_open(row: &OutboxRow) -> bool {
    !matches!(row.state, OutboxState::Sent | OutboxState::Cancelled)
}

fn words(rows: &[OutboxRow]) -> String {
    let lines: Vec<_> = rows
        .iter()
        .map(|row| {
            [
                row.id.to_string(),
                row.ticket.clone(),
                row.act.clone(),
                state(row.state).to_owned(),
                format!("since {}", row.queued.short),
                row.reason.clone(),
            ]
        })
        .collect();
    let mut words = table_within(&lines, terminal_width(), &[]);
    let in_question = |row: &&OutboxRow| matches!(row.state, OutboxState::Unknown | OutboxState::Refused);
    if let Some(row) = rows.iter().find(in_question) {
        words.push_str("\n\n");
        words.push_str(&how_to_decide(row));
    }
    words
}

/// What to type to settle an act.
pub(crate) fn how_to_decide(row: &OutboxRow) -> String {
    let id = row.id;
    match row.state {
        OutboxState::Unknown => format!(
            "Look at the ticket on the help desk. Then run `duty outbox decide {id} sent` if it’s there, `duty outbox \
             decide {id} again` to send it again, or `duty outbox decide {id} drop` to not send it."
        ),
        _ => format!(
            "Run `duty outbox decide {id} again` to send it again, or `duty outbox decide {id} drop` to not send it."
        ),
    }
}

/// One act on one line, for the ticket it belongs to.
pub(crate) fn line(row: &OutboxRow) -> String {
    let said = format!(
        "{}  {}, {}, since {}. {}",
        row.id,
        row.act,
        state(row.state),
        row.queued.short,
        row.reason
    );
    one_line(said.trim_end())
}

const fn state(state: OutboxState) -> &'static str {
    match state {
        OutboxState::Queued => "waiting to send",
        OutboxState::Sending => "sending",
        OutboxState::Sent => "sent",
        OutboxState::Refused => "refused",
        OutboxState::Unknown => "may not have arrived",
        OutboxState::Cancelled => "not sent",
    }
}

async fn decide(common: &Common, id: i64, decision: Decision) -> Told {
    let session = Session::open(common)?;
    let request = OutboxDecideRequest {
        id,
        decision: match decision {
            Decision::Sent => OutboxDecision::MarkSent,
            Decision::Again => OutboxDecision::Send,
            Decision::Drop => OutboxDecision::Cancel,
        },
    };
    let done = calls::outbox_decide(session.desk(), request).await?;
    let left = session.leave().await?;
    let (words, exit) = match decision {
        Decision::Sent => ("Marked as sent.".to_owned(), Exit::Done),
        Decision::Drop => ("Not sent. Its text is a draft again.".to_owned(), Exit::Done),
        Decision::Again => act_words(&left, id),
    };
    Ok(Answer::new(&done, with_rest(words, &left))?.ending(exit))
}

/// What else waits, now that this one is settled.
fn with_rest(mut words: String, left: &Left) -> String {
    let rest = left.words();
    if !rest.is_empty() && !words.contains(&rest) {
        words.push('\n');
        words.push_str(&rest);
    }
    words
}
