// Every act that has a name: its key, its words, and where it works. The key handler, the palette and the list of
// shortcuts all read this one table. A view says which of the acts it can do at the moment (`offer`). A key that does
// nothing at the moment says why in the status line.
import { spells } from './keystroke';
import { say } from './say';

/** Where an act works. Scopes in one row of `together` can be on screen at the same time. */
export type Scope = 'anywhere' | 'place' | 'list' | 'row' | 'ticket' | 'triage' | 'incident';

export const scopeWords: Record<Scope, string> = {
  anywhere: 'Everywhere',
  place: 'Outside a ticket',
  list: 'In a list',
  row: 'The selected row or card',
  ticket: 'In a ticket',
  triage: 'Triage',
  incident: 'Incident notes',
};

/** Which scopes share the keyboard: within one row, no key may be used twice. */
export const together: readonly (readonly Scope[])[] = [
  ['anywhere', 'place', 'list', 'row'],
  ['anywhere', 'ticket'],
  ['anywhere', 'triage'],
  ['anywhere', 'incident'],
];

interface Shortcut {
  /** `r`, `Enter`, `Mod+K`, `Shift+ArrowDown`; `Mod` is Ctrl, or Command on a Mac. */
  keys: readonly string[];
  /** What it does, for the palette and the list of shortcuts. */
  words: string;
  scope: Scope;
  /** Left out of the palette, because it only makes sense as a key. */
  keyOnly?: boolean;
  /** What the status line says when it isn't possible at the moment. */
  unless?: string;
}

