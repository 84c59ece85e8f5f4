//! One ticket: its thread, clocks, people, and the acts on it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::clocks::{ClockReading, Priority};
use crate::list::Hit;
use crate::time::Moment;

/// Names a ticket.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TicketRequest {
    /// Stable id, for example `rt:work/41`.
    pub ticket: String,
}

/// Everything the ticket view shows.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TicketView {
    /// Stable id.
    pub ticket: String,
    /// `RT 41`.
    pub from: String,
    /// The subject.
    pub subject: String,
    /// The tenant; empty when there is none.
    pub tenant: String,
    /// Live, prototyping, trying it out; `null` when not said yet.
    pub tenant_kind: Option<TenantKind>,
    /// `you`, a name, or `nobody`.
    pub owner: String,
    /// Whether it is mine.
    pub mine: bool,
    /// In the help desk's words.
    pub status: String,
    /// Whether it is closed.
    pub resolved: bool,
    /// The line above the title: `RT 41 · notify-api, live service · raised 12:48 by the emergency route`.
    pub headline: String,
    /// When it was raised.
    pub raised: Moment,
    /// The priority; `null` when untriaged.
    pub priority: Option<Priority>,
    /// `by emergency route 12:48, confirmed 12:55 by you`.
    pub priority_story: String,
    /// What the help desk says, as a hint.
    pub priority_hint: Option<String>,
    /// The answers of the last triage, as question and answer.
    pub answers: Vec<Answered>,
    /// The questions of that triage that are still open. The priority needs an answer to each.
    pub open_questions: Vec<String>,
    /// The clock that matters most, ready to read; `null` when none runs.
    pub main_clock: Option<ClockCard>,
    /// The other clocks.
    pub clocks: Vec<ClockCard>,
    /// Oldest unanswered message of the tenant.
    pub waiting_since: Option<Moment>,
    /// When work was started.
    pub started: Option<Moment>,
    /// While paused: when to chase.
    pub chase: Option<Moment>,
    /// Why it is paused.
    pub pause_reason: Option<String>,
    /// Requestors.
    pub to: Vec<Person>,
    /// Copies.
    pub cc: Vec<Person>,
    /// Messages and events, oldest first.
    pub thread: Vec<Entry>,
    /// Acts of ours on this ticket that have not arrived.
    pub unsent: Vec<OutboxRow>,
    /// Whether it can be opened in the help desk.
    pub has_web_page: bool,
    /// The largest file that its help desk accepts with a message, in bytes.
    pub largest_file: u32,
    /// Cached tickets that look like it.
    pub looks_like: Vec<Hit>,
    /// The other linked tickets (rule 8); the one that was raised first, and represents all of them, comes first.
    pub linked: Vec<LinkedTicket>,
    /// The incident it belongs to.
    pub incident: Option<IncidentLink>,
    /// What can be done now: commands by name, such as `start_work`.
    #[ts(type = "Array<keyof Commands>")]
    pub can: Vec<String>,
    /// The saved reply and note.
    pub drafts: Vec<DraftView>,
    /// When the thread was read last.
    pub read: Option<Moment>,
    /// Older than this account's beginning in Dutydesk, and not adopted.
    pub before_dutydesk: bool,
    /// Of the practice shift.
    pub practice: bool,
    /// What to say where its messages were not read yet; empty: they were.
    pub thread_note: String,
}

/// What a team does with the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TenantKind {
    /// Runs a live service.
    Live,
    /// Prototyping.
    Prototyping,
    /// Trying it out.
    TryingOut,
}

/// A person of a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Person {
    /// Display name, or the address.
    pub name: String,
    /// Mail address; empty when unknown.
    pub address: String,
}

/// A question of triage and how it was answered.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Answered {
    /// The question.
    pub question: String,
    /// The answer in words.
    pub answer: String,
}

