// The keys that act on the selected ticket, or on several at once if several are selected.
import { askAssignee } from '$lib/assign';
import type { Acted } from '$lib/ipc/bindings';
import { call } from '$lib/ipc/call';
import { actWords, doneWords } from '$lib/promiseActs';
import { go } from '$lib/router';
import { say, sayTrouble } from '$lib/say';
import { sayDone, type DoneOn } from '$lib/undo';
import type { ActionName } from '$lib/shortcuts';
import { askSnooze } from '$lib/snooze';

export interface Selection {
  /** Acts on the one ticket under the cursor, or says why it can't. */
  one: (act: (ticket: string) => void) => void;
  /** The rows that were selected together. */
  many: () => string[];
  why: (ticket: string) => void;
  /** Opens the form for all of them. */
  reply: () => void;
  triage: () => void;
}

type Quick = 'assign_to_me' | 'start_work' | 'acknowledge' | 'snooze';

const said: Record<Quick, string> = {
  assign_to_me: 'Assigned to you.',
  start_work: doneWords.start_work,
  acknowledge: doneWords.acknowledge,
  snooze: 'Snoozed for 10 min. The deadline hasn’t changed.',
};

const words: Record<Quick, string> = {
  assign_to_me: 'Assign to me',
  start_work: actWords.start_work,
  acknowledge: actWords.acknowledge,
  snooze: 'Snooze',
};

const ask = (act: Quick, ticket: string): Promise<Acted> =>
  act === 'snooze' ? call('snooze', { ticket, minutes: 10 }) : call(act, { ticket });

/** Does a quick act on each ticket, one after another, and says how many it was done on and why not on others. */
export async function doOnEach(act: Quick, tickets: readonly string[]): Promise<void> {
  const refused: unknown[] = [];
  const done: DoneOn[] = [];
  for (const ticket of tickets) {
    try {
      done.push({ ticket, ...(await ask(act, ticket)) });
    } catch (refusal) {
      refused.push(refusal);
    }
  }
  if (tickets.length === 1 && done.length === 1) return sayDone(said[act], words[act], done);
  if (refused.length === 0) return sayDone(`${tickets.length} tickets: ${said[act]}`, words[act], done);
  if (tickets.length === 1) return sayTrouble(refused[0], () => void doOnEach(act, tickets));
  const why = (refused[0] as Error).message;
  sayDone(`Done for ${done.length} of ${tickets.length}. ${why}`, words[act], done);
}

/** What each key does to the selection. */
export function actsOn({
  one,
  many,
  why,
  reply,
  triage,
}: Selection): Partial<Record<ActionName, () => void>> {
  const quick = (act: Quick) => () =>
    many().length > 0 ? void doOnEach(act, many()) : one((ticket) => void doOnEach(act, [ticket]));
  const single = (act: (ticket: string) => void) => () =>
    many().length > 1
      ? say(`${many().length} tickets are selected, and this needs one. Press Esc to clear the selection.`)
      : one(act);
  const several = (form: () => void, act: (ticket: string) => void) => () =>
    many().length > 1 ? form() : one(act);
  return {
    row_reply: several(reply, (ticket) => go('ticket', { ticket, act: 'reply' })),
    row_note: single((ticket) => go('ticket', { ticket, act: 'note' })),
    row_triage: several(triage, (ticket) => go('triage', { ticket })),
    row_why: single(why),
    row_assign: quick('assign_to_me'),
    row_assign_to: () => (many().length > 0 ? askAssignee(many()) : one((ticket) => askAssignee([ticket]))),
    row_start_work: quick('start_work'),
    row_acknowledge: quick('acknowledge'),
    row_snooze: quick('snooze'),
    row_snooze_for: () => (many().length > 0 ? askSnooze(many()) : one((ticket) => askSnooze([ticket]))),
  };
}
