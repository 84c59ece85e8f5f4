// Generated from the crate desk-contract; do not edit. `UPDATE_BINDINGS=1 cargo test -p desk-contract` writes it.

export type Moment = { 
/**
 * RFC 3339, UTC.
 */
at: string, 
/**
 * Local time of day: `14:12`.
 */
time: string, 
/**
 * As short as is clear from now: `14:12` today, `Tue 09:15` within six days, else `4 Dec 09:15`. Within a day of a
 * clock change with its zone: `Sun 01:30 GMT`.
 */
short: string, 
/**
 * In full: `Mon 23 Nov 2026, 14:12 GMT`.
 */
long: string, 
/**
 * `GMT`, `BST` and the like.
 */
zone: string, };

export type HoursNow = { 
/**
 * `in_hours`, `waking` or `overnight`.
 */
class: HoursClass, 
/**
 * For the bar: `In hours until 17:00`, `Bank holiday, out of hours, waking until 17:00`.
 */
sentence: string, 
/**
 * When the class changes next; `null` when it never does.
 */
until: Moment | null, 
/**
 * The next in-hours opening after now; `null` when there is none.
 */
next_opening: Moment | null, 
/**
 * The holiday of today's local date, by name.
 */
holiday: string | null, 
/**
 * Whether bank holidays are known for today.
 */
calendar_known: boolean, 
/**
 * Now.
 */
now: Moment, 
/**
 * For the bar: `Mon 23 Nov 2026, 14:18 GMT`.
 */
today: string, };

export type HoursClass = "in_hours" | "waking" | "overnight";

export type TypedTimeRequest = { 
/**
 * As typed: `15:00`, `tomorrow 10:00`, `Thu 14:30`, `2026-11-27 09:00`, `now`.
 */
typed: string, 
/**
 * What it is a time for.
 */
meaning: TimeMeaning, };

export type TimeMeaning = "happened" | "promised" | "chase";

export type Priority = "P1" | "P2" | "P3" | "P4";

export type Clock = "respond" | "update" | "triage";

export type Standing = "running" | "at_risk" | "breached" | "paused" | "met" | "missed" | "stopped";

export type WhyStep = { 
/**
 * What this step does.
 */
step: WhyKind, 
/**
 * The left column: `13:12 to 14:12`, `Fri 14 Apr`.
 */
label: string, 
/**
 * The right column: `60 min elapsed`, `Good Friday, no working hours`.
 */
text: string, 
/**
 * Where the step begins.
 */
from: string | null, 
/**
 * Where the step ends.
 */
to: string | null, 
/**
 * Seconds of the target that this step used; those of `frame` and `elapsed` steps add up to the target.
 */
seconds: number | null, };

export type WhyKind = "start" | "target" | "frame" | "elapsed" | "skipped" | "pause" | "promise" | "lands";

export type ClockReading = { 
/**
 * Which clock.
 */
clock: Clock, 
/**
 * Counts from 1 within its clock.
 */
cycle: number, 
/**
 * Its state, or how it ended.
 */
standing: Standing, 
/**
 * When it started.
 */
started_at: string, 
/**
 * `null` while paused, before a priority, or where the policy has no target.
 */
due_at: string | null, 
/**
 * When it ended.
 */
ended_at: string | null, 
/**
 * The deadline that passed while it was open.
 */
breached_at: string | null, 
/**
 * In the clock's own time, floored, negative when late; `null` when ended or without a deadline.
 */
remaining_minutes: number | null, 
/**
 * Whether now is in hours.
 */
in_hours: boolean, 
/**
 * The sum.
 */
why: Array<WhyStep>, };

export type Nothing = Record<symbol, never>;

export type Done = Record<symbol, never>;

export type AppStatus = { 
/**
 * The bar.
 */
hours: HoursNow, 
/**
 * `null` until somebody has started or ended a shift once.
 */
on_support: boolean | null, 
/**
 * Whether to ask *Are you on support today?*: it is in hours, and the engineer hasn't said today.
 */
ask_on_support: boolean, 
/**
 * The number beside each place; absent means none.
 */
counts: Counts, 
/**
 * Each source with its age.
 */
sources: Array<SourceState>, 
/**
 * Acts that wait to be sent.
 */
waiting_to_send: number, 
/**
 * Acts refused or of unknown outcome: they need a person.
 */
needs_a_decision: number, 
/**
 * When the last notification was confirmed as shown.
 */
notices_proven: Moment | null, 
/**
 * Why notifications don't work: no server, not the owner, do not disturb, a test without an answer.
 */
notices_problem: string | null, 
/**
 * Until when the engineer has paused all notifications; `null`: they aren't paused.
 */
notices_paused_until: Moment | null, 
/**
 * The worst late promise: the strip on every view but Now.
 */
worst_late: Strip | null, 
/**
 * Calm banners: offline with the age of the data, calendar not known, policy with errors, keychain locked.
 */
banners: Array<Banner>, 
/**
 * What went wrong and nobody has seen yet, oldest first.
 */
problems: Array<Problem>, 
/**
 * Whether the practice shift is loaded.
 */
practice: boolean, 
/**
 * Whether there is nothing yet: no account, no own ticket, no practice; the first start is shown.
 */
first_start: boolean, 
/**
 * Notifications that no notification server could show, newest first.
 */
notices: Array<InAppNotice>, };

export type Counts = { 
/**
 * Late, untriaged, and due within two hours.
 */
now: number, 
/**
 * Open tickets.
 */
tickets: number, 
/**
 * Open incidents.
 */
incidents: number, 
/**
 * Waiting, refused or unknown.
 */
outbox: number, };

export type SourceState = { 
/**
 * Account key, for example `rt:work`.
 */
account: string, 
/**
 * As people call it.
 */
name: string, 
/**
 * How it is.
 */
health: Health, 
/**
 * `12 s ago`, `unknown since 14:02`, `token refused`.
 */
sentence: string, };

export type Health = "fresh" | "unknown" | "stopped";

export type Strip = { 
/**
 * The ticket.
 */
ticket: string, 
/**
 * `6 min late: update notify-api`.
 */
sentence: string, 
/**
 * The act that clears it.
 */
act: HeroAct, };

export type Banner = { 
/**
 * Which.
 */
kind: BannerKind, 
/**
 * What happened and what to do.
 */
sentence: string, };

export type BannerKind = "offline" | "keychain" | "policy" | "calendar" | "clock" | "incident" | "not_owner" | "cache" | "disk";

export type InAppNotice = { 
/**
 * Id for `notice_dismiss`.
 */
id: number, 
/**
 * The ticket, when there is one.
 */
ticket: string | null, 
/**
 * What to do and by when.
 */
title: string, 
/**
 * More.
 */
body: string, 
/**
 * When it was due.
 */
at: Moment, };

export type OwnerFilter = "mine" | "nobody" | "all";

export type Narrow = { 
/**
 * Words of the subject, tenant, owner, number or status, in any order; empty for all tickets.
 */
words: string, 
/**
 * The order within each section.
 */
order: ListOrder, };

export type ListOrder = "due" | "newest" | "oldest" | "priority" | "tenant";

export type SavedView = { 
/**
 * At most 40 characters.
 */
name: string, 
/**
 * Whose.
 */
owner: OwnerFilter, 
/**
 * What it is narrowed to.
 */
narrow: Narrow, };

export type SavedViews = { 
/**
 * The views.
 */
views: Array<SavedView>, };

export type Section = "late" | "late_triage" | "untriaged" | "next_two_hours" | "later" | "paused" | "before_dutydesk" | "resolved";

