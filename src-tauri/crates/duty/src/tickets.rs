//! Tickets: the list, one of them, and the acts on it.

use std::collections::BTreeMap;
use std::path::Path;

use desk_commands::calls;
use desk_commands::words::json;
use desk_contract::clocks::Priority;
use desk_contract::list::{
    Done, Hit, ListKind, OwnerFilter, Row, RowsPage, RowsRequest, SearchRequest, Section, SectionCount,
};
use desk_contract::ticket::{
    AssignRequest, BodyPart, Entry, EntryKind, LinkRequest, LogTicketRequest, LoggedFrom, NoteSendRequest, OutboxState,
    Person, RepliedElsewhereRequest, ReplySendRequest, SendReply, SnoozeRequest, TicketRequest, TicketView,
};
use desk_contract::triage::{AnswerText, FieldProblem, TriageCommitRequest, TriageNowRequest, TriageOutcome};
use desk_platform::terminal_width;
use serde::Deserialize;

use crate::answer::{Answer, Exit, Failure, Told};
use crate::args::{Common, RepliedArgs, ReplyArgs};
use crate::clocks::read_input;
use crate::outbox::{self, how_to_decide};
use crate::session::{Left, Session};
use crate::terminal;
use crate::text::{indented, one_line, table, table_within};
use crate::typed::Typed;

/// The most rows that one call gives.
const PAGE: u32 = 500;
/// The most finds.
const MOST_HITS: u32 = 200;

// ---- Looking

/// `duty list`.
pub(crate) async fn list(common: &Common) -> Told {
    let session = Session::open(common)?;
    let page = all_rows(&session).await?;
    // The rows are set in by two.
    let room = terminal_width().map(|width| width.saturating_sub(2));
    let words = list_words(&page, room);
    Answer::new(&page, words)
}

async fn all_rows(session: &Session) -> Result<RowsPage, Failure> {
    let mut all = page(session, 0).await?;
    while all.rows.len() < all.total as usize {
        let next = page(session, u32::try_from(all.rows.len()).unwrap_or(u32::MAX)).await?;
        if next.rows.is_empty() {
            break;
        }
        all.rows.extend(next.rows);
    }
    Ok(all)
}

async fn page(session: &Session, offset: u32) -> Result<RowsPage, Failure> {
    let request = RowsRequest {
        list: ListKind::Now,
        owner: OwnerFilter::All,
        offset,
        limit: PAGE,
        narrow: desk_contract::list::Narrow::default(),
    };
    Ok(calls::rows(session.desk(), request).await?)
}

fn list_words(page: &RowsPage, room: Option<usize>) -> String {
    if page.rows.is_empty() {
        return "No open tickets. Run `duty sync` to fetch them, or `duty practice start` to load a practice shift."
            .to_owned();
    }
    let rows: Vec<_> = page.rows.iter().map(row_cells).collect();
    // Cut first: subjects, then tenants and owners. What is due and what is to be done stays whole.
    let table = table_within(&rows, room, &[6, 4, 5]);
    let mut lines = Vec::new();
    let mut section = None;
    for (row, line) in page.rows.iter().zip(table.lines()) {
        if section.replace(row.section) != Some(row.section) {
            lines.push(heading(&page.sections, row.section));
        }
        lines.push(format!("  {line}"));
    }
    lines.join("\n")
}

fn heading(sections: &[SectionCount], section: Section) -> String {
    let found = sections.iter().find(|count| count.section == section);
    found.map_or_else(String::new, |count| count.label.clone())
}

fn row_cells(row: &Row) -> [String; 8] {
    [
        priority(row.priority).to_owned(),
        row.left.clone(),
        row.due.clone(),
        row.ticket.clone(),
        row.tenant.clone(),
        row.owner.clone(),
        row.subject.clone(),
        row.remark.clone(),
    ]
}

fn priority(priority: Option<Priority>) -> &'static str {
    match priority {
        Some(Priority::P1) => "P1",
        Some(Priority::P2) => "P2",
        Some(Priority::P3) => "P3",
        Some(Priority::P4) => "P4",
        None => "?",
    }
}

