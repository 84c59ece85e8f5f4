//! The lists: Now, Tickets, search, and what the frame of the window always shows.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::clocks::{Clock, Priority, Standing};
use crate::problems::Problem;
use crate::time::{HoursClass, HoursNow, Moment};

/// A request without arguments.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, TS)]
pub struct Nothing {}

/// A reply that only says "done".
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, TS)]
pub struct Done {}

/// What the frame of the window shows on every view.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AppStatus {
    /// The bar.
    pub hours: HoursNow,
    /// `null` until somebody has started or ended a shift once.
    pub on_support: Option<bool>,
    /// Whether to ask *Are you on support today?*: it is in hours, and the engineer hasn't said today.
    pub ask_on_support: bool,
    /// The number beside each place; absent means none.
    pub counts: Counts,
    /// Each source with its age.
    pub sources: Vec<SourceState>,
    /// Acts that wait to be sent.
    pub waiting_to_send: u32,
    /// Acts refused or of unknown outcome: they need a person.
    pub needs_a_decision: u32,
    /// When the last notification was confirmed as shown.
    pub notices_proven: Option<Moment>,
    /// Why notifications don't work: no server, not the owner, do not disturb, a test without an answer.
    pub notices_problem: Option<String>,
    /// Until when the engineer has paused all notifications; `null`: they aren't paused.
    pub notices_paused_until: Option<Moment>,
    /// The worst late promise: the strip on every view but Now.
    pub worst_late: Option<Strip>,
    /// Calm banners: offline with the age of the data, calendar not known, policy with errors, keychain locked.
    pub banners: Vec<Banner>,
    /// What went wrong and nobody has seen yet, oldest first.
    pub problems: Vec<Problem>,
    /// Whether the practice shift is loaded.
    pub practice: bool,
    /// Whether there is nothing yet: no account, no own ticket, no practice; the first start is shown.
    pub first_start: bool,
    /// Notifications that no notification server could show, newest first.
    pub notices: Vec<InAppNotice>,
}

/// The counts in the rail.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, TS)]
pub struct Counts {
    /// Late, untriaged, and due within two hours.
    pub now: u32,
    /// Open tickets.
    pub tickets: u32,
    /// Open incidents.
    pub incidents: u32,
    /// Waiting, refused or unknown.
    pub outbox: u32,
}

/// One source in the status bar.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SourceState {
    /// Account key, for example `rt:work`.
    pub account: String,
    /// As people call it.
    pub name: String,
    /// How it is.
    pub health: Health,
    /// `12 s ago`, `unknown since 14:02`, `token refused`.
    pub sentence: String,
}

/// How a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// Read lately.
    Fresh,
    /// No word for a while.
    Unknown,
    /// Needs a person: token, rights, address.
    Stopped,
}

/// The strip of the worst late promise.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Strip {
    /// The ticket.
    pub ticket: String,
    /// `6 min late: update notify-api`.
    pub sentence: String,
    /// The act that clears it.
    pub act: HeroAct,
}

/// A banner: calm, with what to do.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Banner {
    /// Which.
    pub kind: BannerKind,
    /// What happened and what to do.
    pub sentence: String,
}

/// Which banner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BannerKind {
    /// A help desk can't be reached.
    Offline,
    /// The keychain is locked, absent or denies.
    Keychain,
    /// The policy file has errors; the last good policy is in use.
    Policy,
    /// Bank holidays are not known for today.
    Calendar,
    /// The computer's clock isn't trusted; the sentence says which time is used instead.
    Clock,
    /// An incident was worked on for too long without a break.
    Incident,
    /// Another process owns the data directory.
    NotOwner,
    /// The cache was lost and is being refilled.
    Cache,
    /// The disk is full or read-only.
    Disk,
}

/// A notification shown in the window.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct InAppNotice {
    /// Id for `notice_dismiss`.
    #[ts(type = "number")]
    pub id: i64,
    /// The ticket, when there is one.
    pub ticket: Option<String>,
    /// What to do and by when.
    pub title: String,
    /// More.
    pub body: String,
    /// When it was due.
    pub at: Moment,
}