export type NowView = { 
/**
 * The next promise, or `null`: nothing is due.
 */
hero: Hero | null, 
/**
 * What to say when nothing is due: `Nothing is due. Next opening Tue 09:00.`
 */
calm: string, 
/**
 * Whether `calm` is sure: a help desk was synced lately. Otherwise `calm` says what isn't known.
 */
calm_is_sure: boolean, 
/**
 * The next eight hours.
 */
radar: Radar, };

export type Hero = { 
/**
 * The ticket.
 */
ticket: string, 
/**
 * The state of its clock.
 */
standing: Standing, 
/**
 * The large number: `6`, `1 h 54 min`.
 */
number: string, 
/**
 * The words beside it: `min late`, `min`, `` when the number says it all.
 */
unit: string, 
/**
 * `was due 14:12 GMT`, `due 14:28 GMT`.
 */
due: string, 
/**
 * `Update notify-api: failure pushing app: invalid mode 0444`.
 */
title: string, 
/**
 * `null` when untriaged.
 */
priority: Priority | null, 
/**
 * `update every hour, last public message 13:12. Sam has waited since 13:40`.
 */
detail: string, 
/**
 * `Then in 2 min: triage registers`.
 */
then: string | null, 
/**
 * For a screen reader: `Update due in 6 minutes, P1, not acknowledged`.
 */
spoken: string, 
/**
 * The acts that clear it, the main one first.
 */
acts: Array<HeroAct>, };

export type HeroAct = "reply" | "triage" | "start_work" | "open" | "acknowledge" | "why";

export type Radar = { 
/**
 * Left edge.
 */
from: Moment, 
/**
 * Right edge.
 */
to: Moment, 
/**
 * Now.
 */
now: Moment, 
/**
 * Hour marks.
 */
ticks: Array<Moment>, 
/**
 * Stretches of one hours class, in order, covering the whole.
 */
frames: Array<RadarFrame>, 
/**
 * Deadlines, in order.
 */
marks: Array<RadarMark>, };

export type RadarFrame = { 
/**
 * Which class.
 */
class: HoursClass, 
/**
 * Begin.
 */
from: Moment, 
/**
 * End.
 */
to: Moment, 
/**
 * `in hours`, `overnight: only P1 may come due`.
 */
label: string, };

export type RadarMark = { 
/**
 * The ticket.
 */
ticket: string, 
/**
 * Its lane.
 */
clock: Clock, 
/**
 * `null` when untriaged.
 */
priority: Priority | null, 
/**
 * When.
 */
due: Moment, 
/**
 * Its state.
 */
standing: Standing, 
/**
 * For the table and the tooltip.
 */
subject: string, };

export type RowsRequest = { 
/**
 * `now`: from late to Before Dutydesk. `tickets`: the same, and closed ones.
 */
list: ListKind, 
/**
 * Whose.
 */
owner: OwnerFilter, 
/**
 * First row, counted over all sections.
 */
offset: number, 
/**
 * At most 500.
 */
limit: number, 
/**
 * What the list is narrowed to.
 */
narrow: Narrow, };

export type ListKind = "now" | "tickets";

export type RowsPage = { 
/**
 * Every section that has rows, in order, with its size: enough to lay out the whole list.
 */
sections: Array<SectionCount>, 
/**
 * All rows together.
 */
total: number, 
/**
 * The offset of the first row below.
 */
offset: number, 
/**
 * The rows.
 */
rows: Array<Row>, };

export type SectionCount = { 
/**
 * Which.
 */
section: Section, 
/**
 * `Late: 1`, `Later: 1 today, 33 after`.
 */
label: string, 
/**
 * Rows in it.
 */
count: number, };

export type Row = { 
/**
 * Stable id, for example `rt:work/41`.
 */
ticket: string, 
/**
 * Its section.
 */
section: Section, 
/**
 * `null` when untriaged.
 */
priority: Priority | null, 
/**
 * The clock shown; `null` when none runs.
 */
clock: Clock | null, 
/**
 * Its state.
 */
standing: Standing | null, 
/**
 * `6 min late`, `due now`, `2 min`, `1 h 54 min`, `paused`, empty.
 */
left: string, 
/**
 * `14:12`, `Wed`, empty.
 */
due: string, 
/**
 * The deadline in full, for a tooltip and a screen reader.
 */
due_long: string, 
/**
 * The subject.
 */
subject: string, 
/**
 * The tenant; empty when there is none.
 */
tenant: string, 
/**
 * `you`, a name, or `nobody`.
 */
owner: string, 
/**
 * `RT 41`, `Slack`, `Practice 3`.
 */
from: string, 
/**
 * `reply waiting to be sent`, `answered, work not started`, `Chase`, empty.
 */
remark: string, 
/**
 * The tenant wrote since the ticket was last opened here, and nobody has answered.
 */
unread: boolean, };

export type SearchRequest = { 
/**
 * What was typed.
 */
words: string, 
/**
 * At most 200.
 */
limit: number, 
/**
 * Leave this ticket out: the search for known issues during triage.
 */
except: string | null, };

export type SearchReply = { 
/**
 * What was found.
 */
hits: Array<Hit>, };

export type Hit = { 
/**
 * The ticket or, for an incident line, the incident's id.
 */
id: string, 
/**
 * What it is.
 */
kind: HitKind, 
/**
 * Its title.
 */
subject: string, 
/**
 * The tenant; empty when there is none.
 */
tenant: string, 
/**
 * Text around the match, matched stretches apart.
 */
snippet: Array<Stretch>, 
/**
 * `RT 41`.
 */
from: string, 
/**
 * `open`, `closed 3 Oct`.
 */
state: string, 
/**
 * When it was last touched.
 */
at: Moment, };

export type HitKind = "ticket" | "incident";

export type Stretch = { 
/**
 * The text.
 */
text: string, 
/**
 * Whether it matched.
 */
matched: boolean, };

export type Problems = { 
/**
 * Each with its sentence.
 */
problems: Array<Problem>, };

export type Problem = { 
/**
 * For `problems_seen`; `null`: it lasts until something is done about it.
 */
id: number | null, 
/**
 * What happened, what it means and what to do.
 */
sentence: string, 
/**
 * When.
 */
at: Moment, };

export type ProblemsSeenRequest = { 
/**
 * Their ids.
 */
ids: number[], };

export type TicketRequest = { 
/**
 * Stable id, for example `rt:work/41`.
 */
ticket: string, };

