// Every act that has a name: its key, its words, and where it works. The key handler, the palette and the list of
// shortcuts all read this one table. A view says which of the acts it can do at the moment (`offer`).

/** Where an act works. Scopes in one row of `together` can be on screen at the same time. */
export type Scope = 'anywhere' | 'place' | 'strip' | 'list' | 'now' | 'ticket' | 'triage' | 'incident';

export const scopeWords: Record<Scope, string> = {
  anywhere: 'Everywhere',
  place: 'Outside a ticket',
  strip: 'The late promise at the top',
  list: 'In a list',
  now: 'The next promise',
  ticket: 'In a ticket',
  triage: 'Triage',
  incident: 'Incident notes',
};

/** Which scopes share the keyboard: within one row, no key may be used twice. */
export const together: readonly (readonly Scope[])[] = [
  ['anywhere', 'place', 'now', 'list'],
  ['anywhere', 'place', 'strip', 'list'],
  ['anywhere', 'ticket'],
  ['anywhere', 'strip', 'triage'],
  ['anywhere', 'strip', 'incident'],
];

interface Shortcut {
  /** `r`, `Enter`, `Mod+K`, `Shift+ArrowDown`; `Mod` is Ctrl, or Command on a Mac. */
  keys: readonly string[];
  /** What it does, for the palette and the list of shortcuts. */
  words: string;
  scope: Scope;
  /** Left out of the palette, because it only makes sense as a key. */
  keyOnly?: boolean;
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
  go_search: { keys: ['/'], words: 'Search tickets and incidents', scope: 'anywhere' },
  go_late: { keys: ['l'], words: 'Go to the worst late promise', scope: 'anywhere' },
  on_support: { keys: [], words: 'Go on or off support', scope: 'anywhere' },
  support_yes: { keys: ['Mod+Shift+Y'], words: 'I’m on support today', scope: 'anywhere' },
  support_no: { keys: ['Mod+Shift+N'], words: 'I’m not on support today', scope: 'anywhere' },
  sync: { keys: ['Mod+R'], words: 'Sync now', scope: 'anywhere' },
  practice_start: { keys: [], words: 'Start the practice shift', scope: 'anywhere' },
  practice_end: { keys: [], words: 'End the practice shift', scope: 'anywhere' },

  log_ticket: { keys: ['n'], words: 'Log an issue from Slack, phone or email', scope: 'place' },
  strip_act: { keys: ['r'], words: 'Deal with the late promise at the top', scope: 'strip' },

  now_reply: { keys: ['r'], words: 'Reply', scope: 'now' },
  now_triage: { keys: ['t'], words: 'Triage', scope: 'now' },
  now_start_work: { keys: ['s'], words: 'Start work', scope: 'now' },
  now_open: { keys: ['o'], words: 'Open the ticket', scope: 'now' },
  now_acknowledge: { keys: ['a'], words: 'Acknowledge', scope: 'now' },
  now_why: { keys: ['w'], words: 'Why this time?', scope: 'now' },

  list_down: { keys: ['j', 'ArrowDown'], words: 'Next row', scope: 'list', keyOnly: true },
  list_up: { keys: ['k', 'ArrowUp'], words: 'Previous row', scope: 'list', keyOnly: true },
  list_first: { keys: ['Home'], words: 'First row', scope: 'list', keyOnly: true },
  list_last: { keys: ['End'], words: 'Last row', scope: 'list', keyOnly: true },
  list_open: { keys: ['Enter'], words: 'Open the row', scope: 'list', keyOnly: true },
  list_select: { keys: ['x'], words: 'Select the row', scope: 'list', keyOnly: true },
  list_show_new: { keys: ['.'], words: 'Show new tickets', scope: 'list' },
  list_mine: { keys: ['m'], words: 'Show only my tickets', scope: 'list' },
  list_nobody: { keys: ['u'], words: 'Show tickets nobody owns', scope: 'list' },
  list_all: { keys: ['e'], words: 'Show everyone’s tickets', scope: 'list' },
  list_p3: { keys: ['3'], words: 'Set the selected tickets to P3', scope: 'list' },
  list_p4: { keys: ['4'], words: 'Set the selected tickets to P4', scope: 'list' },

