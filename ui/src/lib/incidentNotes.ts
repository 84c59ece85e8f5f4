// The way from a ticket to its incident notes.
import { call } from './ipc/call';
import { go } from './router';
import { sayTrouble } from './say';

/** Shows the incident notes of a ticket. If it has none yet, they are started. */
export async function openIncidentNotes(ticket: string, existing?: string): Promise<void> {
  try {
    const incident = existing ?? (await call('incident_open', { ticket, title: '' })).row.id;
    go('incident', { incident });
  } catch (refusal) {
    sayTrouble(refusal);
  }
}