export type TicketView = { 
/**
 * Stable id.
 */
ticket: string, 
/**
 * `RT 41`.
 */
from: string, 
/**
 * The subject.
 */
subject: string, 
/**
 * The tenant; empty when there is none.
 */
tenant: string, 
/**
 * Live, prototyping, trying it out; `null` when not said yet.
 */
tenant_kind: TenantKind | null, 
/**
 * `you`, a name, or `nobody`.
 */
owner: string, 
/**
 * Whether it is mine.
 */
mine: boolean, 
/**
 * In the help desk's words.
 */
status: string, 
/**
 * Whether it is closed.
 */
resolved: boolean, 
/**
 * The line above the title: `RT 41 · notify-api, live service · raised 12:48 by the emergency route`.
 */
headline: string, 
/**
 * When it was raised.
 */
raised: Moment, 
/**
 * The priority; `null` when untriaged.
 */
priority: Priority | null, 
/**
 * `by emergency route 12:48, confirmed 12:55 by you`.
 */
priority_story: string, 
/**
 * What the help desk says, as a hint.
 */
priority_hint: string | null, 
/**
 * The answers of the last triage, as question and answer.
 */
answers: Array<Answered>, 
/**
 * The questions of that triage that are still open. The priority needs an answer to each.
 */
open_questions: Array<string>, 
/**
 * The clock that matters most, ready to read; `null` when none runs.
 */
main_clock: ClockCard | null, 
/**
 * The other clocks.
 */
clocks: Array<ClockCard>, 
/**
 * Oldest unanswered message of the tenant.
 */
waiting_since: Moment | null, 
/**
 * When work was started.
 */
started: Moment | null, 
/**
 * While paused: when to chase.
 */
chase: Moment | null, 
/**
 * Why it is paused.
 */
pause_reason: string | null, 
/**
 * Requestors.
 */
to: Array<Person>, 
/**
 * Copies.
 */
cc: Array<Person>, 
/**
 * Messages and events, oldest first.
 */
thread: Array<Entry>, 
/**
 * Acts of ours on this ticket that have not arrived.
 */
unsent: Array<OutboxRow>, 
/**
 * Whether it can be opened in the help desk.
 */
has_web_page: boolean, 
/**
 * The largest file that its help desk accepts with a message, in bytes.
 */
largest_file: number, 
/**
 * Cached tickets that look like it.
 */
looks_like: Array<Hit>, 
/**
 * The other linked tickets (rule 8); the one that was raised first, and represents all of them, comes first.
 */
linked: Array<LinkedTicket>, 
/**
 * The incident it belongs to.
 */
incident: IncidentLink | null, 
/**
 * What can be done now: commands by name, such as `start_work`.
 */
can: Array<keyof Commands>, 
/**
 * The saved reply and note.
 */
drafts: Array<DraftView>, 
/**
 * When the thread was read last.
 */
read: Moment | null, 
/**
 * Older than this account's beginning in Dutydesk, and not adopted.
 */
before_dutydesk: boolean, 
/**
 * Of the practice shift.
 */
practice: boolean, 
/**
 * What to say where its messages were not read yet; empty: they were.
 */
thread_note: string, };

export type TenantKind = "live" | "prototyping" | "trying_out";

export type Person = { 
/**
 * Display name, or the address.
 */
name: string, 
/**
 * Mail address; empty when unknown.
 */
address: string, };

export type Answered = { 
/**
 * The question.
 */
question: string, 
/**
 * The answer in words.
 */
answer: string, };

export type ClockCard = { 
/**
 * The facts.
 */
reading: ClockReading, 
/**
 * `Next update`, `First response`, `Triage, the team's own rule`.
 */
title: string, 
/**
 * `6 min late`, `1 h 54 min left`, `met`, `paused`.
 */
headline: string, 
/**
 * `was due 14:12 GMT`, `13:01, 7 min before 13:08`.
 */
detail: string, 
/**
 * Used part of the target in its own time, 0 to 1 and above; `null` without a deadline.
 */
used: number | null, 
/**
 * When the engineer was notified: `14:00, 14:12; next 14:22`.
 */
told: string, };

export type Entry = { 
/**
 * Id within the ticket.
 */
id: string, 
/**
 * What it is.
 */
kind: EntryKind, 
/**
 * Who.
 */
author: string, 
/**
 * Whether it was me.
 */
by_me: boolean, 
/**
 * When.
 */
at: Moment, 
/**
 * For an event: the sentence. For a message: empty.
 */
sentence: string, 
/**
 * For a message: its text in parts.
 */
parts: Array<BodyPart>, 
/**
 * Files with it.
 */
attachments: Array<AttachmentView>, 
/**
 * `waiting for 38 min` on the oldest unanswered message of the tenant.
 */
waiting: string | null, };

export type EntryKind = "tenant" | "automatic" | "public" | "internal" | "told" | "event";

export type BodyPart = { 
/**
 * How it is shown.
 */
kind: PartKind, 
/**
 * Text and links, in order.
 */
runs: Array<TextRun>, };

export type PartKind = "text" | "quoted" | "signature" | "log";

export type TextRun = { 
/**
 * The text, as it came.
 */
text: string, 
/**
 * Index of the link within its message for `open_link`; `null` for plain text.
 */
link: number | null, };

export type AttachmentView = { 
/**
 * Id within the ticket.
 */
id: string, 
/**
 * Name, made safe to show.
 */
name: string, 
/**
 * Media type as declared.
 */
content_type: string, 
/**
 * Bytes.
 */
size: number | null, 
/**
 * `14 kB`.
 */
size_said: string, 
/**
 * Whether it is on this computer, so that it can be read offline.
 */
fetched: boolean, 
/**
 * Whether it can be shown as text in the window.
 */
is_text: boolean, };

export type LinkedTicket = { 
/**
 * Its id.
 */
ticket: string, 
/**
 * `RT 41`.
 */
from: string, 
/**
 * Its subject.
 */
subject: string, 
/**
 * Whether it was raised first: all linked tickets share its row, its clock and its notifications.
 */
stands_for_all: boolean, };

export type LinkRequest = { 
/**
 * One of them.
 */
ticket: string, 
/**
 * The other.
 */
other: string, };

export type Linked = { 
/**
 * The ticket that represents all of them.
 */
ticket: string, 
/**
 * `RT 41 and RT 42 share one row and one clock, from 12:48.`
 */
sentence: string, };

export type IncidentLink = { 
/**
 * Id, for example `incident/2026-11-23-1`.
 */
id: string, 
/**
 * `Incident 2026-11-23-1`.
 */
title: string, };

export type DraftKind = "reply" | "note";

export type DraftView = { 
/**
 * For what.
 */
kind: DraftKind, 
/**
 * The text.
 */
text: string, 
/**
 * When it was saved.
 */
saved: Moment, };

export type DraftSaveRequest = { 
/**
 * The ticket.
 */
ticket: string, 
/**
 * For what.
 */
kind: DraftKind, 
/**
 * The text.
 */
text: string, };

export type DraftSaved = { 
/**
 * When.
 */
saved: Moment, };

export type ReplyForm = { 
/**
 * The requestors.
 */
to: Array<Person>, 
/**
 * Copies.
 */
cc: Array<Person>, 
/**
 * When the next update is due if the reply is sent now; `null`: the policy has no target, or the ticket is closed.
 */
next_update: Moment | null, 
/**
 * `Next update by 15:18 GMT`: the last line of the reply, from the policy's template.
 */
next_update_line: string | null, 
/**
 * The time in the words of that line: `15:18 GMT`, `Tue 24 Nov 11:00 GMT`.
 */
next_update_said: string | null, 
/**
 * The time that the tenant was told before and that is still ahead, in the same words.
 */
promised_said: string | null, 
/**
 * Templates, filled in.
 */
templates: Array<TemplateView>, 
/**
 * Which template opens the first response.
 */
first_response: string | null, 
/**
 * The saved draft, or empty.
 */
draft: string, 
/**
 * Untriaged: the next update can't be promised yet.
 */
untriaged: boolean, 
/**
 * For how many seconds you can undo a reply or note before it is sent; 0: it is sent at once.
 */
undo_seconds: number, };

export type TemplateView = { 
/**
 * Stable name.
 */
id: string, 
/**
 * As the menu says it.
 */
title: string, 
/**
 * The text.
 */
text: string, 
/**
 * Whether it promises nothing new: the time that the tenant was told before stays.
 */
keeps_promise: boolean, };

export type ReplySendRequest = { 
/**
 * The ticket.
 */
ticket: string, 
/**
 * The text without the line about the next update.
 */
text: string, 
/**
 * An earlier time to promise; absent: the policy's. A later time is refused.
 */
next_update_at: string | null, 
/**
 * Files staged with `attachment_stage`.
 */
attachments: Array<string>, 
/**
 * Send although this message came in between.
 */
despite: string | null, 
/**
 * Close the ticket with it.
 */
resolve: boolean, };

export type SendReply = { "outcome": "queued", 
/**
 * The row.
 */
outbox: number, 
/**
 * `Sends after 10 s. Undo with Ctrl Z`, or why it waits.
 */
sentence: string, 
/**
 * Seconds until it is sent; 0: it is sent at once, or nobody knows when.
 */
leaves_in: number, } | { "outcome": "newer_message", 
/**
 * `Alex answered 2 min ago: read it, or send anyway`.
 */
sentence: string, 
/**
 * Pass it as `despite` to send anyway.
 */
message: string, };