/// A clock, ready to read.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ClockCard {
    /// The facts.
    pub reading: ClockReading,
    /// `Next update`, `First response`, `Triage, the team's own rule`.
    pub title: String,
    /// `6 min late`, `1 h 54 min left`, `met`, `paused`.
    pub headline: String,
    /// `was due 14:12 GMT`, `13:01, 7 min before 13:08`.
    pub detail: String,
    /// Used part of the target in its own time, 0 to 1 and above; `null` without a deadline.
    pub used: Option<f64>,
    /// When the engineer was notified: `14:00, 14:12; next 14:22`.
    pub told: String,
}

/// One entry of the thread.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Entry {
    /// Id within the ticket.
    pub id: String,
    /// What it is.
    pub kind: EntryKind,
    /// Who.
    pub author: String,
    /// Whether it was me.
    pub by_me: bool,
    /// When.
    pub at: Moment,
    /// For an event: the sentence. For a message: empty.
    pub sentence: String,
    /// For a message: its text in parts.
    pub parts: Vec<BodyPart>,
    /// Files with it.
    pub attachments: Vec<AttachmentView>,
    /// `waiting for 38 min` on the oldest unanswered message of the tenant.
    pub waiting: Option<String>,
}

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// By the tenant.
    Tenant,
    /// Automatic email.
    Automatic,
    /// Public, by us.
    Public,
    /// Internal, by us.
    Internal,
    /// Told elsewhere.
    Told,
    /// Something that happened.
    Event,
}

/// A part of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BodyPart {
    /// How it is shown.
    pub kind: PartKind,
    /// Text and links, in order.
    pub runs: Vec<TextRun>,
}

/// How a part is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PartKind {
    /// As it is.
    Text,
    /// Quoted email: folded.
    Quoted,
    /// Signature: folded.
    Signature,
    /// Log lines: monospace.
    Log,
}

/// A run of text, perhaps a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TextRun {
    /// The text, as it came.
    pub text: String,
    /// Index of the link within its message for `open_link`; `null` for plain text.
    pub link: Option<u32>,
}

/// A file of a message.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AttachmentView {
    /// Id within the ticket.
    pub id: String,
    /// Name, made safe to show.
    pub name: String,
    /// Media type as declared.
    pub content_type: String,
    /// Bytes.
    #[ts(type = "number | null")]
    pub size: Option<u64>,
    /// `14 kB`.
    pub size_said: String,
    /// Whether it is on this computer, so that it can be read offline.
    pub fetched: bool,
    /// Whether it can be shown as text in the window.
    pub is_text: bool,
}

/// A ticket that is one issue with the one on screen.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LinkedTicket {
    /// Its id.
    pub ticket: String,
    /// `RT 41`.
    pub from: String,
    /// Its subject.
    pub subject: String,
    /// Whether it was raised first: all linked tickets share its row, its clock and its notifications.
    pub stands_for_all: bool,
}

/// Says that two tickets are one issue.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LinkRequest {
    /// One of them.
    pub ticket: String,
    /// The other.
    pub other: String,
}

/// A link that was made.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Linked {
    /// The ticket that represents all of them.
    pub ticket: String,
    /// `RT 41 and RT 42 share one row and one clock, from 12:48.`
    pub sentence: String,
}

/// An incident of a ticket.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct IncidentLink {
    /// Id, for example `incident/2026-11-23-1`.
    pub id: String,
    /// `Incident 2026-11-23-1`.
    pub title: String,
}

/// What a draft is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DraftKind {
    /// Public reply.
    Reply,
    /// Internal note.
    Note,
}

/// A saved draft.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DraftView {
    /// For what.
    pub kind: DraftKind,
    /// The text.
    pub text: String,
    /// When it was saved.
    pub saved: Moment,
}

/// Saves what is being typed; an empty text removes the draft.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DraftSaveRequest {
    /// The ticket.
    pub ticket: String,
    /// For what.
    pub kind: DraftKind,
    /// The text.
    pub text: String,
}

/// What was saved.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DraftSaved {
    /// When.
    pub saved: Moment,
}

