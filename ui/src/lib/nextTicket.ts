// From one ticket to the next that needs somebody, in the order of Now.
import { call } from './ipc/call';
import { everything, replace } from './router';
import { say, sayTrouble } from './say';
import type { Row } from './ipc/bindings';

/** How far into the list the ticket on screen is looked for. */
const FAR = 200;

async function next(ticket: string): Promise<Row | undefined> {
  const { rows } = await call('rows', {
    list: 'now',
    owner: 'all',
    offset: 0,
    limit: FAR,
    narrow: everything,
  });
  const at = rows.findIndex((row) => row.ticket === ticket);
  // After the last one comes the first: what is above still needs somebody.
  const others = [...rows.slice(at + 1), ...rows.slice(0, Math.max(0, at))];
  return others.find((row) => row.section !== 'paused' && row.section !== 'before_dutydesk');
}

/** Shows the next ticket in place of this one: Back leads to where the engineer came from. */
export async function goToNext(ticket: string): Promise<void> {
  try {
    const row = await next(ticket);
    if (!row) return say('No other ticket needs you now.');
    const untriaged = row.section === 'untriaged' || row.section === 'late_triage';
    replace(untriaged ? 'triage' : 'ticket', { ticket: row.ticket });
  } catch (refusal) {
    sayTrouble(refusal);
  }
}

/** Says what was done, with the way to the next ticket beside it. */
export async function sayThenNext(sentence: string, ticket: string): Promise<void> {
  const row = await next(ticket).catch(() => undefined);
  if (row)
    say(`${sentence} Next: ${row.from}, ${row.subject}`, {
      words: 'Next ticket',
      run: () => void goToNext(ticket),
    });
  else say(sentence);
}