/// `duty show ID`.
pub(crate) async fn show(common: &Common, id: String) -> Told {
    let session = Session::open(common)?;
    let ticket = calls::ticket(session.desk(), TicketRequest { ticket: id }).await?;
    let words = ticket_words(&ticket);
    Answer::new(&ticket, words)
}

fn ticket_words(ticket: &TicketView) -> String {
    let mut parts = vec![
        one_line(&ticket.headline),
        one_line(&ticket.subject),
        String::new(),
        facts(ticket),
    ];
    for block in answers(ticket).into_iter().chain([clock_words(ticket)]) {
        parts.push(String::new());
        parts.push(block);
    }
    if !ticket.thread_note.is_empty() {
        parts.extend([String::new(), ticket.thread_note.clone()]);
    }
    if !ticket.unsent.is_empty() {
        let lines = ticket.unsent.iter().map(|row| format!("  {}", outbox::line(row)));
        parts.push(String::new());
        parts.push(format!("Not sent yet\n{}", lines.collect::<Vec<_>>().join("\n")));
    }
    for entry in &ticket.thread {
        parts.push(String::new());
        parts.push(entry_words(entry));
    }
    parts.join("\n")
}

/// `P3, set 17:40`.
fn priority_words(ticket: &TicketView) -> String {
    let story = [priority(ticket.priority), &ticket.priority_story];
    story
        .into_iter()
        .filter(|words| !words.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

fn facts(ticket: &TicketView) -> String {
    let mut rows = vec![
        ["Priority", &priority_words(ticket)].map(str::to_owned),
        ["Status", &ticket.status].map(str::to_owned),
        ["Owner", &ticket.owner].map(str::to_owned),
    ];
    let mut fact = |name: &str, text: &str| {
        if !text.is_empty() {
            rows.push([name, text].map(str::to_owned));
        }
    };
    fact("Tenant", &ticket.tenant);
    fact("Replies to", &people(&ticket.to));
    fact("Copies to", &people(&ticket.cc));
    let linked: Vec<&str> = ticket.linked.iter().map(|linked| linked.ticket.as_str()).collect();
    fact("Linked tickets", &linked.join(", "));
    fact(
        "Waiting since",
        ticket.waiting_since.as_ref().map_or("", |at| &at.short),
    );
    fact("Chase", ticket.chase.as_ref().map_or("", |at| &at.short));
    fact("Paused", ticket.pause_reason.as_deref().unwrap_or_default());
    fact("Still to answer", &ticket.open_questions.join(" · "));
    table(&rows)
}

/// `Kim <kim@dm-frontend.example>, Ade <ade@dm-frontend.example>`: everybody whom a reply reaches.
fn people(people: &[Person]) -> String {
    let said = |person: &Person| match person.address.as_str() {
        "" => person.name.clone(),
        address if address == person.name => address.to_owned(),
        address => format!("{} <{address}>", person.name),
    };
    one_line(&people.iter().map(said).collect::<Vec<_>>().join(", "))
}

/// The last triage, question by question.
fn answers(ticket: &TicketView) -> Option<String> {
    let lines = ticket.answers.iter().map(|answered| {
        let said = format!("{} {}", answered.question, answered.answer);
        format!("  {}", one_line(&said))
    });
    let lines: Vec<String> = lines.collect();
    (!lines.is_empty()).then(|| format!("Triage\n{}", lines.join("\n")))
}

fn clock_words(ticket: &TicketView) -> String {
    let cards = ticket.main_clock.iter().chain(&ticket.clocks);
    let clocks: Vec<String> = cards
        .map(|card| {
            let why: Vec<_> = card
                .reading
                .why
                .iter()
                .map(|step| [step.label.clone(), step.text.clone()])
                .collect();
            let said = [card.headline.as_str(), &card.detail]
                .into_iter()
                .filter(|words| !words.is_empty());
            format!(
                "{}: {}\n{}",
                card.title,
                said.collect::<Vec<_>>().join(", "),
                indented(&table(&why))
            )
        })
        .collect();
    clocks.join("\n")
}

fn entry_words(entry: &Entry) -> String {
    let at = &entry.at.short;
    if matches!(entry.kind, EntryKind::Event | EntryKind::Told) {
        return format!("{at}  {}", one_line(&entry.sentence));
    }
    let kind = match entry.kind {
        EntryKind::Tenant => "tenant",
        EntryKind::Automatic => "automatic",
        EntryKind::Public => "public",
        EntryKind::Internal => "internal",
        EntryKind::Told | EntryKind::Event => "",
    };
    let files = entry
        .attachments
        .iter()
        .map(|file| format!("\n  [{}, {}]", one_line(&file.name), file.size_said));
    format!(
        "{at}  {}, {kind}\n{}{}",
        one_line(&entry.author),
        indented(&body(&entry.parts)),
        files.collect::<String>()
    )
}

fn body(parts: &[BodyPart]) -> String {
    parts
        .iter()
        .flat_map(|part| &part.runs)
        .map(|run| run.text.as_str())
        .collect()
}

/// `duty search WORDS`.
pub(crate) async fn search(common: &Common, words: String) -> Told {
    let session = Session::open(common)?;
    let found = calls::search(
        session.desk(),
        SearchRequest {
            words,
            limit: MOST_HITS,
            except: None,
        },
    )
    .await?;
    let words = if found.hits.is_empty() {
        "Nothing found.".to_owned()
    } else {
        hits_words(&found.hits)
    };
    Answer::new(&found, words)
}

fn hits_words(hits: &[Hit]) -> String {
    let rows: Vec<_> = hits
        .iter()
        .map(|hit| {
            [
                hit.id.clone(),
                hit.state.clone(),
                hit.at.short.clone(),
                hit.tenant.clone(),
                hit.subject.clone(),
            ]
        })
        .collect();
    table_within(&rows, terminal_width(), &[4, 3])
}

// ---- Acting

/// `duty log`.
pub(crate) async fn log(common: &Common, subject: String, from: LoggedFrom, tenant: String) -> Told {
    let session = Session::open(common)?;
    let request = LogTicketRequest {
        subject,
        from,
        tenant,
        text: String::new(),
        raised_at: None,
    };
    let made = calls::log_ticket(session.desk(), request).await?;
    session.wake_owner().await;
    let words = format!("{} is logged, and its clocks are running.", made.ticket);
    Answer::new(&made, words)
}

/// The file of `duty triage`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswersFile {
    priority: Priority,
    answers: BTreeMap<String, AnswerText>,
}

/// `duty triage ID --answers FILE`, `duty triage ID --now P1`.
pub(crate) async fn triage(common: &Common, id: String, answers: Option<&Path>, now: Option<Priority>) -> Told {
    let file = answers.map(answers_file).transpose()?;
    let (given, answers) = match file {
        Some(AnswersFile { priority, answers }) => (Some(priority), answers),
        None => (None, BTreeMap::new()),
    };
    if let (Some(now), Some(given)) = (now, given)
        && now != given
    {
        return Err(Failure::typed(
            "The file and --now name different priorities. Give one of them.",
        ));
    }
    let session = Session::open(common)?;
    let outcome = match now {
        Some(priority) => {
            let request = TriageNowRequest {
                ticket: id,
                answers,
                priority,
            };
            calls::triage_now(session.desk(), request).await?
        }
        None => {
            let request = TriageCommitRequest {
                ticket: id,
                answers,
                priority: given.ok_or_else(|| Failure::typed("Give --answers or --now."))?,
            };
            calls::triage_commit(session.desk(), request).await?
        }
    };
    match &outcome {
        TriageOutcome::Set { sentence, incident, .. } => {
            let mut words = sentence.clone();
            if *incident {
                words.push_str(" This is an incident.");
            }
            with_left(&mut words, &session.leave().await?);
            Answer::new(&outcome, words)
        }
        TriageOutcome::Incomplete { problems } => {
            Ok(Answer::new(&outcome, problems_words(problems))?.refusing(Exit::CannotBeTaken))
        }
    }
}

fn answers_file(answers: &Path) -> Result<AnswersFile, Failure> {
    let text = read_input(answers, "The answers")?;
    let unreadable = |why: &str| {
        Failure::typed(format!(
            "The answers couldn’t be read: {why}. Run `duty triage --help` for an example."
        ))
    };
    if text.trim().is_empty() {
        return Err(unreadable("the file is empty"));
    }
    // A list would be read by the places of its items.
    if text.trim_start().starts_with('[') {
        return Err(unreadable("the file is a list, but answers are written in braces"));
    }
    serde_json::from_str(&text).map_err(|problem| unreadable(&json::said(&problem)))
}

/// The problems, one line each.
pub(crate) fn problems_words(problems: &[FieldProblem]) -> String {
    let lines = problems
        .iter()
        .map(|problem| format!("{}: {}", problem.field, problem.message));
    format!("Nothing was changed.\n{}", lines.collect::<Vec<_>>().join("\n"))
}

/// `duty reply ID`.
pub(crate) async fn reply(common: &Common, reply: ReplyArgs) -> Told {
    let typed = Typed::read("reply")?;
    let request = ReplySendRequest {
        ticket: reply.id,
        text: typed.text(),
        next_update_at: reply.next_update_at,
        attachments: Vec::new(),
        despite: reply.despite,
        resolve: false,
    };
    let ticket = request.ticket.clone();
    let queued = async {
        let session = Session::open(common)?;
        let queued = calls::reply_send(session.desk(), request).await?;
        Ok((session, queued))
    };
    match queued.await {
        Ok((session, queued @ SendReply::Queued { .. })) => {
            say_open_questions(&session, ticket).await?;
            sent(session, &queued).await
        }
        Ok((session, queued)) => typed.saved_in(sent(session, &queued).await),
        Err(failure) => typed.saved_in(Err(failure)),
    }
}

/// What triage left open is asked with the reply (rule 19).
async fn say_open_questions(session: &Session, ticket: String) -> Result<(), Failure> {
    let view = calls::ticket(session.desk(), TicketRequest { ticket }).await?;
    if !view.open_questions.is_empty() {
        let open = one_line(&view.open_questions.join(" · "));
        terminal::tell(&format!("Still to answer from triage: {open}"))?;
    }
    Ok(())
}

/// `duty note ID`.
pub(crate) async fn note(common: &Common, id: String) -> Told {
    let typed = Typed::read("note")?;
    let request = NoteSendRequest {
        ticket: id,
        text: typed.text(),
        attachments: Vec::new(),
    };
    let queued = async {
        let session = Session::open(common)?;
        let queued = calls::note_send(session.desk(), request).await?;
        Ok((session, queued))
    };
    match queued.await {
        Ok((session, queued)) => sent(session, &queued).await,
        Err(failure) => typed.saved_in(Err(failure)),
    }
}

/// Waits until a reply or note was sent, and says what happened.
async fn sent(session: Session, queued: &SendReply) -> Told {
    match queued {
        SendReply::NewerMessage { sentence, message } => {
            let words = format!(
                "{sentence}. Nothing was sent. Read it with `duty show`, or send anyway with `--despite {}`.",
                one_line(message)
            );
            Ok(Answer::new(queued, words)?.ending(Exit::NotNow))
        }
        SendReply::Queued { outbox, .. } => {
            let left = session.leave().await?;
            let (words, exit) = act_words(&left, *outbox);
            // The sentence from when it was queued is out of date: a script gets the same sentence as a person.
            let became = SendReply::Queued {
                outbox: *outbox,
                sentence: words.clone(),
                leaves_in: 0,
            };
            Ok(Answer::new(&became, words)?.ending(exit))
        }
    }
}

pub(crate) fn act_words(left: &Left, id: i64) -> (String, Exit) {
    // A local ticket has no help desk to send it to.
    let Some(act) = left.act(id) else {
        return ("Saved.".to_owned(), Exit::Done);
    };
    match act.state {
        OutboxState::Sent => ("Sent.".to_owned(), Exit::Done),
        OutboxState::Queued | OutboxState::Sending => match left.held_up_by(act) {
            Some(first) => (
                format!("Saved, but not sent: {} {}", act.reason, how_to_decide(first)),
                Exit::NotNow,
            ),
            None => (format!("Saved. {}", left.words()), Exit::Done),
        },
        OutboxState::Refused => (format!("Not sent, but saved: {}", act.reason), Exit::DidNotWork),
        OutboxState::Unknown => (
            format!("It may not have arrived. {} {}", act.reason, how_to_decide(act)),
            Exit::DidNotWork,
        ),
        OutboxState::Cancelled => ("Undone before it was sent.".to_owned(), Exit::NotNow),
    }
}

fn with_left(words: &mut String, left: &Left) {
    let waits = left.words();
    if !waits.is_empty() {
        words.push('\n');
        words.push_str(&waits);
    }
}

/// `duty replied ID`.
pub(crate) async fn replied(common: &Common, reply: RepliedArgs) -> Told {
    let session = Session::open(common)?;
    let request = RepliedElsewhereRequest {
        ticket: reply.id,
        via: reply.via,
        at: reply.at,
        words: reply.words,
        next_update_at: None,
    };
    let done = calls::replied_elsewhere(session.desk(), request).await?;
    leave_with(session, &done, "Saved. It counts as a reply.").await
}

/// `duty link ID ID`.
pub(crate) async fn link(common: &Common, ticket: String, other: String) -> Told {
    let session = Session::open(common)?;
    let linked = calls::link_tickets(session.desk(), LinkRequest { ticket, other }).await?;
    let mut words = linked.sentence.clone();
    with_left(&mut words, &session.leave().await?);
    Answer::new(&linked, words)
}

/// `duty unlink ID`.
pub(crate) async fn unlink(common: &Common, id: String) -> Told {
    let session = Session::open(common)?;
    let done = calls::unlink_ticket(session.desk(), TicketRequest { ticket: id }).await?;
    leave_with(session, &done, "Unlinked. Each ticket has its own clock again.").await
}

/// `duty assign ID --to NAME`.
pub(crate) async fn assign(common: &Common, ticket: String, to: String, note: String) -> Told {
    let session = Session::open(common)?;
    let words = format!("Assigned to {}.", one_line(to.trim()));
    let request = AssignRequest { ticket, to, note };
    let queued = calls::assign_to(session.desk(), request).await?;
    let left = session.leave().await?;
    match act_words(&left, queued.outbox) {
        (_, Exit::Done)
            if left
                .act(queued.outbox)
                .is_some_and(|act| act.state == OutboxState::Sent) =>
        {
            let mut words = words;
            // The note goes after it.
            with_left(&mut words, &left);
            Answer::new(&queued, words)
        }
        (words, exit) => Ok(Answer::new(&queued, words)?.ending(exit)),
    }
}

/// `duty ack ID`.
pub(crate) async fn ack(common: &Common, id: String) -> Told {
    let session = Session::open(common)?;
    calls::acknowledge(session.desk(), TicketRequest { ticket: id }).await?;
    leave_with(session, &Done {}, "Acknowledged. This isn’t a first response.").await
}

/// `duty snooze ID`.
pub(crate) async fn snooze(common: &Common, id: String, minutes: u32) -> Told {
    let session = Session::open(common)?;
    calls::snooze(session.desk(), SnoozeRequest { ticket: id, minutes }).await?;
    leave_with(session, &Done {}, &format!("Snoozed for {minutes} min.")).await
}

async fn leave_with(session: Session, done: &Done, sentence: &str) -> Told {
    let mut words = sentence.to_owned();
    with_left(&mut words, &session.leave().await?);
    Answer::new(done, words)
}
