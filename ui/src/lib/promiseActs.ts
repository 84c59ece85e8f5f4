// The acts that clear a promise: their words and what each does. The hero of Now and the strip both offer them.
import type { HeroAct } from './ipc/bindings';
import { call } from './ipc/call';
import { go } from './router';
import { say, sayTrouble } from './say';

export const actWords: Record<HeroAct, string> = {
  reply: 'Reply',
  triage: 'Triage',
  start_work: 'Start work',
  open: 'Open',
  acknowledge: 'Acknowledge',
  why: 'Why?',
};

/** Does an act on a ticket; those that need more than a keystroke open the ticket. */
export async function doHeroAct(act: HeroAct, ticket: string): Promise<void> {
  if (act === 'triage') return go('triage', { ticket });
  if (act === 'open') return go('ticket', { ticket });
  if (act === 'reply' || act === 'why') return go('ticket', { ticket, act });
  try {
    await call(act, { ticket });
    say(act === 'acknowledge' ? 'Acknowledged. The deadline stands.' : 'Work started.');
  } catch (refusal) {
    sayTrouble(refusal, () => void doHeroAct(act, ticket));
  }
}
