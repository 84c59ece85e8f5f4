// A view's data that stays up to date: fetched at once, and again after events. The last answer stays on screen while a
// new one is fetched, or when fetching fails.
import type { DeskEvent } from './ipc/bindings';
import { asFailure, type CallFailure } from './ipc/call';
import { onDesk } from './ipc/events';

/** What a view knows: the last answer, whether the first one is still to come, and why the last try failed. */
export class Live<T> {
  data = $state.raw<T>();
  failure = $state.raw<CallFailure | null>(null);
  #fetch: () => Promise<T>;
  #asked = 0;
  #answered = 0;

  constructor(fetch: () => Promise<T>) {
    this.#fetch = fetch;
  }

  /** Nothing to show yet, and nothing wrong. */
  get loading(): boolean {
    return this.data === undefined && this.failure === null;
  }

  /** Asks again. The answer to an earlier question is dropped if a later one was answered first. */
  refetch = async (): Promise<void> => {
    const question = ++this.#asked;
    try {
      const data = await this.#fetch();
      if (this.#isNews(question)) this.set(data);
    } catch (refusal) {
      if (this.#isNews(question)) this.failure = asFailure(refusal);
    }
  };

  /** Takes new data that an act has returned. */
  set = (data: T): void => {
    this.data = data;
    this.failure = null;
  };

  #isNews(question: number): boolean {
    if (question < this.#answered) return false;
    this.#answered = question;
    return true;
  }
}

/** Every event except `open`, which asks for a view and changes no data. */
export const anyChange = (event: DeskEvent): boolean => event.kind !== 'open';

/** Events that touch one ticket. */
export const changeOf =
  (ticket: () => string) =>
  (event: DeskEvent): boolean =>
    event.kind === 'ticket_changed' ? event.ticket === ticket() : anyChange(event);

/**
 * Keeps the result of `fetch()` up to date for the life of the component. It is fetched again when a reactive value
 * changes that `fetch` reads before its first `await`.
 */
export function live<T>(fetch: () => Promise<T>, when: (event: DeskEvent) => boolean = anyChange): Live<T> {
  const result = new Live(fetch);
  $effect(() => void result.refetch());
  $effect(() => onDesk((event) => when(event) && void result.refetch()));
  return result;
}