export type NoteSendRequest = { 
/**
 * The ticket.
 */
ticket: string, 
/**
 * The text.
 */
text: string, 
/**
 * Files staged with `attachment_stage`.
 */
attachments: Array<string>, };

export type RepliedElsewhereRequest = { 
/**
 * The ticket.
 */
ticket: string, 
/**
 * `slack`, `phone`, `email` or any other word.
 */
via: string, 
/**
 * When; `null`: now.
 */
at: string | null, 
/**
 * The words.
 */
words: string, 
/**
 * The next update that was promised.
 */
next_update_at: string | null, };

export type ReasonRequest = { 
/**
 * The ticket.
 */
ticket: string, 
/**
 * Why.
 */
reason: string, };

export type PauseRequest = { 
/**
 * The ticket.
 */
ticket: string, 
/**
 * Why.
 */
reason: string, 
/**
 * When to chase; `null`: the policy's time.
 */
chase_at: string | null, };

export type RenameRequest = { 
/**
 * The ticket.
 */
ticket: string, 
/**
 * The new subject.
 */
subject: string, 
/**
 * Why, for the tenant: the manual says to tell them.
 */
reason: string, };

export type AssignRequest = { 
/**
 * The ticket.
 */
ticket: string, 
/**
 * The login of the new owner on the help desk.
 */
to: string, 
/**
 * What they need to know; sent as an internal note once the ticket is theirs. May be empty.
 */
note: string, };

export type AssignQueued = { 
/**
 * Its number there.
 */
outbox: number, 
/**
 * What undoes it.
 */
undo: Undo, };

export type Acted = { 
/**
 * `null`: there was nothing to do, so there is nothing to undo.
 */
undo: Undo | null, };

export type Undo = { "act": "assigned", 
/**
 * Its number in the outbox.
 */
outbox: number, 
/**
 * The help desk's name of who had it before; `null`: nobody.
 */
before: string | null, } | { "act": "started", 
/**
 * The number of its note in the outbox.
 */
outbox: number, 
/**
 * It was a ticket from before Dutydesk until then.
 */
from_before: boolean, } | { "act": "acknowledged", 
/**
 * Its number in the ledger.
 */
id: number, } | { "act": "snoozed", 
/**
 * Its number in the ledger.
 */
id: number, };

export type UndoRequest = { 
/**
 * The ticket.
 */
ticket: string, 
/**
 * What was done to it.
 */
undo: Undo, };

export type Undone = { 
/**
 * What became of it: `Not assigned after all: it hadn’t been sent.`
 */
sentence: string, };

export type Assignees = { 
/**
 * Logins of those who own tickets of its account, without me and whoever has it.
 */
names: Array<string>, };

export type SnoozeRequest = { 
/**
 * The ticket.
 */
ticket: string, 
/**
 * 1 to 1440.
 */
minutes: number, };

export type TenantKindRequest = { 
/**
 * The tenant.
 */
tenant: string, 
/**
 * What it is.
 */
kind: TenantKind, };

export type LoggedFrom = "slack" | "phone" | "email";

export type LogTicketRequest = { 
/**
 * What it is about.
 */
subject: string, 
/**
 * Where it came from.
 */
from: LoggedFrom, 
/**
 * Whose it is; empty when there is no tenant.
 */
tenant: string, 
/**
 * What was said.
 */
text: string, 
/**
 * When it was raised; `null`: now.
 */
raised_at: string | null, };

export type TicketMade = { 
/**
 * Its id.
 */
ticket: string, };

export type AttachmentRequest = { 
/**
 * The ticket.
 */
ticket: string, 
/**
 * [`AttachmentView::id`].
 */
attachment: string, };

export type AttachmentText = { 
/**
 * Its name, made safe to show.
 */
name: string, 
/**
 * Its text, at most 1 MiB of it; `null` for what is not text.
 */
text: string | null, 
/**
 * Whether the text was cut.
 */
cut: boolean, 
/**
 * A picture that is safe to draw; `null` for everything else.
 */
picture: Picture | null, };

export type Picture = { 
/**
 * `image/png`.
 */
media_type: string, 
/**
 * In pixels.
 */
width: number, 
/**
 * In pixels.
 */
height: number, 
/**
 * The file, as base64.
 */
content: string, };

export type AttachmentStageRequest = { 
/**
 * The ticket that it will be sent with: its help desk says how large a file may be.
 */
ticket: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Media type as the window knows it.
 */
content_type: string, 
/**
 * Base64, at most [`TicketView::largest_file`] of content.
 */
content: string, };

export type AttachmentStaged = { 
/**
 * Pass it in `attachments`.
 */
id: string, 
/**
 * Its name, made safe to show.
 */
name: string, 
/**
 * `14 kB`.
 */
size_said: string, };

export type OpenLinkRequest = { 
/**
 * The ticket.
 */
ticket: string, 
/**
 * [`Entry::id`].
 */
entry: string, 
/**
 * [`TextRun::link`].
 */
link: number, 
/**
 * `false` asks where it leads; `true` opens it.
 */
confirmed: boolean, };

export type LinkTarget = { 
/**
 * The host that will be opened, in punycode where it is not plain ASCII.
 */
host: string, 
/**
 * The whole address, shortened for reading.
 */
address: string, 
/**
 * Whether it was opened.
 */
opened: boolean, };

export type TicketLink = { 
/**
 * The address of the ticket in its help desk, or its id.
 */
text: string, };

export type OutboxState = "queued" | "sending" | "sent" | "refused" | "unknown" | "cancelled";

export type OutboxRow = { 
/**
 * Its number.
 */
id: number, 
/**
 * The ticket.
 */
ticket: string, 
/**
 * The ticket's subject.
 */
subject: string, 
/**
 * `Public reply`, `Internal note`, `Priority P2`.
 */
act: string, 
/**
 * The text, for a reply or note.
 */
text: string, 
/**
 * Whether this version of Dutydesk can read it; if not, it is never sent.
 */
readable: boolean, 
/**
 * Its state.
 */
state: OutboxState, 
/**
 * Why, for a person.
 */
reason: string, 
/**
 * When it was queued.
 */
queued: Moment, 
/**
 * When it arrived.
 */
sent: Moment | null, 
/**
 * Whether *Undo send* takes it back: a message of yours that is still waiting.
 */
undoable: boolean, };

export type OutboxView = { 
/**
 * What needs a person first, then what waits, then what arrived in the last seven days, the newest first.
 */
rows: Array<OutboxRow>, };

export type OutboxDecision = "send" | "cancel" | "mark_sent";

export type OutboxDecideRequest = { 
/**
 * [`OutboxRow::id`].
 */
id: number, 
/**
 * What to do.
 */
decision: OutboxDecision, };

export type CloseUnansweredRequest = { 
/**
 * The ticket.
 */
ticket: string, 
/**
 * The closing message to the tenant.
 */
reason: string, 
/**
 * Why the questions stay open.
 */
why: string, };

export type PromiseRequest = { 
/**
 * The ticket.
 */
ticket: string, 
/**
 * The time of the next update that would be promised.
 */
at: string, };

export type PromiseMeans = { 
/**
 * Why it is hard to keep: nobody is notified at that time. Empty if it isn't.
 */
warning: string, };

export type TriageManyRequest = { 
/**
 * The tickets.
 */
tickets: Array<string>, 
/**
 * The priority for all of them. Where one sentence isn't enough, the other questions stay open on each.
 */
priority: Priority, 
/**
 * One sentence for all of them. It comes after what a ticket's own triage form has already.
 */
sentence: string, };