  ticket_reply: { keys: ['r'], words: 'Public reply', scope: 'ticket' },
  ticket_note: { keys: ['i'], words: 'Internal note', scope: 'ticket' },
  ticket_assign: { keys: ['g'], words: 'Assign to me', scope: 'ticket' },
  ticket_start_work: { keys: ['s'], words: 'Start work', scope: 'ticket' },
  ticket_triage: { keys: ['t'], words: 'Triage or change the priority', scope: 'ticket' },
  ticket_pause: { keys: ['p'], words: 'Pause or resume', scope: 'ticket' },
  ticket_rename: { keys: ['n'], words: 'Rename', scope: 'ticket' },
  ticket_close: { keys: ['c'], words: 'Close or reopen', scope: 'ticket' },
  ticket_nothing_needed: { keys: ['d'], words: 'Nothing needed', scope: 'ticket' },
  ticket_replied: { keys: ['e'], words: 'Replied elsewhere', scope: 'ticket' },
  ticket_acknowledge: { keys: ['a'], words: 'Acknowledge', scope: 'ticket' },
  ticket_snooze: { keys: ['z'], words: 'Snooze 10 min', scope: 'ticket' },
  ticket_why: { keys: ['w'], words: 'Why this time?', scope: 'ticket' },
  ticket_was_told: { keys: ['o'], words: 'Was I notified?', scope: 'ticket' },
  ticket_link: { keys: ['k'], words: 'Link to another ticket', scope: 'ticket' },
  ticket_incident: { keys: ['y'], words: 'Incident notes for this ticket', scope: 'ticket' },
  ticket_help_desk: { keys: ['h'], words: 'Open in help desk', scope: 'ticket' },
  ticket_copy_link: { keys: ['Mod+Shift+C'], words: 'Copy link', scope: 'ticket' },
  ticket_send: { keys: ['Mod+Enter'], words: 'Send', scope: 'ticket', keyOnly: true },
  ticket_undo: { keys: ['Mod+Z'], words: 'Undo send', scope: 'ticket', keyOnly: true },

  triage_p1: { keys: ['1'], words: 'Set P1', scope: 'triage' },
  triage_p2: { keys: ['2'], words: 'Set P2', scope: 'triage' },
  triage_p3: { keys: ['3'], words: 'Set P3', scope: 'triage' },
  triage_p4: { keys: ['4'], words: 'Set P4', scope: 'triage' },
  triage_use: { keys: ['u'], words: 'Use the known issue', scope: 'triage' },
  triage_commit: { keys: ['Mod+Shift+Enter'], words: 'Set the priority', scope: 'triage' },
  triage_commit_reply: { keys: ['Mod+Enter'], words: 'Set the priority and reply', scope: 'triage' },

  incident_line: { keys: ['a'], words: 'Add a line', scope: 'incident' },
  incident_pause: { keys: ['p'], words: 'Pause or resume the incident', scope: 'incident' },
  incident_export: { keys: ['m'], words: 'Export as Markdown', scope: 'incident' },
  incident_close: { keys: ['c'], words: 'Close notes', scope: 'incident' },
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

/** Whether this keystroke is `key`. A single character is compared as typed, so that `?` needs no Shift. */
export function spells(event: KeyboardEvent, key: string): boolean {
  const parts = key.split('+');
  const last = parts.at(-1) ?? '';
  const mod = onMac() ? event.metaKey : event.ctrlKey;
  if (mod !== parts.includes('Mod') || event.altKey) return false;
  if (last.length > 1 || parts.length > 1) {
    return event.shiftKey === parts.includes('Shift') && event.key.toLowerCase() === last.toLowerCase();
  }
  return event.key === last;
}

type Act = () => void;
const offered: { action: ActionName; act: Act }[] = [];
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

/** Finds the act of a keystroke and does it. */
export function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]')) return;
  if (event.key === 'Escape' && leavesField(event.target)) return;
  const found = shortcuts.find(
    ({ action, keys }) => isOffered(action) && keys.some((key) => fires(event, key)),
  );
  if (!found) return;
  event.preventDefault();
  perform(found.action);
}

function fires(event: KeyboardEvent, key: string): boolean {
  if (!spells(event, key)) return false;
  if (key.includes('Mod+') || key === 'Escape') return true;
  if (isTyping(event.target) || (key.length === 1 && !singleKeys)) return false;
  return !isPressable(event.target) || key.length === 1;
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