const table = {
  palette: { keys: ['Mod+K'], words: 'Search or run a command', scope: 'anywhere', keyOnly: true },
  cheat_sheet: { keys: ['?'], words: 'Show keyboard shortcuts', scope: 'anywhere' },
  back: { keys: ['Escape'], words: 'Back', scope: 'anywhere', keyOnly: true },
  go_now: { keys: ['Mod+1'], words: 'Go to Now', scope: 'anywhere' },
  go_tickets: { keys: ['Mod+2'], words: 'Go to Tickets', scope: 'anywhere' },
  go_incidents: { keys: ['Mod+3'], words: 'Go to Incidents', scope: 'anywhere' },
  go_outbox: { keys: ['Mod+4'], words: 'Go to Outbox', scope: 'anywhere' },
  go_shift: { keys: ['Mod+5'], words: 'Go to Shift', scope: 'anywhere' },
  go_check: { keys: ['Mod+6'], words: 'Would I be notified?', scope: 'anywhere' },
  go_rehearsal: { keys: ['Mod+7'], words: 'Rehearse last week', scope: 'anywhere' },
  go_settings: { keys: ['Mod+,'], words: 'Go to Settings', scope: 'anywhere' },
  add_help_desk: { keys: [], words: 'Add a help desk', scope: 'anywhere' },
  zoom_in: { keys: ['Mod+Plus'], words: 'Larger text', scope: 'anywhere' },
  zoom_out: { keys: ['Mod+Minus'], words: 'Smaller text', scope: 'anywhere' },
  zoom_reset: { keys: ['Mod+0'], words: 'Normal text size', scope: 'anywhere' },
  go_search: { keys: ['/'], words: 'Search tickets and incidents', scope: 'anywhere' },
  go_late: {
    keys: ['l'],
    words: 'Go to the worst late promise',
    scope: 'anywhere',
    unless: 'Nothing is late.',
  },
  on_support: { keys: [], words: 'Go on or off support', scope: 'anywhere' },
  support_yes: {
    keys: ['Mod+Shift+Y'],
    words: 'I’m on support today',
    scope: 'anywhere',
    unless: 'Dutydesk isn’t asking that now. Choose On support at the top.',
  },
  support_no: {
    keys: ['Mod+Shift+N'],
    words: 'I’m not on support today',
    scope: 'anywhere',
    unless: 'Dutydesk isn’t asking that now. Choose On support at the top.',
  },
  sync: { keys: ['Mod+R'], words: 'Sync now', scope: 'anywhere' },
  undo: { keys: ['Mod+Z'], words: 'Undo', scope: 'anywhere' },
  practice_start: {
    keys: [],
    words: 'Start the practice shift',
    scope: 'anywhere',
    unless: 'The practice shift is already running.',
  },
  practice_end: {
    keys: [],
    words: 'End the practice shift',
    scope: 'anywhere',
    unless: 'No practice shift is running.',
  },

  log_ticket: { keys: ['n'], words: 'Log an issue from Slack, phone or email', scope: 'place' },
  list_down: { keys: ['j', 'ArrowDown'], words: 'Next row', scope: 'list', keyOnly: true },
  list_up: { keys: ['k', 'ArrowUp'], words: 'Previous row', scope: 'list', keyOnly: true },
  list_first: { keys: ['Home'], words: 'First row', scope: 'list', keyOnly: true },
  list_last: { keys: ['End'], words: 'Last row', scope: 'list', keyOnly: true },
  list_open: { keys: ['Enter', 'o'], words: 'Open the row', scope: 'list', keyOnly: true },
  list_select: { keys: ['x'], words: 'Select the row', scope: 'list', keyOnly: true },
  list_show_new: {
    keys: ['.'],
    words: 'Show new tickets',
    scope: 'list',
    unless: 'No new tickets since you last looked.',
  },
  list_mine: { keys: ['m'], words: 'Show only my tickets', scope: 'list' },
  list_nobody: { keys: ['u'], words: 'Show tickets nobody owns', scope: 'list' },
  list_all: { keys: ['e'], words: 'Show everyone’s tickets', scope: 'list' },
  list_filter: { keys: ['f'], words: 'Filter and sort the list, saved views', scope: 'list' },
  list_p3: {
    keys: ['3'],
    words: 'Set the selected tickets to P3',
    scope: 'list',
    unless: 'Select tickets with X first.',
  },
  list_p4: {
    keys: ['4'],
    words: 'Set the selected tickets to P4',
    scope: 'list',
    unless: 'Select tickets with X first.',
  },

  row_reply: { keys: ['r'], words: 'Reply', scope: 'row' },
  row_note: { keys: ['i'], words: 'Internal note', scope: 'row' },
  row_triage: { keys: ['t'], words: 'Triage', scope: 'row' },
  row_assign: { keys: ['g'], words: 'Assign to me', scope: 'row' },
  row_assign_to: { keys: ['Shift+G'], words: 'Assign to…', scope: 'row' },
  row_start_work: { keys: ['s'], words: 'Start work', scope: 'row' },
  row_acknowledge: { keys: ['a'], words: 'Acknowledge', scope: 'row' },
  row_snooze: { keys: ['z'], words: 'Snooze 10 min', scope: 'row' },
  row_snooze_for: { keys: ['Shift+Z'], words: 'Snooze for…', scope: 'row' },
  row_why: { keys: ['w'], words: 'Why this time?', scope: 'row' },

  ticket_reply: {
    keys: ['r'],
    words: 'Public reply',
    scope: 'ticket',
    unless: 'You can’t reply to this ticket from here. Press E to record a reply you gave elsewhere.',
  },
  ticket_note: { keys: ['i'], words: 'Internal note', scope: 'ticket' },
  ticket_assign: {
    keys: ['g'],
    words: 'Assign to me',
    scope: 'ticket',
    unless: 'This ticket is already yours, or it can’t be assigned from here.',
  },
  ticket_assign_to: {
    keys: ['Shift+G'],
    words: 'Assign to…',
    scope: 'ticket',
    unless: 'This ticket is closed, or it can’t be assigned from here.',
  },
  ticket_start_work: {
    keys: ['s'],
    words: 'Start work',
    scope: 'ticket',
    unless: 'Work has already started, or the ticket is closed.',
  },
  ticket_triage: {
    keys: ['t'],
    words: 'Triage or change the priority',
    scope: 'ticket',
    unless: 'The ticket is closed. Reopen it to triage it.',
  },
  ticket_p1_now: {
    keys: ['Mod+Shift+P'],
    words: 'Set P1 now, answer the questions later',
    scope: 'ticket',
    unless: 'The ticket has a priority. Press T to change it.',
  },
  ticket_pause: {
    keys: ['p'],
    words: 'Pause or resume',
    scope: 'ticket',
    unless: 'No update clock can be paused. Tell the tenant first.',
  },
  ticket_rename: {
    keys: ['n'],
    words: 'Rename',
    scope: 'ticket',
    unless: 'This ticket can’t be renamed from here.',
  },
  ticket_close: {
    keys: ['c'],
    words: 'Close or reopen',
    scope: 'ticket',
    unless: 'This ticket can’t be closed or reopened from here.',
  },
  ticket_nothing_needed: {
    keys: ['d'],
    words: 'Nothing needed',
    scope: 'ticket',
    unless: 'The tenant hasn’t written again, so there is nothing to end.',
  },
  ticket_replied: {
    keys: ['e'],
    words: 'Replied elsewhere',
    scope: 'ticket',
    unless: 'The ticket is closed. Reopen it first.',
  },
  ticket_acknowledge: {
    keys: ['a'],
    words: 'Acknowledge',
    scope: 'ticket',
    unless: 'There is nothing to acknowledge: the ticket is closed or from before Dutydesk.',
  },
  ticket_snooze: {
    keys: ['z'],
    words: 'Snooze 10 min',
    scope: 'ticket',
    unless: 'There is nothing to snooze: the ticket is closed or from before Dutydesk.',
  },
  ticket_snooze_for: {
    keys: ['Shift+Z'],
    words: 'Snooze for…',
    scope: 'ticket',
    unless: 'There is nothing to snooze: the ticket is closed or from before Dutydesk.',
  },
  ticket_next: { keys: ['j'], words: 'Next ticket', scope: 'ticket' },
  ticket_why: { keys: ['w'], words: 'Why this time?', scope: 'ticket' },
  ticket_was_told: { keys: ['o'], words: 'Was I notified?', scope: 'ticket' },
  ticket_link: { keys: ['k'], words: 'Link to another ticket', scope: 'ticket' },
  ticket_incident: { keys: ['y'], words: 'Incident notes for this ticket', scope: 'ticket' },
  ticket_help_desk: {
    keys: ['h'],
    words: 'Open in help desk',
    scope: 'ticket',
    unless: 'This ticket is only in Dutydesk.',
  },
  ticket_copy_link: { keys: ['Mod+Shift+C'], words: 'Copy link', scope: 'ticket' },
  ticket_send: { keys: ['Mod+Enter'], words: 'Send', scope: 'ticket', keyOnly: true },

  triage_p1: { keys: ['1'], words: 'Set P1', scope: 'triage' },
  triage_p2: { keys: ['2'], words: 'Set P2', scope: 'triage' },
  triage_p3: { keys: ['3'], words: 'Set P3', scope: 'triage' },
  triage_p4: { keys: ['4'], words: 'Set P4', scope: 'triage' },
  triage_open: { keys: ['o'], words: 'Open the ticket', scope: 'triage' },
  triage_use: {
    keys: ['u'],
    words: 'Use the known issue',
    scope: 'triage',
    unless: 'No known issue is shown. Look for one under “Known issue”.',
  },
  triage_commit: {
    keys: ['Mod+Shift+Enter'],
    words: 'Set the priority',
    scope: 'triage',
    unless: 'Redirect or change the answers first.',
  },
  triage_now: {
    keys: ['Mod+Shift+P'],
    words: 'Set the priority now, answer the questions later',
    scope: 'triage',
    unless: 'Choose P1 or P2 first. P3 and P4 need one sentence.',
  },
  triage_commit_reply: { keys: ['Mod+Enter'], words: 'Set the priority and reply', scope: 'triage' },

  incident_line: { keys: ['a'], words: 'Add a line', scope: 'incident', unless: 'These notes are closed.' },
  incident_pause: {
    keys: ['p'],
    words: 'Pause or resume the incident',
    scope: 'incident',
    unless: 'These notes are closed.',
  },
  incident_export: { keys: ['m'], words: 'Export as Markdown', scope: 'incident' },
  incident_close: {
    keys: ['c'],
    words: 'Close notes',
    scope: 'incident',
    unless: 'These notes are already closed.',
  },
} satisfies Record<string, Shortcut>;