export type ManyDone = { 
/**
 * Each of them.
 */
outcomes: Array<ManyOutcome>, };

export type ManyOutcome = { 
/**
 * Which.
 */
ticket: string, 
/**
 * Whether it was done.
 */
done: boolean, 
/**
 * `P3 set. Respond by 14:46.`, or why not.
 */
sentence: string, };

export type TriageForm = { 
/**
 * The ticket.
 */
ticket: string, 
/**
 * The line above the title: `RT 41 · dm-frontend, live service · raised 14:16, 2 minutes ago · triage by 14:26`.
 */
headline: string, 
/**
 * The subject.
 */
subject: string, 
/**
 * The tenant's words.
 */
quote: Array<BodyPart>, 
/**
 * `Kim, dm-frontend`.
 */
quote_by: string, 
/**
 * The questions, in order; the scope question only when the issue was raised out of hours.
 */
questions: Array<QuestionView>, 
/**
 * The answers so far, from a draft or an earlier triage.
 */
answers: { [key in string]: AnswerText }, 
/**
 * Whether `answers` is a draft of this form, and when it was saved.
 */
saved: Moment | null, 
/**
 * What the answers so far propose.
 */
proposal: Proposal, 
/**
 * P1 to P4, side by side.
 */
what_if: Array<WhatIf>, 
/**
 * The priorities for which one sentence is enough; the others need every answer.
 */
one_sentence_for: Array<Priority>, 
/**
 * What happens on commit: `The priority goes to RT, your answers become an internal note, …`.
 */
consequence: string, 
/**
 * Who makes the final call, and how to reach them.
 */
final_call: Array<Contact>, 
/**
 * The current priority; `null` if untriaged.
 */
current: Priority | null, 
/**
 * What the help desk says, as a hint.
 */
priority_hint: string | null, };

export type QuestionView = { 
/**
 * `ours`, `scope`, `urgency`, `impact`, `extent`, `known`, `exception`, `final_call`.
 */
id: string, 
/**
 * The question.
 */
text: string, 
/**
 * A hint; may be empty.
 */
hint: string, 
/**
 * What can be chosen; may be empty.
 */
choices: Array<ChoiceView>, 
/**
 * Whether words may be added.
 */
words: boolean, };

export type ChoiceView = { 
/**
 * Stable word.
 */
id: string, 
/**
 * As the button says it.
 */
label: string, 
/**
 * "I do not know": drawn more quietly.
 */
unknown: boolean, 
/**
 * Whether words must come with it.
 */
reason_required: boolean, };

export type AnswerText = { 
/**
 * The chosen answer.
 */
choice: string | null, 
/**
 * What was written.
 */
words: string, };

export type Proposal = { 
/**
 * `null`: the answers do not suffice yet.
 */
priority: Priority | null, 
/**
 * `Major`.
 */
name: string, 
/**
 * `“Can’t update/push apps due to platform issue”, from the manual.`
 */
because: string, 
/**
 * Whether it would be an incident, and why or why not.
 */
incident: boolean, 
/**
 * `No incident: several tenants, not many.`
 */
incident_because: string, 
/**
 * `Contain first? Restoring may make it worse.` – or empty.
 */
contain_first: string, 
/**
 * Not ours: redirect and close instead of a priority.
 */
redirect: boolean, };

export type WhatIf = { 
/**
 * Which.
 */
priority: Priority, 
/**
 * `Major`.
 */
name: string, 
/**
 * `null`: no target, or out of scope for now.
 */
respond_by: Moment | null, 
/**
 * `14:46`, `met`, `no deadline`.
 */
respond_said: string, 
/**
 * `1 h, day and night`, `2 h in hours`.
 */
update_said: string, 
/**
 * Whether the response would be late on arrival.
 */
late: boolean, 
/**
 * Why the pause would be over with it; empty if it isn't paused, or stays paused (rule 14).
 */
pause_over: string, };

export type Contact = { 
/**
 * `Tech lead`.
 */
role: string, 
/**
 * Name; may be empty.
 */
name: string, 
/**
 * How to reach them; may be empty.
 */
reach: string, };

export type TriageDraftRequest = { 
/**
 * The ticket.
 */
ticket: string, 
/**
 * The answers so far.
 */
answers: { [key in string]: AnswerText }, };

export type TriageDraftReply = { 
/**
 * What they propose.
 */
proposal: Proposal, 
/**
 * What each priority would mean, given the answer about scope.
 */
what_if: Array<WhatIf>, 
/**
 * When they were saved.
 */
saved: Moment, };

export type TriageCommitRequest = { 
/**
 * The ticket.
 */
ticket: string, 
/**
 * The answers.
 */
answers: { [key in string]: AnswerText }, 
/**
 * The priority.
 */
priority: Priority, };

export type TriageNowRequest = { 
/**
 * The ticket.
 */
ticket: string, 
/**
 * The answers so far.
 */
answers: { [key in string]: AnswerText }, 
/**
 * The priority.
 */
priority: Priority, };

export type TriageOutcome = { "outcome": "set", 
/**
 * The priority.
 */
priority: Priority, 
/**
 * Whether it is an incident.
 */
incident: boolean, 
/**
 * `P2 set. Respond by 14:46.`
 */
sentence: string, } | { "outcome": "incomplete", 
/**
 * In the order of the questions.
 */
problems: Array<FieldProblem>, };

export type FieldProblem = { 
/**
 * The field, for example a question's id.
 */
field: string, 
/**
 * `Say what the urgency is, and why`.
 */
message: string, };

export type ShiftView = { 
/**
 * `null` until somebody has started or ended a shift once.
 */
on_support: boolean | null, 
/**
 * When the engineer last said so.
 */
said: Moment | null, 
/**
 * The day of the ticks: `Mon 23 Nov`.
 */
day: string, 
/**
 * The policy's checklists but those of an incident.
 */
checklists: Array<ChecklistView>, 
/**
 * Who does what.
 */
roles: Array<RoleView>, 
/**
 * Tips and good practice.
 */
tips: Array<string>, };

export type ChecklistView = { 
/**
 * Stable word.
 */
id: string, 
/**
 * As people say it.
 */
title: string, 
/**
 * What to do, in order.
 */
items: Array<ChecklistItem>, };

export type ChecklistItem = { 
/**
 * What.
 */
text: string, 
/**
 * Whether it is done, on that day or in that incident.
 */
ticked: boolean, };

export type RoleView = { 
/**
 * As people say it.
 */
title: string, 
/**
 * What the person does.
 */
does: string, };

export type ChecklistTickRequest = { 
/**
 * The incident that it is done in; `null`: on this day's shift.
 */
incident: string | null, 
/**
 * [`ChecklistView::id`].
 */
checklist: string, 
/**
 * [`ChecklistItem::text`].
 */
item: string, 
/**
 * Whether it is done.
 */
ticked: boolean, };

export type IncidentList = { 
/**
 * Them.
 */
incidents: Array<IncidentRow>, };

export type IncidentRow = { 
/**
 * Id, for example `incident/2026-11-23-1`.
 */
id: string, 
/**
 * `Incident 2026-11-23-1`.
 */
name: string, 
/**
 * Its title.
 */
title: string, 
/**
 * The priority of its ticket, when it has one.
 */
priority: Priority | null, 
/**
 * When it was opened here.
 */
opened: Moment, 
/**
 * When its notes were closed; `null` while running.
 */
closed: Moment | null, 
/**
 * While it is paused: when work resumes.
 */
paused_until: Moment | null, 
/**
 * How many lines.
 */
lines: number, };

export type IncidentOpenRequest = { 
/**
 * The ticket; `null`: from nothing.
 */
ticket: string | null, 
/**
 * The title; with a ticket it may be empty.
 */
title: string, };

