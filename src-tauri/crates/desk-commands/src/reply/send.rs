//! Queues a reply or a note, and saves drafts.

use std::time::Duration;

use desk_contract::ticket::{DraftKind, DraftSaveRequest, DraftSaved, NoteSendRequest, ReplySendRequest, SendReply};
use desk_domain::ids::TicketId;
use desk_policy::Placeholder;
use desk_store::cache::message::Message;
use desk_store::desk::account::Account;
use desk_store::desk::draft::{self, Draft};
use desk_store::desk::outbox::{Carries, Note, Reply};

use super::form::next_update_line;
use super::promise::{NextUpdate, Promise, check_promise, out_of_hours};
use crate::desk::{Answer, Desk, error};
use crate::outbox::{Target, finish, queue, replied_here};
use crate::reading::{Failure, refresh_ticket};
use crate::ticket::{Folded, ticket_id};
use crate::words::{ago, moment};

/// Saves a draft; an empty text removes it.
///
/// # Errors
/// When it cannot be saved: the text stays in the editor.
pub async fn draft_save(desk: &Desk, request: DraftSaveRequest) -> Answer<DraftSaved> {
    let (rules, now, ticket) = (desk.rules(), desk.now(), ticket_id(&request.ticket)?);
    let kind = match request.kind {
        DraftKind::Reply => draft::DraftKind::Reply,
        DraftKind::Note => draft::DraftKind::Note,
    };
    desk.keep(move |desk| {
        if request.text.trim().is_empty() {
            return desk.drop_draft(&ticket, kind).map(drop);
        }
        desk.save_draft(&Draft {
            ticket,
            kind,
            body: request.text,
            saved_at: now,
        })
    })
    .await?;
    Ok(DraftSaved {
        saved: moment(&rules.hours, now, now),
    })
}

/// Sends a public reply. First the thread is fetched again, because somebody may have answered in the meantime.
///
/// # Errors
/// When the text is empty or unfinished, the promise is later than the policy allows, or nothing can be saved. The
/// draft stays.
pub async fn reply_send(desk: &Desk, request: ReplySendRequest) -> Answer<SendReply> {
    let text = request.text.trim().to_owned();
    finished(&text)?;
    let ticket = ticket_id(&request.ticket)?;
    let known = newest_by_others(desk, &ticket).await?;
    look_again(desk, &ticket).await?;
    let newest = newest_by_others(desk, &ticket).await?;
    if let Some(newer) = newest.filter(|newest| is_news(newest, known.as_ref(), request.despite.as_deref())) {
        return Ok(SendReply::NewerMessage {
            sentence: format!(
                "{} wrote {}. Read it, or send anyway",
                newer.author,
                ago(newer.at, desk.now())
            ),
            message: newer.transaction,
        });
    }
    let target = Target::of(desk, &ticket).await?.there()?;
    if !target.is_answerable() {
        return Err(error::not_now(
            "Nobody reads replies on a ticket you logged yourself. Answer where the tenant asked, then use Replied \
             elsewhere.",
        ));
    }
    if request.resolve {
        all_answered(&target.folded)?;
    }
    check_promise(&desk.rules(), &target.folded.clocks, target.now, request.next_update_at)?;
    let promise = request.next_update_at.map_or(Promise::Policys, Promise::At);
    let warning = request
        .next_update_at
        .and_then(|at| out_of_hours(&desk.rules(), &target.folded.clocks, at, target.now));
    let outbox = queue_reply(desk, &target, text, promise, request.attachments, request.resolve).await?;
    finish(desk, &ticket).await?;
    let more: Vec<String> = still_open(&target.folded.open_questions)
        .into_iter()
        .chain(warning)
        .collect();
    Ok(queued(desk, target.account.as_ref(), outbox, &more))
}

/// Triage questions that are still open are asked with every reply, so that nobody forgets them (rule 19).
fn still_open(open: &[String]) -> Option<String> {
    (!open.is_empty()).then(|| format!("Still to answer from triage: {}", open.join(" · ")))
}

/// How long the engineer waits for the help desk before the reply is queued. A slow one is looked at again when the reply
/// leaves the outbox.
const LOOK: Duration = Duration::from_secs(1);

