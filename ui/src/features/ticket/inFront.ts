// Tells Rust which ticket is on screen, so that it shows no pop-up for this ticket and updates its thread. Calls are made
// one after another, so that the last ticket opened always wins.
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
    // If it fails, nothing changes on screen. At worst a notification pops up for the ticket being read.
    await call('ticket_in_front', { ticket: told }).catch(() => undefined);
  }
  telling = false;
}