export type IncidentRequest = { 
/**
 * Its id.
 */
incident: string, };

export type IncidentView = { 
/**
 * The row.
 */
row: IncidentRow, 
/**
 * `Incident 2026-11-23-1 · declared 14:00, running 18 min · RT 41`.
 */
headline: string, 
/**
 * Its tickets.
 */
tickets: Array<IncidentTicket>, 
/**
 * The timeline, oldest first.
 */
lines: Array<IncidentLine>, 
/**
 * Whether lines can be added.
 */
open: boolean, 
/**
 * How long it is worked on without a break; `null` once its notes are closed.
 */
course: IncidentCourse | null, 
/**
 * Who does what.
 */
roles: Array<RoleView>, 
/**
 * What to do during the incident, and what to do after it.
 */
checklists: Array<ChecklistView>, };

export type IncidentCourse = { 
/**
 * `5 h 12 min without a break. Pause it by 20:00`, `Paused since 17:00, resumes Tue 09:00 BST`.
 */
sentence: string, 
/**
 * Whether it is paused.
 */
paused: boolean, 
/**
 * Whether people have worked on it for too long without a break.
 */
overdue: boolean, 
/**
 * When work resumes if it is paused now and nobody chooses another time: when support hours begin on the next
 * working day.
 */
usual: Moment | null, 
/**
 * Whether the lead has to say why it is paused: it has out-of-hours cover, and the longest stretch is not over.
 */
asks_why: boolean, };

export type IncidentPauseRequest = { 
/**
 * The incident.
 */
incident: string, 
/**
 * When work resumes; `null`: when support hours begin on the next working day.
 */
continues_at: string | null, 
/**
 * The current state, and why it is paused.
 */
why: string, };

export type IncidentTicket = { 
/**
 * Its id.
 */
ticket: string, 
/**
 * `RT 41`.
 */
from: string, 
/**
 * Its subject.
 */
subject: string, 
/**
 * While the incident is paused: `Tenant told: next update by Tue 09:00 BST`, or that the tenant still has to be
 * told.
 */
told: string | null, 
/**
 * While the incident is paused: whether the tenant still has to be told when work resumes.
 */
to_tell: boolean, };

export type IncidentLine = { 
/**
 * Its number within the incident.
 */
id: number, 
/**
 * When it was written.
 */
at: Moment, 
/**
 * `line`, `action`, `decision`, `comms`, `declared`, `priority`, `closed`.
 */
kind: string, 
/**
 * The text.
 */
text: string, };

export type IncidentAddRequest = { 
/**
 * The incident.
 */
incident: string, 
/**
 * What happened.
 */
text: string, 
/**
 * When; `null`: now.
 */
at: string | null, };

export type IncidentMarkdown = { 
/**
 * A file name for it.
 */
file_name: string, 
/**
 * The text.
 */
text: string, };

export type PolicyView = { 
/**
 * Stable name.
 */
name: string, 
/**
 * As people call it.
 */
title: string, 
/**
 * Built in, or the file.
 */
source: string, 
/**
 * Names of the built-in ones.
 */
built_in: Array<string>, 
/**
 * The zone.
 */
zone: string, 
/**
 * `known until 31 Dec 2028`, `known from weekdays alone`.
 */
calendar: string, 
/**
 * The severity table.
 */
priorities: Array<PriorityView>, 
/**
 * The priorities that can be set with one sentence; the others need every answer.
 */
one_sentence_for: Array<Priority>, 
/**
 * The errors of the chosen file; the last good policy stays in use.
 */
problems: Array<PolicyProblem>, 
/**
 * Links of the manual.
 */
links: Array<LinkView>, };

export type PriorityView = { 
/**
 * Which.
 */
priority: Priority, 
/**
 * `Critical Incident`.
 */
name: string, 
/**
 * `20 min in hours, 40 min out of hours`.
 */
respond: string, 
/**
 * `1 h at any hour`.
 */
update: string, 
/**
 * The manual's examples.
 */
examples: Array<string>, };

export type PolicyProblem = { 
/**
 * The file.
 */
file: string, 
/**
 * From 1.
 */
line: number, 
/**
 * From 1.
 */
column: number, 
/**
 * What is wrong.
 */
message: string, 
/**
 * What to write instead; may be empty.
 */
hint: string, };

export type LinkView = { 
/**
 * As people call it.
 */
title: string, 
/**
 * Where it leads.
 */
host: string, };

export type PolicyLinkRequest = { 
/**
 * Index into [`PolicyView::links`].
 */
link: number, };

export type PolicyChooseRequest = { 
/**
 * A built-in name, or the path of a file that the person typed or picked.
 */
name_or_file: string, };

export type PolicyPreview = { 
/**
 * Its title; empty if it has errors.
 */
title: string, 
/**
 * Its errors: then it can't be chosen.
 */
problems: Array<PolicyProblem>, 
/**
 * The open tickets whose next deadline would move, the earliest first; at most fifty.
 */
moved: Array<MovedDeadline>, 
/**
 * How many there are.
 */
total: number, };

export type PolicyPicked = { 
/**
 * Its path; `null`: nothing was chosen.
 */
path: string | null, };

export type MovedDeadline = { 
/**
 * The ticket.
 */
ticket: string, 
/**
 * `RT 41`.
 */
from: string, 
/**
 * Its subject.
 */
subject: string, 
/**
 * The deadline now: `Update 12:10`; `no deadline`.
 */
before: string, 
/**
 * The deadline then.
 */
after: string, 
/**
 * Whether it would be late at once.
 */
late: boolean, };

export type KindView = { 
/**
 * Stable word, for [`AccountRequest::kind`].
 */
kind: string, 
/**
 * What people call it, for example `Request Tracker`.
 */
name: string, 
/**
 * Its fields, in the order of the form. The account's own name isn't among them.
 */
fields: Array<KindField>, };

export type KindField = { 
/**
 * Stable word: the key in [`AccountRequest::fields`], and the field that a [`FieldProblem`] names.
 */
field: string, 
/**
 * What the form calls it.
 */
label: string, 
/**
 * What to enter, or where to find it.
 */
hint: string, 
/**
 * What it holds.
 */
holds: FieldHolds, };

export type FieldHolds = "address" | "secret" | "names";

export type AccountView = { 
/**
 * Stable key: its kind and its name.
 */
account: string, 
/**
 * What people call it.
 */
name: string, 
/**
 * Stable word of its kind.
 */
kind: string, 
/**
 * What people call its kind.
 */
kind_said: string, 
/**
 * Its web address; empty when it has none.
 */
address: string, 
/**
 * What it reads: `Queues: Support, Alerts`, or `All queues`.
 */
reads: string, 
/**
 * The values of its fields, without secrets.
 */
fields: { [key in string]: Array<string> }, 
/**
 * From when on tickets are ours.
 */
watch_from: Moment, 
/**
 * When it was last read well.
 */
last_read: Moment | null, 
/**
 * What is wrong; empty when nothing is.
 */
problem: string, };

export type AccountRequest = { 
/**
 * The kind, by [`KindView::kind`].
 */
kind: string, 
/**
 * A short word: letters, digits, `-`.
 */
name: string, 
/**
 * The values of the kind's fields, by field, without the secret. An address has one value.
 */
fields: { [key in string]: Array<string> }, 
/**
 * The secret; empty for an account that has one: keep it.
 */
secret: string, };

export type AccountTested = { 
/**
 * Whether it works.
 */
works: boolean, 
/**
 * `Connected as alice. 3 queues.` – or what is wrong and what to do.
 */
sentence: string, 
/**
 * The field that it concerns; `null` when none.
 */
field: string | null, 
/**
 * What can be chosen, by field: the names that this account may see.
 */
choices: { [key in string]: Array<string> }, };

