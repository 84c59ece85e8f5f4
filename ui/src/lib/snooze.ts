// Snoozing: the lengths there are, and asking for one. The dialog is the window's, because lists and tickets both use it.
import { writable, type Readable } from 'svelte/store';
import { call } from './ipc/call';
import { sayTrouble } from './say';
import { sayDone, type DoneOn } from './undo';

/** In minutes; each has the digit of its place as its key. */
export const lengths = [10, 30, 60, 120, 240, 480] as const;

const asking = writable<readonly string[] | null>(null);

/** The tickets for which a length is being asked; `null`: none. */
export const snoozing: Readable<readonly string[] | null> = { subscribe: asking.subscribe };

export const askSnooze = (tickets: readonly string[]): void => asking.set(tickets);
export const stopAsking = (): void => asking.set(null);

/** `10 min`, `2 hours`. */
export const spell = (minutes: number): string => {
  if (minutes % 60 !== 0) return `${minutes} min`;
  return minutes === 60 ? '1 hour' : `${minutes / 60} hours`;
};

/** Snoozes each ticket and says so, or why not. */
export async function snooze(tickets: readonly string[], minutes: number): Promise<void> {
  const done: DoneOn[] = [];
  try {
    for (const ticket of tickets) done.push({ ticket, ...(await call('snooze', { ticket, minutes })) });
    const which = tickets.length > 1 ? `${tickets.length} tickets snoozed` : 'Snoozed';
    sayDone(`${which} for ${spell(minutes)}. The deadline hasn’t changed.`, 'Snooze', done);
  } catch (refusal) {
    sayTrouble(refusal, () => void snooze(tickets, minutes));
  }
}