/// What a reply needs to be written.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ReplyForm {
    /// The requestors.
    pub to: Vec<Person>,
    /// Copies.
    pub cc: Vec<Person>,
    /// When the next update is due if the reply is sent now; `null`: the policy has no target, or the ticket is closed.
    pub next_update: Option<Moment>,
    /// `Next update by 15:18 GMT`: the last line of the reply, from the policy's template.
    pub next_update_line: Option<String>,
    /// The time in the words of that line: `15:18 GMT`, `Tue 24 Nov 11:00 GMT`.
    pub next_update_said: Option<String>,
    /// The time that the tenant was told before and that is still ahead, in the same words.
    pub promised_said: Option<String>,
    /// Templates, filled in.
    pub templates: Vec<TemplateView>,
    /// Which template opens the first response.
    pub first_response: Option<String>,
    /// The saved draft, or empty.
    pub draft: String,
    /// Untriaged: the next update can't be promised yet.
    pub untriaged: bool,
    /// For how many seconds you can undo a reply or note before it is sent; 0: it is sent at once.
    pub undo_seconds: u32,
}

/// Asks what a promised time means.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PromiseRequest {
    /// The ticket.
    pub ticket: String,
    /// The time of the next update that would be promised.
    #[ts(type = "string")]
    pub at: DateTime<Utc>,
}

/// What a promised time means for the engineer.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PromiseMeans {
    /// Why it is hard to keep: nobody is notified at that time. Empty if it isn't.
    pub warning: String,
}

/// A message template, filled in.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TemplateView {
    /// Stable name.
    pub id: String,
    /// As the menu says it.
    pub title: String,
    /// The text.
    pub text: String,
    /// Whether it promises nothing new: the time that the tenant was told before stays.
    pub keeps_promise: bool,
}

/// Sends a public reply: it is committed to the outbox before the answer comes.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ReplySendRequest {
    /// The ticket.
    pub ticket: String,
    /// The text without the line about the next update.
    pub text: String,
    /// An earlier time to promise; absent: the policy's. A later time is refused.
    #[ts(type = "string | null")]
    pub next_update_at: Option<DateTime<Utc>>,
    /// Files staged with `attachment_stage`.
    pub attachments: Vec<String>,
    /// Send although this message came in between.
    pub despite: Option<String>,
    /// Close the ticket with it.
    pub resolve: bool,
}

/// The result of sending.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum SendReply {
    /// It is in the outbox, on disk.
    Queued {
        /// The row.
        #[ts(type = "number")]
        outbox: i64,
        /// `Sends after 10 s. Undo with Ctrl Z`, or why it waits.
        sentence: String,
        /// Seconds until it is sent; 0: it is sent at once, or nobody knows when.
        leaves_in: u32,
    },
    /// Somebody wrote in between; nothing was queued, and the text is saved.
    NewerMessage {
        /// `Alex answered 2 min ago: read it, or send anyway`.
        sentence: String,
        /// Pass it as `despite` to send anyway.
        message: String,
    },
}

/// Adds an internal note.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct NoteSendRequest {
    /// The ticket.
    pub ticket: String,
    /// The text.
    pub text: String,
    /// Files staged with `attachment_stage`.
    pub attachments: Vec<String>,
}

/// A reply that the tenant got elsewhere.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RepliedElsewhereRequest {
    /// The ticket.
    pub ticket: String,
    /// `slack`, `phone`, `email` or any other word.
    pub via: String,
    /// When; `null`: now.
    #[ts(type = "string | null")]
    pub at: Option<DateTime<Utc>>,
    /// The words.
    pub words: String,
    /// The next update that was promised.
    #[ts(type = "string | null")]
    pub next_update_at: Option<DateTime<Utc>>,
}

/// An act that needs a reason.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ReasonRequest {
    /// The ticket.
    pub ticket: String,
    /// Why.
    pub reason: String,
}

/// Closes a ticket with triage questions still open.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CloseUnansweredRequest {
    /// The ticket.
    pub ticket: String,
    /// The closing message to the tenant.
    pub reason: String,
    /// Why the questions stay open.
    pub why: String,
}