export type AccountAdded = { "outcome": "added", 
/**
 * Its key.
 */
account: string, 
/**
 * `Saved. Fetching its tickets.`, or that it could not be tested, and why.
 */
sentence: string, } | { "outcome": "incomplete", 
/**
 * In the order of the fields.
 */
problems: Array<FieldProblem>, };

export type AccountKeyRequest = { 
/**
 * Its key.
 */
account: string, };

export type SettingsView = { 
/**
 * The accounts.
 */
accounts: Array<AccountView>, 
/**
 * The kinds of account that can be added.
 */
kinds: Array<KindView>, 
/**
 * How it looks.
 */
appearance: Appearance, 
/**
 * Notifications.
 */
notifications: NotificationState, 
/**
 * What goes on while nobody looks.
 */
standby: StandbyView, 
/**
 * How the keychain is: `ready`, or what happened and what to do.
 */
keychain: string, 
/**
 * For the foot: versions and places.
 */
about: About, };

export type About = { 
/**
 * Of Dutydesk.
 */
version: string, 
/**
 * Of the zone data, for example `2026c`.
 */
zone_data: string, 
/**
 * Where the data is kept.
 */
data_dir: string, };

export type Appearance = { 
/**
 * `system`, `light` or `dark`.
 */
theme: Theme, 
/**
 * `comfortable` or `compact`.
 */
density: Density, 
/**
 * Interface size in per cent, 90 to 200.
 */
size: number, 
/**
 * Whether single keys act (they never do in text fields).
 */
single_keys: boolean, };

export type Theme = "system" | "light" | "dark";

export type Density = "comfortable" | "compact";

export type AppearanceRequest = { 
/**
 * How.
 */
appearance: Appearance, };

export type SyncReport = { 
/**
 * Tickets that are new here.
 */
new: number, 
/**
 * Tickets that changed.
 */
changed: number, 
/**
 * Acts that arrived.
 */
sent: number, 
/**
 * What failed, a sentence each.
 */
problems: Array<string>, };

export type SyncRequest = { 
/**
 * Its key; `null`: all.
 */
account: string | null, };

export type PracticeStarted = { 
/**
 * How many tickets it has.
 */
tickets: number, };

export type NotificationState = { 
/**
 * Whether a server answers.
 */
present: boolean, 
/**
 * Whether it plays sounds.
 */
plays_sounds: boolean, 
/**
 * `dunst 1.9.0 shows notifications with buttons.` – or what happened and what to do.
 */
sentence: string, 
/**
 * Why the desktop doesn't show notifications, and what to do; empty if no reason is known.
 */
held_back: string, 
/**
 * When the last notification was confirmed as shown.
 */
proven: Moment | null, 
/**
 * Until when all notifications are paused; `null` if they aren't.
 */
paused_until: Moment | null, 
/**
 * How notifications appear.
 */
manner: NoticeManner, };

export type NoticeManner = { 
/**
 * Never subject nor tenant, not only while the session is locked.
 */
hide_text: boolean, 
/**
 * Per priority, P1 first.
 */
sounds: [Sound, Sound, Sound, Sound], 
/**
 * Whether the tray shows how much needs attention.
 */
tray_count: boolean, 
/**
 * Closing the window keeps Dutydesk in the tray, if the desktop has one.
 */
stays_in_tray: boolean, };

export type Sound = "none" | "bell" | "message" | "warning" | "alarm";

export type NoticeMannerRequest = { 
/**
 * How.
 */
manner: NoticeManner, };

export type SoundTestRequest = { 
/**
 * Which.
 */
sound: Sound, };

export type NotificationTested = { 
/**
 * Whether the server accepted the notification.
 */
shown: boolean, 
/**
 * Whether the server said what happened to it, which proves that notifications arrive.
 */
proven: boolean, 
/**
 * What happened and what to do.
 */
sentence: string, };

export type NoticesPauseRequest = { "pause": "minutes", 
/**
 * 1 to 60.
 */
minutes: number, } | { "pause": "until_opening" } | { "pause": "off" };

export type NoticesView = { 
/**
 * At most 500.
 */
notices: Array<NoticeRow>, };

export type NoticeRow = { 
/**
 * Its number.
 */
id: number, 
/**
 * The ticket, or another subject.
 */
subject: string, 
/**
 * `respond`, `update`, `triage`; `null` for an arrival or a digest.
 */
clock: Clock | null, 
/**
 * From 1; 0 where there is no clock.
 */
cycle: number, 
/**
 * `arrived`, `half`, `four_fifths`, `due`, `repeat`, `chase`, `digest`.
 */
stage: string, 
/**
 * Counts repeats from 1; 0 for the others.
 */
n: number, 
/**
 * The deadline that it is about.
 */
due: Moment | null, 
/**
 * When it was due.
 */
at: Moment, 
/**
 * `intended`, `handed_over`, `closed`, `acted`, `expired`, `failed`, `not_told`, `withdrawn`.
 */
state: string, 
/**
 * Its title.
 */
title: string, 
/**
 * Why it was not shown; empty otherwise.
 */
error: string, };

export type WasIToldView = { 
/**
 * In the order in which it came due; at most 500.
 */
notices: Array<ToldRow>, 
/**
 * When the next notification comes if nothing changes; `null`: none is scheduled.
 */
next: Moment | null, 
/**
 * Why there are no notifications for it now; empty if there is no reason.
 */
held: string, };

export type ToldRow = { 
/**
 * What it was about: `First response due`, `First response late, repeated (2)`.
 */
what: string, 
/**
 * The deadline that it is about; `null` for an arrival.
 */
due: Moment | null, 
/**
 * When it was due; `null` if that wasn't recorded.
 */
at: Moment | null, 
/**
 * Its state.
 */
outcome: ToldOutcome, 
/**
 * What happened to it, in one line: `Shown 14:10, acknowledged 14:11`.
 */
sentence: string, 
/**
 * Each step, in order.
 */
steps: Array<ToldStep>, };

export type ToldOutcome = "told" | "waiting" | "not_told" | "not_needed";

export type ToldStep = { 
/**
 * When.
 */
at: Moment, 
/**
 * What happened: `shown`, `acknowledged`, `no notification server`.
 */
what: string, };

export type OnSupportRequest = { 
/**
 * Whether I am.
 */
on: boolean, };

export type NoticeDismissRequest = { 
/**
 * [`crate::list::InAppNotice::id`].
 */
id: number, };

export type RehearsalRequest = { 
/**
 * From when; `null`: seven days before `to`.
 */
from: string | null, 
/**
 * Until when; `null`: now.
 */
to: string | null, };

export type RehearsalView = { 
/**
 * From when.
 */
from: Moment, 
/**
 * Until when.
 */
to: Moment, 
/**
 * In the order in which they come; at most 1,000.
 */
rows: Array<RehearsalRow>, 
/**
 * How many more there are.
 */
more: number, };

export type RehearsalRow = { 
/**
 * When.
 */
at: Moment, 
/**
 * Whether it is a digest, even if of one.
 */
digest: boolean, 
/**
 * Its items; only one if it isn't a summary.
 */
items: Array<RehearsalItem>, };

export type RehearsalItem = { 
/**
 * The ticket's id.
 */
ticket: string, 
/**
 * What the ticket is about.
 */
subject: string, 
/**
 * Which clock.
 */
clock: Clock, 
/**
 * As [`RehearsedNotice::stage`].
 */
stage: string, 
/**
 * The deadline, or the chase date; `null` before there is one.
 */
due: Moment | null, 
/**
 * Why, in words.
 */
reason: string, };

export type StandbyView = { 
/**
 * Whether the window starts, hidden, at login: as the system has it.
 */
autostart: StandbyState, 
/**
 * Whether a timer checks what is due while no window is open.
 */
timer: StandbyState, 
/**
 * The heartbeat.
 */
heartbeat: HeartbeatView, };

