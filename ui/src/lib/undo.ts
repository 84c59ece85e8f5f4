// Ctrl Z, from every view: takes back the newest message that hasn't been sent, or undoes the last act that has an
// opposite. The ticket on screen offers its own undo first, because the text returns to its editor.
import { call } from './ipc/call';
import { go } from './router';
import { say } from './say';

/** The last act that can be undone by its opposite. */
interface Undoable {
  ticket: string;
  at: number;
  /** What is undone: `Pause`. */
  words: string;
  run: () => Promise<unknown>;
}

/** Long enough to notice, short enough that nobody undoes what they have forgotten. */
const UNDOABLE_FOR_MS = 60_000;
let last: Undoable | null = null;

/** Remembers an act that was just done, with its opposite. */
export function canUndo(ticket: string, words: string, run: () => Promise<unknown>): void {
  last = { ticket, words, run, at: Date.now() };
}

/** Undoes whatever was done last. */
export async function undoLast(): Promise<void> {
  const { rows } = await call('outbox');
  const act = last && Date.now() - last.at < UNDOABLE_FOR_MS ? last : null;
  const [message] = rows.filter((row) => row.undoable).toSorted((one, other) => other.id - one.id);
  if (message && (!act || Date.parse(message.queued.at) > act.at)) {
    await call('outbox_decide', { id: message.id, decision: 'cancel' });
    return say('Send undone. The text is a draft on its ticket.', {
      words: 'Open draft',
      run: () =>
        go('ticket', { ticket: message.ticket, act: message.act === 'Internal note' ? 'note' : 'reply' }),
    });
  }
  if (act) {
    last = null;
    await act.run();
    return say(`Undone: ${act.words}.`);
  }
  if (rows.some((row) => row.state === 'sending')) {
    return say('Your message is being sent right now, so it can’t be undone any more.');
  }
  say('Nothing to undo. A message can be undone until it’s sent.');
}