/// Reads the thread again, for as long as somebody can be kept waiting; then the reading goes on beside it.
async fn look_again(desk: &Desk, ticket: &TicketId) -> Answer<()> {
    let (state, id) = (desk.clone(), ticket.clone());
    let reading = tokio::spawn(async move { refresh_ticket(&state, &id).await });
    match tokio::time::timeout(LOOK, reading).await {
        Ok(Ok(Err(Failure::Store(problem)))) => Err(problem),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// What the screen says of a message that was queued: how long it can be undone, or that its help desk is away.
fn queued(desk: &Desk, account: Option<&Account>, outbox: i64, more: &[String]) -> SendReply {
    let away = account.filter(|account| desk.sources().of(&account.key).is_some());
    let seconds = u32::try_from(desk.host().undo_time().num_seconds()).unwrap_or_default();
    let (sentence, leaves_in) = match (away, seconds) {
        (Some(account), _) => (
            format!("Waiting to send: {} can’t be reached. Undo with Ctrl Z", account.name),
            0,
        ),
        (None, 0) => ("Sending".to_owned(), 0),
        (None, seconds) => (format!("Sends after {seconds} s. Undo with Ctrl Z"), seconds),
    };
    SendReply::Queued {
        outbox,
        sentence: [&[sentence], more].concat().join(". "),
        leaves_in,
    }
}

fn is_news(newest: &Message, known: Option<&Message>, despite: Option<&str>) -> bool {
    let seen = known.is_some_and(|known| known.transaction == newest.transaction);
    !seen && despite != Some(&newest.transaction)
}

/// The newest message of a ticket that this Dutydesk has not sent.
async fn newest_by_others(desk: &Desk, ticket: &TicketId) -> Answer<Option<Message>> {
    let id = ticket.clone();
    desk.read(move |read| {
        let acts = read.desk().acts_of(&id)?;
        let mine = |message: &Message| {
            acts.iter()
                .any(|act| act.remote_transaction.as_deref() == Some(&message.transaction))
        };
        Ok(read
            .cache()
            .messages(&id)?
            .into_iter()
            .rev()
            .find(|message| message.public && !mine(message)))
    })
    .await
}

/// A ticket is not closed with triage questions open (rule 19).
pub(crate) fn all_answered(folded: &Folded) -> Answer<()> {
    let open = &folded.open_questions;
    if open.is_empty() {
        return Ok(());
    }
    Err(error::not_now(format!(
        "Triage questions are still open: {}. Answer them in the triage form, or say why you close it without.",
        open.join(" · ")
    )))
}

/// What was typed can go out: it says something, and no hole of a template is left.
pub(crate) fn finished(text: &str) -> Answer<()> {
    if text.is_empty() {
        return Err(error::invalid("Write something first."));
    }
    let hole = Placeholder::ALL
        .iter()
        .map(|hole| format!("{{{}}}", hole.word()))
        .find(|hole| text.contains(hole));
    match hole {
        Some(hole) => Err(error::invalid(format!(
            "The text still has {hole} in it. Fill it in, or remove it."
        ))),
        None => Ok(()),
    }
}

/// Commits a reply to the outbox, with the time of the next update as its last line if it promises one. The row of the
/// outbox.
pub(crate) async fn queue_reply(
    desk: &Desk,
    target: &Target,
    typed: String,
    promise: Promise,
    attachments: Vec<String>,
    resolve: bool,
) -> Answer<i64> {
    let (policy, now) = (desk.policy(), target.now);
    let shared = !target.folded.linked.is_empty();
    let next = NextUpdate::of(&policy.rules, &target.folded.clocks, promise, shared, now);
    let promised = next.by.filter(|_| !resolve);
    let line = promised
        .filter(|_| next.is_said)
        .map(|at| next_update_line(&policy, at, now));
    let text = line.map_or_else(|| typed.clone(), |line| format!("{typed}\n\n{line}"));
    let reply = Reply {
        text,
        typed,
        next_update_at: promised,
        chosen: next.is_chosen,
        attachments,
        resolve,
    };
    let reply = target.held_act(Carries::Reply(reply), desk.host().undo_time());
    let mut events = Vec::from_iter(target.raised_event());
    // On a practice ticket the reply happens here, at once if it can't be undone; elsewhere when the help desk accepts it
    // (rule 6).
    if target.is_own() && reply.hold_until.is_none() {
        events.extend(replied_here(&target.id, &reply.op_id, promised, resolve, now));
    }
    let id = target.id.clone();
    desk.keep(move |desk| {
        desk.adopt(&id)?;
        desk.drop_draft(&id, draft::DraftKind::Reply)?;
        desk.append_events(&events)?;
        queue(desk, &reply)
    })
    .await
}

/// Adds an internal note.
///
/// # Errors
/// When the text is empty, or nothing can be saved. The draft is kept.
pub async fn note_send(desk: &Desk, request: NoteSendRequest) -> Answer<SendReply> {
    let typed = request.text.trim().to_owned();
    if typed.is_empty() {
        return Err(error::invalid("Write something first."));
    }
    let target = Target::named(desk, &request.ticket).await?;
    let (hold, id, account) = (desk.host().undo_time(), target.id.clone(), target.account.clone());
    let note = Note {
        attachments: request.attachments,
        ..Note::of(typed)
    };
    let outbox = desk
        .keep(move |desk| {
            desk.drop_draft(&target.id, draft::DraftKind::Note)?;
            queue(desk, &target.held_act(Carries::Note(note), hold))
        })
        .await?;
    finish(desk, &id).await?;
    Ok(queued(desk, account.as_ref(), outbox, &[]))
}
