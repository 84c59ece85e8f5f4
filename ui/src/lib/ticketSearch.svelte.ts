// Tickets that match what somebody is typing: fetched after a short pause. Late answers to older words are dropped.
import type { Hit } from '$lib/ipc/bindings';
import { asFailure, call, type CallFailure } from '$lib/ipc/call';

/** How long a pause in typing starts the search. */
const PAUSE_MS = 120;

interface Asking {
  /** The ticket to leave out: the one on screen. */
  except: string;
  /** How many hits to ask for. */
  limit: number;
}

export class TicketSearch {
  /** The newest first; `null` while there are no words to search for. */
  hits = $state.raw<Hit[] | null>(null);
  failure = $state.raw<CallFailure | null>(null);
}

/** Searches for `words()` for the life of the component. `null` and blanks search for nothing. */
export function searchTickets(words: () => string | null, { except, limit }: Asking): TicketSearch {
  const search = new TicketSearch();
  $effect(() => {
    const query = words()?.trim() ?? '';
    if (query === '') {
      search.hits = null;
      return;
    }
    let stale = false;
    const timer = setTimeout(() => {
      call('search', { words: query, limit, except }).then(
        ({ hits }) => {
          if (stale) return;
          search.hits = hits.filter((hit) => hit.kind === 'ticket');
          search.failure = null;
        },
        (refusal: unknown) => {
          if (!stale) search.failure = asFailure(refusal);
        },
      );
    }, PAUSE_MS);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  });
  return search;
}
