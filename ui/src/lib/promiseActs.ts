// The acts that keep a promise to a tenant: what they are called and what each one does. The large card on Now and the
// strip for the worst late ticket both offer them.
import type { HeroAct } from './ipc/bindings';
import { call } from './ipc/call';
import { go } from './router';
import { sayTrouble } from './say';
import { sayDone } from './undo';

export const actWords: Record<HeroAct, string> = {
  reply: 'Reply',
  triage: 'Triage',
  start_work: 'Start work',
  open: 'Open',
  acknowledge: 'Acknowledge',
  why: 'Why?',
};

/** What to say once it is done. */
export const doneWords = {
  acknowledge: 'Acknowledged. The deadline hasn’t changed.',
  start_work: 'Work started.',
};

/** Does an act on a ticket. Acts that need more than one keystroke open the ticket. */
export async function doHeroAct(act: HeroAct, ticket: string): Promise<void> {
  if (act === 'triage') return go('triage', { ticket });
  if (act === 'open') return go('ticket', { ticket });
  if (act === 'reply' || act === 'why') return go('ticket', { ticket, act });
  try {
    const { undo } = await call(act, { ticket });
    sayDone(doneWords[act], actWords[act], [{ ticket, undo }]);
  } catch (refusal) {
    sayTrouble(refusal, () => void doHeroAct(act, ticket));
  }
}
