// What the screen says about a message or an act in the outbox: its state, and what you can decide. The outbox and the
// ticket both show it.
import type { OutboxDecision, OutboxRow, OutboxState } from './ipc/bindings';

export const outboxStates: Record<OutboxState, string> = {
  queued: 'waiting to send',
  sending: 'sending',
  sent: 'sent',
  refused: 'refused',
  unknown: 'may not have arrived',
  cancelled: 'not sent',
};

interface Choice {
  decision: OutboxDecision;
  words: string;
}

const sendAgain: Choice = { decision: 'send', words: 'Send again' };
const dontSend: Choice = { decision: 'cancel', words: 'Don’t send' };

/** The buttons of each state. */
const choices: Record<OutboxState, readonly Choice[]> = {
  queued: [{ decision: 'cancel', words: 'Undo send' }],
  sending: [],
  sent: [],
  refused: [sendAgain, dontSend],
  unknown: [{ decision: 'mark_sent', words: 'Mark as sent' }, sendAgain, dontSend],
  cancelled: [],
};

/** The buttons of an act. What Dutydesk can't read it never sends. */
export const outboxChoices = ({ state, readable }: Pick<OutboxRow, 'state' | 'readable'>): Choice[] =>
  choices[state].filter(({ decision }) => readable || decision !== 'send');

/** What to say once you have decided. */
export function outboxOutcome(decision: OutboxDecision, { act }: Pick<OutboxRow, 'act'>): string {
  if (decision === 'send') return 'Waiting to send. Dutydesk sends it once it can reach the help desk.';
  if (decision === 'mark_sent') return 'Marked as sent.';
  return act === 'Public reply' || act === 'Internal note'
    ? 'Not sent. What you typed is a draft again.'
    : 'Not sent.';
}