export type ActionName = keyof typeof table;

/** The whole table, in the order of the list of shortcuts. */
export const shortcuts = Object.entries(table).map(([action, shortcut]) => ({
  action: action as ActionName,
  keyOnly: false,
  ...(shortcut as Shortcut),
}));

/** The first key of an act as a person reads it: `Ctrl K`; empty if it has none. */
export function keyOf(action: ActionName): string {
  const [key] = (table[action] as Shortcut).keys;
  return key === undefined ? '' : spellKey(key);
}

/** The words of an act. */
export const wordsOf = (action: ActionName): string => table[action].words;

const spelled: Record<string, string> = {
  Enter: '↵',
  ArrowDown: '↓',
  ArrowUp: '↑',
  Escape: 'Esc',
  Plus: '+',
  Minus: '−',
};

/** `Mod+Shift+c` as `Ctrl Shift C`. */
export function spellKey(key: string): string {
  const parts = key.split('+').map((part) => {
    if (part === 'Mod') return onMac() ? '⌘' : 'Ctrl';
    return spelled[part] ?? (part.length === 1 ? part.toUpperCase() : part);
  });
  return parts.join(' ');
}

const onMac = () => navigator.platform.startsWith('Mac');

type Act = () => void;
const offered: { action: ActionName; act: Act }[] = [];
/** The scopes of the view on screen. */
let here: readonly Scope[] = ['anywhere'];
let singleKeys = true;

