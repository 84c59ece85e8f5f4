// Handing tickets over to a colleague: which ones are being asked about. The dialog is the window's, because lists and
// tickets both use it.
import { writable, type Readable } from 'svelte/store';

const asking = writable<readonly string[] | null>(null);

/** The tickets for which a colleague is being asked; `null`: none. */
export const assigning: Readable<readonly string[] | null> = { subscribe: asking.subscribe };

export const askAssignee = (tickets: readonly string[]): void => asking.set(tickets);
export const stopAskingAssignee = (): void => asking.set(null);
