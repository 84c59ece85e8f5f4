// Which ticket is selected, and whether it has just changed by itself: a new deadline may put another ticket in its place
// while somebody reaches for a key.

const SETTLES_MS = 1500;

export class Held {
  #ticket: string | undefined;
  #chosen: boolean;
  #changedAt = -Infinity;

  /** `left`: the ticket that was selected when the list was left. */
  constructor(left?: string) {
    this.#ticket = left;
    this.#chosen = left === undefined;
  }

  /** The ticket that is selected, as far as it is known. */
  get ticket(): string | undefined {
    return this.#ticket;
  }

  /** The engineer moves to another ticket. */
  choose(): void {
    this.#chosen = true;
  }

  /** This ticket is selected now. */
  see(ticket: string | undefined): void {
    if (ticket === this.#ticket || ticket === undefined) return;
    if (!this.#chosen && this.#ticket !== undefined) this.#changedAt = Date.now();
    this.#ticket = ticket;
    this.#chosen = false;
  }

  /** Another ticket came in its place by itself, less than a moment ago. */
  get justChanged(): boolean {
    return Date.now() - this.#changedAt < SETTLES_MS;
  }
}
