// Data of a view that keeps itself fresh: asked for at once, asked for again on events, the last answer kept while
// a new one is on its way or cannot be had.
import type { DeskEvent } from './ipc/bindings';
import { asFailure, type CallFailure } from './ipc/call';
import { onDesk } from './ipc/events';

/** What a view knows: the last answer, whether the first one is still awaited, and why the last try failed. */
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

  /** Asks again. An answer that a later question has overtaken is dropped. */
  refetch = async (): Promise<void> => {
    const question = ++this.#asked;
    try {
      const data = await this.#fetch();
      if (this.#isNews(question)) this.set(data);
    } catch (refusal) {
      if (this.#isNews(question)) this.failure = asFailure(refusal);
    }
  };

  /** Takes an answer that an act has brought along. */
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

/** Every event but `open`, which asks for a view and changes no data. */
export const anyChange = (event: DeskEvent): boolean => event.kind !== 'open';

/** Events that touch one ticket. */
export const changeOf =
  (ticket: () => string) =>
  (event: DeskEvent): boolean =>
    event.kind === 'ticket_changed' ? event.ticket === ticket() : anyChange(event);

/**
 * Keeps `fetch()` fresh for the life of the component. Reactive values that `fetch` reads before its first `await`
 * cause another fetch when they change.
 */
export function live<T>(fetch: () => Promise<T>, when: (event: DeskEvent) => boolean = anyChange): Live<T> {
  const result = new Live(fetch);
  $effect(() => void result.refetch());
  $effect(() => onDesk((event) => when(event) && void result.refetch()));
  return result;
}
