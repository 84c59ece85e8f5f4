// Ctrl Z, from every view: takes back the newest message that hasn't been sent, or undoes the last act. The ticket on
// screen offers its own undo for a message, because the text returns to its editor.
import type { OutboxRow, Undo } from './ipc/bindings';
import { call } from './ipc/call';
import { go } from './router';
import { say, sayTrouble } from './say';

/** The last act that can be undone. */
interface Undoable {
  at: number;
  /** What is undone: `Pause`. */
  words: string;
  /** May return the sentence that says what became of it. */
  run: () => Promise<unknown>;
}

/** An act on a ticket, with what undoes it. */
export interface DoneOn {
  ticket: string;
  undo: Undo | null;
}

/** Long enough to notice, short enough that nobody undoes what they have forgotten. */
const UNDOABLE_FOR_MS = 60_000;
let last: Undoable | null = null;

/** Remembers an act that was just done, with its opposite. */
export function canUndo(words: string, run: () => Promise<unknown>): void {
  last = { words, run, at: Date.now() };
}

/** Says what was done, with the button that undoes it. Acts that changed nothing have nothing to undo. */
export function sayDone(sentence: string, words: string, done: readonly DoneOn[]): void {
  const undoable = done.flatMap(({ ticket, undo }) => (undo ? [{ ticket, undo }] : []));
  if (undoable.length === 0) return say(sentence);
  canUndo(words, () => undoEach(undoable));
  say(sentence, undoButton());
}

/** The button in the status line. */
export const undoButton = () =>
  ({ words: 'Undo', action: 'undo', run: () => void undoLast().catch(sayTrouble) }) as const;

/** Undoes each, the newest first; what became of it. */
export async function undoEach(done: readonly { ticket: string; undo: Undo }[]): Promise<string> {
  const refused: unknown[] = [];
  let said = '';
  for (const one of done.toReversed()) {
    try {
      ({ sentence: said } = await call('act_undo', one));
    } catch (refusal) {
      refused.push(refusal);
    }
  }
  if (refused.length === 0) return done.length === 1 ? said : `Undone on ${done.length} tickets.`;
  if (done.length === 1) throw refused[0];
  return `Undone on ${done.length - refused.length} of ${done.length} tickets. ${(refused[0] as Error).message}`;
}

const lastAct = (): Undoable | null => (last && Date.now() - last.at < UNDOABLE_FOR_MS ? last : null);

/** Whether an act was done after this message was queued: then Ctrl Z means the act. */
export const actIsNewer = ({ queued }: Pick<OutboxRow, 'queued'>): boolean =>
  (lastAct()?.at ?? 0) > Date.parse(queued.at);

/** Undoes whatever was done last. */
export async function undoLast(): Promise<void> {
  const { rows } = await call('outbox');
  const act = lastAct();
  const [message] = rows.filter((row) => row.undoable).toSorted((one, other) => other.id - one.id);
  if (message && !actIsNewer(message)) {
    await call('outbox_decide', { id: message.id, decision: 'cancel' });
    return say('Send undone. The text is a draft on its ticket.', {
      words: 'Open draft',
      run: () =>
        go('ticket', { ticket: message.ticket, act: message.act === 'Internal note' ? 'note' : 'reply' }),
    });
  }
  if (act) return undoAct(act);
  if (rows.some((row) => row.state === 'sending')) {
    return say('Your message is being sent right now, so it can’t be undone any more.');
  }
  say('Nothing to undo. A message can be undone until it’s sent, an act for a minute.');
}

async function undoAct(act: Undoable): Promise<void> {
  last = null;
  try {
    const said = await act.run();
    say(typeof said === 'string' ? said : `Undone: ${act.words}.`);
  } catch (refusal) {
    // Refused for the moment: it can be tried again.
    last ??= act;
    throw refusal;
  }
}
