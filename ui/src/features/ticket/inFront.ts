// Tells Rust which ticket is on screen: its own notices raise no pop-up, and its thread is refreshed. One call after
// the other, so that going from one ticket to the next never ends with the first.
import { call } from '$lib/ipc/call';

let wanted = '';
let telling = false;

/** This ticket is on screen until the returned function is called. */
export function inFront(ticket: string): () => void {
  wanted = ticket;
  void tell();
  return () => {
    if (wanted !== ticket) return;
    wanted = '';
    void tell();
  };
}

async function tell(): Promise<void> {
  if (telling) return;
  telling = true;
  for (let told: string | null = null; told !== wanted;) {
    told = wanted;
    // A refusal changes nothing on screen: at worst a notice pops up for what is being read.
    await call('ticket_in_front', { ticket: told }).catch(() => undefined);
  }
  telling = false;
}
