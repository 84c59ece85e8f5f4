// The rows of a list. They are fetched in pages as they come into sight, and fetched again when something changes.
// Belongs here: the rows themselves, how they are fetched, placed and drawn. Elsewhere: moving, opening and filtering
// (TicketList), acts on several rows (together).
import type { ListKind, Narrow, OwnerFilter, Row, RowsPage, SectionCount } from '$lib/ipc/bindings';
import { asFailure, call, type CallFailure } from '$lib/ipc/call';
import { everything } from '$lib/router';

const PAGE = 100;

export class Rows {
  sections = $state.raw<readonly SectionCount[]>([]);
  total = $state(0);
  loaded = $state(false);
  failure = $state.raw<CallFailure | null>(null);
  #pages = $state.raw<ReadonlyMap<number, readonly Row[]>>(new Map());
  #asked = new Set<number>();
  /** Answers from an older generation are dropped. */
  #generation = 0;

  constructor(
    readonly list: ListKind,
    readonly owner: OwnerFilter,
    readonly narrow: Narrow = everything,
  ) {}

  /** The row, or undefined while its page is being fetched. */
  at(index: number): Row | undefined {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** The index of a ticket among the fetched rows; -1 if it isn't one of them. */
  indexOf(ticket: string): number {
    for (const [page, rows] of this.#pages) {
      const found = rows.findIndex((row) => row.ticket === ticket);
      if (found >= 0) return page * PAGE + found;
    }
    return -1;
  }

  /** Fetches the missing rows between two rows. */
  async ensure(first: number, last: number): Promise<void> {
    const missing = pagesBetween(first, last).filter((page) => !this.#asked.has(page));
    missing.forEach((page) => this.#asked.add(page));
    await this.#fetch(missing, (fetched) => (this.#pages = new Map([...this.#pages, ...fetched])));
  }

  /** Fetches the rows in sight again and drops the others. The old rows stay until the new ones arrive. */
  async refresh(first: number, last: number): Promise<void> {
    this.#generation += 1;
    const pages = pagesBetween(first, last);
    await this.#fetch(pages, (fetched) => {
      this.#asked = new Set(pages);
      this.#pages = fetched;
    });
  }

  async #fetch(pages: number[], take: (rows: Map<number, readonly Row[]>) => void): Promise<void> {
    if (pages.length === 0) return;
    const generation = this.#generation;
    try {
      const answers = await Promise.all(pages.map((page) => this.#ask(page)));
      if (generation !== this.#generation) return;
      take(new Map(answers.map((answer, n) => [pages[n] ?? 0, answer.rows])));
      const newest = answers.at(-1);
      if (newest) ({ sections: this.sections, total: this.total } = newest);
      this.loaded = true;
      this.failure = null;
    } catch (refusal) {
      pages.forEach((page) => this.#asked.delete(page));
      this.failure = asFailure(refusal);
    }
  }

  #ask(page: number): Promise<RowsPage> {
    return call('rows', {
      list: this.list,
      owner: this.owner,
      offset: page * PAGE,
      limit: PAGE,
      narrow: this.narrow,
    });
  }
}

function pagesBetween(first: number, last: number): number[] {
  const from = Math.floor(Math.max(0, first) / PAGE);
  const to = Math.floor(Math.max(0, last) / PAGE);
  return Array.from({ length: to - from + 1 }, (_, n) => from + n);
}