export type StandbyState = { 
/**
 * Whether it is.
 */
on: boolean, 
/**
 * `Dutydesk starts hidden when you log in.` – or what is wrong and what to do.
 */
sentence: string, };

export type HeartbeatView = { 
/**
 * The file that is written anew each minute.
 */
file: string, 
/**
 * The address; empty: none.
 */
url: string, 
/**
 * Why the last beat did not arrive there; empty when it did.
 */
problem: string, };

export type AutostartRequest = { 
/**
 * Whether to turn it on.
 */
on: boolean, };

export type HeartbeatRequest = { 
/**
 * An address, https or of this very machine; empty: nowhere.
 */
url: string, };

export type DoctorReport = { 
/**
 * Whether nothing needs attention.
 */
all_fine: boolean, 
/**
 * Each part, in the order that they are read in.
 */
lines: Array<DoctorLine>, };

export type DoctorLine = { 
/**
 * A stable word for scripts: `notifications`, `do_not_disturb`, `proof`, `keychain`, `clock`, `zone_data`,
 * `calendar`, `policy`, `database`, `owner`, `lock`, `timer`, `autostart`, `heartbeat`, `heartbeat_address`,
 * `account`.
 */
subject: string, 
/**
 * As people call it.
 */
title: string, 
/**
 * How it is.
 */
state: DoctorState, 
/**
 * What was found.
 */
found: string, 
/**
 * What to do; empty where nothing is to be done.
 */
advice: string, };

export type DoctorState = "ok" | "off" | "attention";

export type DeskEvent = { "kind": "changed" } | { "kind": "ticket_changed", 
/**
 * Which.
 */
ticket: string, } | { "kind": "minute" } | { "kind": "open", 
/**
 * Which.
 */
ticket: string, } | { "kind": "settings_changed" } | { "kind": "closing" };

export type ErrorCode = "not_found" | "invalid" | "not_now" | "not_saved" | "keychain" | "help_desk" | "internal";

export type CallError = { 
/**
 * What the screen does.
 */
code: ErrorCode, 
/**
 * What happened and what to do.
 */
message: string, };

export interface Commands {
  app_status: { request: Nothing; reply: AppStatus };
  now_view: { request: Nothing; reply: NowView };
  rows: { request: RowsRequest; reply: RowsPage };
  typed_time: { request: TypedTimeRequest; reply: Moment };
  search: { request: SearchRequest; reply: SearchReply };
  ticket: { request: TicketRequest; reply: TicketView };
  ticket_in_front: { request: TicketRequest; reply: Done };
  reply_form: { request: TicketRequest; reply: ReplyForm };
  promise_means: { request: PromiseRequest; reply: PromiseMeans };
  draft_save: { request: DraftSaveRequest; reply: DraftSaved };
  reply_send: { request: ReplySendRequest; reply: SendReply };
  note_send: { request: NoteSendRequest; reply: SendReply };
  replied_elsewhere: { request: RepliedElsewhereRequest; reply: Done };
  start_work: { request: TicketRequest; reply: Acted };
  assign_to_me: { request: TicketRequest; reply: Acted };
  assign_to: { request: AssignRequest; reply: AssignQueued };
  assignees: { request: TicketRequest; reply: Assignees };
  pause: { request: PauseRequest; reply: Done };
  resume: { request: TicketRequest; reply: Done };
  link_tickets: { request: LinkRequest; reply: Linked };
  unlink_ticket: { request: TicketRequest; reply: Done };
  rename: { request: RenameRequest; reply: Done };
  close_ticket: { request: ReasonRequest; reply: Done };
  close_unanswered: { request: CloseUnansweredRequest; reply: Done };
  reopen: { request: TicketRequest; reply: Done };
  nothing_needed: { request: ReasonRequest; reply: Done };
  acknowledge: { request: TicketRequest; reply: Acted };
  snooze: { request: SnoozeRequest; reply: Acted };
  act_undo: { request: UndoRequest; reply: Undone };
  tenant_kind: { request: TenantKindRequest; reply: Done };
  log_ticket: { request: LogTicketRequest; reply: TicketMade };
  triage_many: { request: TriageManyRequest; reply: ManyDone };
  attachment_read: { request: AttachmentRequest; reply: AttachmentText };
  attachment_save: { request: AttachmentRequest; reply: TicketLink };
  attachment_stage: { request: AttachmentStageRequest; reply: AttachmentStaged };
  open_link: { request: OpenLinkRequest; reply: LinkTarget };
  open_in_help_desk: { request: TicketRequest; reply: Done };
  ticket_link: { request: TicketRequest; reply: TicketLink };
  outbox: { request: Nothing; reply: OutboxView };
  outbox_decide: { request: OutboxDecideRequest; reply: Done };
  triage_form: { request: TicketRequest; reply: TriageForm };
  triage_draft: { request: TriageDraftRequest; reply: TriageDraftReply };
  triage_commit: { request: TriageCommitRequest; reply: TriageOutcome };
  triage_now: { request: TriageNowRequest; reply: TriageOutcome };
  incidents: { request: Nothing; reply: IncidentList };
  incident_open: { request: IncidentOpenRequest; reply: IncidentView };
  incident: { request: IncidentRequest; reply: IncidentView };
  incident_add: { request: IncidentAddRequest; reply: IncidentView };
  incident_pause: { request: IncidentPauseRequest; reply: IncidentView };
  incident_continue: { request: IncidentRequest; reply: IncidentView };
  incident_close: { request: IncidentRequest; reply: IncidentView };
  incident_markdown: { request: IncidentRequest; reply: IncidentMarkdown };
  settings: { request: Nothing; reply: SettingsView };
  appearance_set: { request: AppearanceRequest; reply: Done };
  account_test: { request: AccountRequest; reply: AccountTested };
  account_add: { request: AccountRequest; reply: AccountAdded };
  account_remove: { request: AccountKeyRequest; reply: Done };
  sync_now: { request: SyncRequest; reply: SyncReport };
  policy: { request: Nothing; reply: PolicyView };
  policy_preview: { request: PolicyChooseRequest; reply: PolicyPreview };
  policy_choose: { request: PolicyChooseRequest; reply: PolicyView };
  policy_pick: { request: Nothing; reply: PolicyPicked };
  policy_link: { request: PolicyLinkRequest; reply: Done };
  notification_test: { request: Nothing; reply: NotificationTested };
  sound_test: { request: SoundTestRequest; reply: Done };
  notice_manner_set: { request: NoticeMannerRequest; reply: Done };
  notices_pause: { request: NoticesPauseRequest; reply: Done };
  was_i_told: { request: TicketRequest; reply: WasIToldView };
  notices: { request: Nothing; reply: NoticesView };
  notice_dismiss: { request: NoticeDismissRequest; reply: Done };
  rehearsal: { request: RehearsalRequest; reply: RehearsalView };
  saved_views: { request: Nothing; reply: SavedViews };
  saved_views_set: { request: SavedViews; reply: Done };
  quit: { request: Nothing; reply: Done };
  on_support: { request: OnSupportRequest; reply: Done };
  doctor: { request: Nothing; reply: DoctorReport };
  problems: { request: Nothing; reply: Problems };
  problems_seen: { request: ProblemsSeenRequest; reply: Done };
  autostart_set: { request: AutostartRequest; reply: Done };
  heartbeat_set: { request: HeartbeatRequest; reply: Done };
  clock_confirm: { request: Nothing; reply: Done };
  shift_view: { request: Nothing; reply: ShiftView };
  checklist_tick: { request: ChecklistTickRequest; reply: Done };
  practice_start: { request: Nothing; reply: PracticeStarted };
  practice_end: { request: Nothing; reply: Done };
}