/// Whose tickets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum OwnerFilter {
    /// Mine.
    Mine,
    /// Nobody's.
    Nobody,
    /// All.
    #[default]
    All,
}

/// The sections of a list, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// Past its deadline.
    Late,
    /// Late for triage, which is the team's own rule.
    LateTriage,
    /// Not triaged, and not late for it.
    Untriaged,
    /// Due within two hours.
    NextTwoHours,
    /// Due later.
    Later,
    /// Paused, with a chase date.
    Paused,
    /// Older than the account's beginning here.
    BeforeDutydesk,
    /// Closed (only in the Tickets view).
    Resolved,
}

/// What Now shows.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct NowView {
    /// The next promise, or `null`: nothing is due.
    pub hero: Option<Hero>,
    /// What to say when nothing is due: `Nothing is due. Next opening Tue 09:00.`
    pub calm: String,
    /// Whether `calm` is sure: a help desk was synced lately. Otherwise `calm` says what isn't known.
    pub calm_is_sure: bool,
    /// The next eight hours.
    pub radar: Radar,
}

/// The next promise, large.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Hero {
    /// The ticket.
    pub ticket: String,
    /// The state of its clock.
    pub standing: Standing,
    /// The large number: `6`, `1 h 54 min`.
    pub number: String,
    /// The words beside it: `min late`, `min`, `` when the number says it all.
    pub unit: String,
    /// `was due 14:12 GMT`, `due 14:28 GMT`.
    pub due: String,
    /// `Update notify-api: failure pushing app: invalid mode 0444`.
    pub title: String,
    /// `null` when untriaged.
    pub priority: Option<Priority>,
    /// `update every hour, last public message 13:12. Sam has waited since 13:40`.
    pub detail: String,
    /// `Then in 2 min: triage registers`.
    pub then: Option<String>,
    /// For a screen reader: `Update due in 6 minutes, P1, not acknowledged`.
    pub spoken: String,
    /// The acts that clear it, the main one first.
    pub acts: Vec<HeroAct>,
}

/// An act offered at the hero or the strip; the window's table of shortcuts has its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HeroAct {
    /// Open the reply.
    Reply,
    /// Open the triage form.
    Triage,
    /// Start work (an alert has nobody to reply to).
    StartWork,
    /// Open the ticket.
    Open,
    /// Acknowledge.
    Acknowledge,
    /// Show the sum.
    Why,
}

/// The next eight hours.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Radar {
    /// Left edge.
    pub from: Moment,
    /// Right edge.
    pub to: Moment,
    /// Now.
    pub now: Moment,
    /// Hour marks.
    pub ticks: Vec<Moment>,
    /// Stretches of one hours class, in order, covering the whole.
    pub frames: Vec<RadarFrame>,
    /// Deadlines, in order.
    pub marks: Vec<RadarMark>,
}

/// A stretch of one hours class.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RadarFrame {
    /// Which class.
    pub class: HoursClass,
    /// Begin.
    pub from: Moment,
    /// End.
    pub to: Moment,
    /// `in hours`, `overnight: only P1 may come due`.
    pub label: String,
}

/// One deadline in the radar.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RadarMark {
    /// The ticket.
    pub ticket: String,
    /// Its lane.
    pub clock: Clock,
    /// `null` when untriaged.
    pub priority: Option<Priority>,
    /// When.
    pub due: Moment,
    /// Its state.
    pub standing: Standing,
    /// For the table and the tooltip.
    pub subject: String,
}

/// Asks for a page of a list.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RowsRequest {
    /// `now`: from late to Before Dutydesk. `tickets`: the same, and closed ones.
    pub list: ListKind,
    /// Whose.
    pub owner: OwnerFilter,
    /// First row, counted over all sections.
    pub offset: u32,
    /// At most 500.
    pub limit: u32,
    /// What the list is narrowed to.
    #[serde(default)]
    pub narrow: Narrow,
}

