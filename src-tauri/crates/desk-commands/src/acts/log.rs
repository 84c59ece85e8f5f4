//! Logging a local ticket: an issue from Slack, the phone or email.

use chrono::{DateTime, Utc};
use desk_contract::ticket::{LogTicketRequest, LoggedFrom, TicketMade};
use desk_domain::event::{EventKind, Route, TicketEvent};
use desk_domain::ids::{Series, TicketId};
use desk_store::desk::outbox::{Carries, NewAct, Note};
use desk_store::desk::ticket::{Source, Ticket};
use desk_store::desk::ticket_event::NewEvent;
use desk_store::{DeskWrite, StoreError};

use crate::desk::{Answer, Desk, error};
use crate::outbox::{LONGEST_SUBJECT, finish, needed, new_op_id, queue};

/// Logs a local ticket: an issue from Slack, the phone or email.
///
/// # Errors
/// When the subject is missing, it or the tenant's name is too long, or the time lies in the future.
pub async fn log_ticket(desk: &Desk, request: LogTicketRequest) -> Answer<TicketMade> {
    let subject = needed(&request.subject, "Write what the issue is about.")?;
    if subject.chars().count() > LONGEST_SUBJECT {
        return Err(error::invalid(format!(
            "The subject is longer than {LONGEST_SUBJECT} characters. Shorten it."
        )));
    }
    if request.tenant.trim().chars().count() > LONGEST_SUBJECT {
        return Err(error::invalid(format!(
            "The tenant’s name is longer than {LONGEST_SUBJECT} characters. Shorten it."
        )));
    }
    let now = desk.now();
    let raised_at = request.raised_at.unwrap_or(now);
    if raised_at > now {
        return Err(error::invalid(
            "That time is in the future. Enter the time when the issue was raised.",
        ));
    }
    let issue = Issue {
        subject,
        source: source(request.from),
        tenant: Some(request.tenant.trim().to_owned()).filter(|tenant| !tenant.is_empty()),
        raised_at,
    };
    let text = request.text.trim().to_owned();
    let id = desk
        .keep(move |desk| {
            let id = issue.put(desk, now)?;
            if !text.is_empty() {
                queue(desk, &first_words(&id, text, now))?;
            }
            Ok(id)
        })
        .await?;
    finish(desk, &id).await?;
    Ok(TicketMade { ticket: id.to_string() })
}

/// What was raised elsewhere, as it is logged.
struct Issue {
    subject: String,
    source: Source,
    tenant: Option<String>,
    raised_at: DateTime<Utc>,
}

impl Issue {
    /// The ticket and its first event; its id.
    fn put(self, desk: &mut DeskWrite<'_>, now: DateTime<Utc>) -> Result<TicketId, StoreError> {
        let id = desk.next_own_id(Series::Local)?;
        let kind = EventKind::Raised {
            route: Route::Normal,
            tenant: self.tenant.is_some(),
        };
        desk.put_tickets(&[Ticket {
            id: id.clone(),
            remote: None,
            route: Route::Normal,
            adopted: true,
            practice: false,
            tenant: self.tenant,
            raised_at: self.raised_at,
            subject: Some(self.subject),
            source: Some(self.source),
            linked_to: None,
        }])?;
        desk.append_events(&[NewEvent {
            ticket: id.clone(),
            event: TicketEvent {
                at: self.raised_at,
                kind,
            },
            recorded_at: now,
            transaction: None,
            op_id: Some(new_op_id()),
        }])?;
        Ok(id)
    }
}

const fn source(from: LoggedFrom) -> Source {
    match from {
        LoggedFrom::Slack => Source::Slack,
        LoggedFrom::Phone => Source::Phone,
        LoggedFrom::Email => Source::Email,
    }
}

fn first_words(ticket: &TicketId, text: String, now: DateTime<Utc>) -> NewAct {
    NewAct {
        op_id: new_op_id(),
        account: None,
        ticket: ticket.clone(),
        carries: Carries::Note(Note::of(text)),
        queued_at: now,
        hold_until: None,
    }
}