/// Waits for the tenant.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PauseRequest {
    /// The ticket.
    pub ticket: String,
    /// Why.
    pub reason: String,
    /// When to chase; `null`: the policy's time.
    #[ts(type = "string | null")]
    pub chase_at: Option<DateTime<Utc>>,
}

/// Gives a ticket another name.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RenameRequest {
    /// The ticket.
    pub ticket: String,
    /// The new subject.
    pub subject: String,
    /// Why, for the tenant: the manual says to tell them.
    pub reason: String,
}

/// Hands a ticket over to a colleague.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AssignRequest {
    /// The ticket.
    pub ticket: String,
    /// The login of the new owner on the help desk.
    pub to: String,
    /// What they need to know; sent as an internal note once the ticket is theirs. May be empty.
    pub note: String,
}

/// A hand-over is in the outbox.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AssignQueued {
    /// Its number there.
    #[ts(type = "number")]
    pub outbox: i64,
    /// What undoes it.
    pub undo: Undo,
}

/// An act was done, and this undoes it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Acted {
    /// `null`: there was nothing to do, so there is nothing to undo.
    pub undo: Option<Undo>,
}

/// What was done, for `act_undo`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Undo {
    /// It was assigned to somebody.
    Assigned {
        /// Its number in the outbox.
        #[ts(type = "number")]
        outbox: i64,
        /// The help desk's name of who had it before; `null`: nobody.
        before: Option<String>,
    },
    /// Work was started.
    Started {
        /// The number of its note in the outbox.
        #[ts(type = "number")]
        outbox: i64,
        /// It was a ticket from before Dutydesk until then.
        from_before: bool,
    },
    /// It was acknowledged.
    Acknowledged {
        /// Its number in the ledger.
        #[ts(type = "number")]
        id: i64,
    },
    /// It was snoozed.
    Snoozed {
        /// Its number in the ledger.
        #[ts(type = "number")]
        id: i64,
    },
}

/// Undoes an act.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct UndoRequest {
    /// The ticket.
    pub ticket: String,
    /// What was done to it.
    pub undo: Undo,
}

/// An act was undone.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Undone {
    /// What became of it: `Not assigned after all: it hadn’t been sent.`
    pub sentence: String,
}

/// Who a ticket can be handed over to.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Assignees {
    /// Logins of those who own tickets of its account, without me and whoever has it.
    pub names: Vec<String>,
}

/// Snoozes the notifications of a ticket.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SnoozeRequest {
    /// The ticket.
    pub ticket: String,
    /// 1 to 1440.
    pub minutes: u32,
}

/// Says what a tenant does with the platform; remembered for all its tickets.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TenantKindRequest {
    /// The tenant.
    pub tenant: String,
    /// What it is.
    pub kind: TenantKind,
}

/// Where an own ticket came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LoggedFrom {
    /// Slack.
    Slack,
    /// The phone.
    Phone,
    /// Mail.
    Email,
}

/// Logs a local ticket.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LogTicketRequest {
    /// What it is about.
    pub subject: String,
    /// Where it came from.
    pub from: LoggedFrom,
    /// Whose it is; empty when there is no tenant.
    pub tenant: String,
    /// What was said.
    pub text: String,
    /// When it was raised; `null`: now.
    #[ts(type = "string | null")]
    pub raised_at: Option<DateTime<Utc>>,
}

/// A ticket that was made.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TicketMade {
    /// Its id.
    pub ticket: String,
}

/// Asks for a file of a ticket.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AttachmentRequest {
    /// The ticket.
    pub ticket: String,
    /// [`AttachmentView::id`].
    pub attachment: String,
}

/// A file that was fetched, as far as it can be shown.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AttachmentText {
    /// Its name, made safe to show.
    pub name: String,
    /// Its text, at most 1 MiB of it; `null` for what is not text.
    pub text: Option<String>,
    /// Whether the text was cut.
    pub cut: bool,
    /// A picture that is safe to draw; `null` for everything else.
    pub picture: Option<Picture>,
}