/// What a list is narrowed to, and its order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Narrow {
    /// Words of the subject, tenant, owner, number or status, in any order; empty for all tickets.
    pub words: String,
    /// The order within each section.
    pub order: ListOrder,
}

/// The order within a section of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ListOrder {
    /// What is due first.
    #[default]
    Due,
    /// What was raised last.
    Newest,
    /// What was raised first.
    Oldest,
    /// P1 first.
    Priority,
    /// By tenant.
    Tenant,
}

/// A filter that was saved under a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SavedView {
    /// At most 40 characters.
    pub name: String,
    /// Whose.
    pub owner: OwnerFilter,
    /// What it is narrowed to.
    pub narrow: Narrow,
}

/// The saved views, in the order in which they are shown; at most 20.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SavedViews {
    /// The views.
    pub views: Vec<SavedView>,
}

/// Which list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ListKind {
    /// The Now view.
    Now,
    /// The Tickets view.
    Tickets,
}

/// A page of a list.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RowsPage {
    /// Every section that has rows, in order, with its size: enough to lay out the whole list.
    pub sections: Vec<SectionCount>,
    /// All rows together.
    pub total: u32,
    /// The offset of the first row below.
    pub offset: u32,
    /// The rows.
    pub rows: Vec<Row>,
}

/// A section and its size.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SectionCount {
    /// Which.
    pub section: Section,
    /// `Late: 1`, `Later: 1 today, 33 after`.
    pub label: String,
    /// Rows in it.
    pub count: u32,
}

/// One ticket in a list: its most urgent clock.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Row {
    /// Stable id, for example `rt:work/41`.
    pub ticket: String,
    /// Its section.
    pub section: Section,
    /// `null` when untriaged.
    pub priority: Option<Priority>,
    /// The clock shown; `null` when none runs.
    pub clock: Option<Clock>,
    /// Its state.
    pub standing: Option<Standing>,
    /// `6 min late`, `due now`, `2 min`, `1 h 54 min`, `paused`, empty.
    pub left: String,
    /// `14:12`, `Wed`, empty.
    pub due: String,
    /// The deadline in full, for a tooltip and a screen reader.
    pub due_long: String,
    /// The subject.
    pub subject: String,
    /// The tenant; empty when there is none.
    pub tenant: String,
    /// `you`, a name, or `nobody`.
    pub owner: String,
    /// `RT 41`, `Slack`, `Practice 3`.
    pub from: String,
    /// `reply waiting to be sent`, `answered, work not started`, `Chase`, empty.
    pub remark: String,
    /// The tenant wrote since the ticket was last opened here, and nobody has answered.
    pub unread: bool,
}

/// Asks the search.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SearchRequest {
    /// What was typed.
    pub words: String,
    /// At most 200.
    pub limit: u32,
    /// Leave this ticket out: the search for known issues during triage.
    pub except: Option<String>,
}

/// Newest first.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SearchReply {
    /// What was found.
    pub hits: Vec<Hit>,
}

/// One find.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Hit {
    /// The ticket or, for an incident line, the incident's id.
    pub id: String,
    /// What it is.
    pub kind: HitKind,
    /// Its title.
    pub subject: String,
    /// The tenant; empty when there is none.
    pub tenant: String,
    /// Text around the match, matched stretches apart.
    pub snippet: Vec<Stretch>,
    /// `RT 41`.
    pub from: String,
    /// `open`, `closed 3 Oct`.
    pub state: String,
    /// When it was last touched.
    pub at: Moment,
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HitKind {
    /// A ticket or one of its messages.
    Ticket,
    /// An incident or one of its lines.
    Incident,
}

/// A stretch of text, matched or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Stretch {
    /// The text.
    pub text: String,
    /// Whether it matched.
    pub matched: bool,
}
