//! Renaming a ticket, and telling the tenant why: the manual asks for both.

use desk_contract::list::Done;
use desk_contract::ticket::RenameRequest;
use desk_policy::{Occasion, Placeholder};
use desk_store::cache::remote_ticket::RemoteTicket;
use desk_store::desk::outbox::Carries;
use desk_store::desk::ticket::Ticket;
use desk_store::{Store, StoreError};

use crate::desk::{Answer, Desk, error};
use crate::outbox::{LONGEST_SUBJECT, Target, finish, needed, queue};
use crate::reply;

/// Renames a ticket, and tells the tenant why. The manual says to do both.
///
/// # Errors
/// When a name or the reason is missing.
pub async fn rename(desk: &Desk, request: RenameRequest) -> Answer<Done> {
    let subject = needed(&request.subject, "Write the new name.")?;
    if subject.chars().count() > LONGEST_SUBJECT {
        return Err(error::invalid(format!(
            "The name is longer than {LONGEST_SUBJECT} characters. Shorten it."
        )));
    }
    let target = Target::named(desk, &request.ticket).await?;
    let answerable = target.is_answerable();
    let reason = if answerable {
        needed(
            &request.reason,
            "Say why. The tenant gets a message with the new name and the reason.",
        )?
    } else {
        request.reason.trim().to_owned()
    };
    if subject == target.folded.subject() {
        return Err(error::invalid("The ticket already has that name. Enter another one."));
    }
    if answerable {
        let values = [
            (Placeholder::OldSubject, target.folded.subject().to_owned()),
            (Placeholder::Subject, subject.clone()),
            (Placeholder::Reason, reason),
        ];
        let text = reply::filled(desk, &target, Occasion::Rename, values);
        reply::finished(&text)?;
        reply::queue_reply(desk, &target, text, reply::Promise::NothingNew, Vec::new(), false).await?;
    }
    let id = target.id.clone();
    desk.write(move |store| renamed(store, &target, subject)).await?;
    finish(desk, &id).await
}

/// The screen shows the new name at once; a refusal brings the old one back with the next read.
fn renamed(store: &mut Store, target: &Target, subject: String) -> Result<(), StoreError> {
    store.desk.write(|desk| {
        if target.is_own() {
            let renamed = Ticket {
                subject: Some(subject.clone()),
                ..target.folded.ticket.clone()
            };
            desk.put_tickets(&[renamed])?;
        }
        let text = subject.clone();
        queue(desk, &target.act(Carries::Subject { text })).map(drop)
    })?;
    match target.folded.cached.clone() {
        Some(cached) => {
            let renamed = RemoteTicket { subject, ..cached };
            store.cache.write(|cache| cache.put_remote_tickets(&[renamed]))
        }
        None => Ok(()),
    }
}