/** A view says what it can do. The returned function withdraws that. Made for `onMount` and `$effect`. */
export function offer(acts: Partial<Record<ActionName, Act>>): () => void {
  const mine = Object.entries(acts).map(([action, act]) => ({ action: action as ActionName, act }));
  offered.push(...mine);
  return () => mine.forEach((each) => offered.splice(offered.indexOf(each), 1));
}

/** Whether something on screen can do this now. */
export const isOffered = (action: ActionName): boolean => offered.some((each) => each.action === action);

/** Does it. If several offer it, the latest one is used. */
export function perform(action: ActionName): void {
  offered.findLast((each) => each.action === action)?.act();
}

/** Single-key shortcuts can be turned off in Settings (WCAG 2.1.4). Those with Ctrl and the arrows stay. */
export function allowSingleKeys(allowed: boolean): void {
  singleKeys = allowed;
}

/** Says which scopes the view on screen has, so that a key that does nothing can say why. */
export function standIn(scopes: readonly Scope[]): void {
  here = scopes;
}

/** Finds the act of a keystroke and does it, or says why it isn't possible. */
export function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]')) return;
  if (event.key === 'Escape' && leavesField(event.target)) return;
  const meant = shortcuts.filter(({ keys }) => keys.some((key) => fires(event, key)));
  const found = meant.find(({ action }) => isOffered(action));
  const why = found ? '' : whyNot(event, meant);
  if (!found && !why) return;
  event.preventDefault();
  if (found) perform(found.action);
  else say(why);
}

/** Keys that scroll and press elsewhere. Where there is no list, they are left to the engine. */
const enginesKeys = new Set(['Enter', 'Escape', 'ArrowDown', 'ArrowUp', 'Home', 'End']);

/** Why a key does nothing at the moment; empty if it is none of ours. */
function whyNot(event: KeyboardEvent, meant: readonly (typeof shortcuts)[number][]): string {
  const own = meant.find(({ scope }) => here.includes(scope));
  if (own) return own.unless ?? `${own.words}: not possible here.`;
  const [elsewhere] = meant;
  const bare = !event.ctrlKey && !event.metaKey && enginesKeys.has(event.key);
  if (!elsewhere || bare) return '';
  const key = spellKey(elsewhere.keys[0] ?? '');
  return `${key} isn’t used here. It belongs to “${scopeWords[elsewhere.scope]}”: ${elsewhere.words}.`;
}

function fires(event: KeyboardEvent, key: string): boolean {
  if (!spells(event, key, onMac())) return false;
  // A text field undoes its own typing first.
  if (key === 'Mod+Z' && isTyping(event.target) && (event.target as HTMLInputElement).value !== '')
    return false;
  if (key.includes('Mod+') || key === 'Escape') return true;
  const single = (key.split('+').at(-1) ?? '').length === 1;
  if (isTyping(event.target) || (single && !singleKeys)) return false;
  return !isPressable(event.target) || single;
}

/** Esc closes one layer at a time. The first press leaves the text field and keeps its text. */
function leavesField(target: EventTarget | null): boolean {
  if (!isTyping(target)) return false;
  (target as HTMLElement).blur();
  return true;
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('textarea, select, input:not([type=radio], [type=checkbox])'));

/** A focused button, link or radio gets Enter and the arrows. */
const isPressable = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('button, a, input, summary, [role=option]');