/// A PNG, JPEG, GIF or WebP of a bounded size, recognised by its own first bytes. Never SVG, which is a document.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Picture {
    /// `image/png`.
    pub media_type: String,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// The file, as base64.
    pub content: String,
}

/// Stages a file for the next reply or note.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AttachmentStageRequest {
    /// The ticket that it will be sent with: its help desk says how large a file may be.
    pub ticket: String,
    /// Its name.
    pub name: String,
    /// Media type as the window knows it.
    pub content_type: String,
    /// Base64, at most [`TicketView::largest_file`] of content.
    pub content: String,
}

/// A staged file.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AttachmentStaged {
    /// Pass it in `attachments`.
    pub id: String,
    /// Its name, made safe to show.
    pub name: String,
    /// `14 kB`.
    pub size_said: String,
}

/// Asks to open a link in a message; the window never has the address itself.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OpenLinkRequest {
    /// The ticket.
    pub ticket: String,
    /// [`Entry::id`].
    pub entry: String,
    /// [`TextRun::link`].
    pub link: u32,
    /// `false` asks where it leads; `true` opens it.
    pub confirmed: bool,
}

/// Where a link leads.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LinkTarget {
    /// The host that will be opened, in punycode where it is not plain ASCII.
    pub host: String,
    /// The whole address, shortened for reading.
    pub address: String,
    /// Whether it was opened.
    pub opened: bool,
}

/// A link to copy.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TicketLink {
    /// The address of the ticket in its help desk, or its id.
    pub text: String,
}

/// The state of an act that is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum OutboxState {
    /// Waits to be sent.
    Queued,
    /// Is being sent.
    Sending,
    /// Arrived.
    Sent,
    /// The help desk said no.
    Refused,
    /// It isn't known whether it arrived; it is never sent again automatically.
    Unknown,
    /// Undone before it was sent.
    Cancelled,
}

/// One outward act.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OutboxRow {
    /// Its number.
    #[ts(type = "number")]
    pub id: i64,
    /// The ticket.
    pub ticket: String,
    /// The ticket's subject.
    pub subject: String,
    /// `Public reply`, `Internal note`, `Priority P2`.
    pub act: String,
    /// The text, for a reply or note.
    pub text: String,
    /// Whether this version of Dutydesk can read it; if not, it is never sent.
    pub readable: bool,
    /// Its state.
    pub state: OutboxState,
    /// Why, for a person.
    pub reason: String,
    /// When it was queued.
    pub queued: Moment,
    /// When it arrived.
    pub sent: Option<Moment>,
    /// Whether *Undo send* takes it back: a message of yours that is still waiting.
    pub undoable: bool,
}

/// The outbox.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OutboxView {
    /// What needs a person first, then what waits, then what arrived in the last seven days, the newest first.
    pub rows: Vec<OutboxRow>,
}

/// What a person decides about an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum OutboxDecision {
    /// Send it (again).
    Send,
    /// Take it back; the text becomes a draft again.
    Cancel,
    /// It did arrive.
    MarkSent,
}

/// Decides about an act.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OutboxDecideRequest {
    /// [`OutboxRow::id`].
    #[ts(type = "number")]
    pub id: i64,
    /// What to do.
    pub decision: OutboxDecision,
}

/// Triages several tickets together.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TriageManyRequest {
    /// The tickets.
    pub tickets: Vec<String>,
    /// The priority for all of them. Where one sentence isn't enough, the other questions stay open on each.
    pub priority: Priority,
    /// One sentence for all of them. It comes after what a ticket's own triage form has already.
    pub sentence: String,
}

/// What became of several tickets, in the order of the request.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ManyDone {
    /// Each of them.
    pub outcomes: Vec<ManyOutcome>,
}

/// What became of one of several tickets.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ManyOutcome {
    /// Which.
    pub ticket: String,
    /// Whether it was done.
    pub done: bool,
    /// `P3 set. Respond by 14:46.`, or why not.
    pub sentence: String,
}
