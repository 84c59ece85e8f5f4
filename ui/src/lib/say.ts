// The status line at the bottom: the result of an act, in one sentence. It shows only the newest one.
import { get, writable, type Readable } from 'svelte/store';
import { reactions, wayOutWords } from './ipc/errors';
import { asFailure } from './ipc/call';
import { go } from './router';

export interface Said {
  sentence: string;
  tone: 'plain' | 'trouble';
  /** A button beside the sentence. */
  act?: { words: string; run: () => void; action?: 'undo' };
  /** When what it says happens (ms since 1970): the line counts the seconds down and then disappears. */
  at?: number;
}

const current = writable<Said | null>(null);
const SHOWN_FOR_MS = 10_000;

export const said: Readable<Said | null> = { subscribe: current.subscribe };

/** Says it. Plain sentences disappear by themselves; trouble stays until it is dismissed. */
export function say(sentence: string, act?: Said['act']): void {
  const mine: Said = { sentence, tone: 'plain', act };
  current.set(mine);
  setTimeout(() => get(current) === mine && current.set(null), SHOWN_FOR_MS);
}

/** Says it while the seconds run until it happens. */
export function sayUntil(sentence: string, at: number, act?: Said['act']): void {
  const mine: Said = { sentence, tone: 'plain', act, at };
  current.set(mine);
  setTimeout(() => get(current) === mine && current.set(null), Math.max(0, at - Date.now()));
}

/** Says that an act was refused, with the button that belongs to the error code. */
export function sayTrouble(thrown: unknown, again?: () => void): void {
  const failure = asFailure(thrown);
  current.set({
    sentence: failure.message,
    tone: 'trouble',
    act: wayOut(reactions[failure.code].wayOut, again),
  });
}

export const unsay = (): void => current.set(null);

function wayOut(kind: keyof typeof wayOutWords, again?: () => void): Said['act'] {
  const words = wayOutWords[kind];
  if (kind === 'try_again') return again && { words, run: again };
  if (kind === 'back_to_list') return { words, run: () => go('tickets') };
  if (kind === 'settings' || kind === 'about') return { words, run: () => go('settings') };
  return undefined;
}
