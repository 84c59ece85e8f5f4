// A time as a person types it. Rust reads the words in the policy's zone and answers with the instant they mean. This
// file holds only what was typed and the last answer.
import type { Moment, TimeMeaning } from '$lib/ipc/bindings';
import { asFailure, call } from '$lib/ipc/call';

/** How long a pause in typing makes Rust read the words. */
const PAUSE_MS = 250;

export class TypedTime {
  /** What the words mean; `null` if they haven't been read yet, or can't be. */
  moment = $state.raw<Moment | null>(null);
  /** Why they can't be read. */
  problem = $state.raw<string | null>(null);
  #text = $state('');
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(readonly meaning: TimeMeaning) {}

  get text(): string {
    return this.#text;
  }

  set text(text: string) {
    this.#text = text;
    this.moment = null;
    this.problem = null;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#show(), PAUSE_MS);
  }

  get empty(): boolean {
    return this.#text.trim() === '';
  }

  /** Reads the words now. Returns whether they can be used; no words can. */
  read = async (): Promise<boolean> => {
    clearTimeout(this.#timer);
    if (this.empty) return true;
    const question = ++this.#asked;
    try {
      const moment = await call('typed_time', { typed: this.#text, meaning: this.meaning });
      if (question === this.#asked) this.moment = moment;
      return true;
    } catch (refusal) {
      if (question === this.#asked) this.problem = asFailure(refusal).message;
      return false;
    }
  };

  /** The instant, once it has been read; `null` without words. */
  get at(): string | null {
    return this.empty ? null : (this.moment?.at ?? null);
  }

  /** While somebody types, only a time that makes sense is shown: half a word isn't a mistake yet. */
  async #show(): Promise<void> {
    if (!(await this.read())) this.problem = null;
  }
}
