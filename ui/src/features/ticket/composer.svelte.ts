// What is being written on a ticket: a reply and a note side by side, each kept as a draft while it is typed, and
// the way out. Whatever fails, the text stays.
import type { AttachmentStaged, DraftKind, DraftView, Moment, OutboxRow, SendReply } from '$lib/ipc/bindings';
import { asFailure, call, type CallFailure } from '$lib/ipc/call';
import { noFolder, stage, type Dropped } from './files';

/** A pause in typing after which the draft is kept. */
const PAUSE_MS = 800;

/** What a reply says besides its text. */
export interface ReplyTerms {
  /** An earlier time to promise; `null`: as the policy says. */
  next_update_at: string | null;
  /** The message that came in between and was seen. */
  despite: string | null;
}

/** One text with what is known to be on disk. */
class Slip {
  text = $state('');
  saved = $state.raw<Moment | null>(null);
  saveFailure = $state.raw<CallFailure | null>(null);
  /** The text that is on disk. */
  kept = '';
  /** When the newest draft seen here was saved: an older answer never overwrites the editor. */
  newest = 0;
  timer: ReturnType<typeof setTimeout> | undefined;
  saving: Promise<void> = Promise.resolve();
}

export class Composer {
  kind = $state<DraftKind>('reply');
  readonly slips: Record<DraftKind, Slip> = { reply: new Slip(), note: new Slip() };
  attachments = $state.raw<AttachmentStaged[]>([]);
  staging = $state(0);
  /** Why files of the last try are not attached. */
  notAttached = $state.raw<readonly string[]>([]);
  sending = $state(false);
  /** Why the last message did not leave. */
  failure = $state.raw<CallFailure | null>(null);
  /** A message came in between: read it, or send anyway. */
  newer = $state.raw<Extract<SendReply, { outcome: 'newer_message' }> | null>(null);

  /** A message was taken back and its text is on its way here. */
  #undone = false;

  constructor(readonly ticket: string) {}

  get slip(): Slip {
    return this.slips[this.kind];
  }

  /** The reply or the note that is shown: its text. */
  get text(): string {
    return this.slip.text;
  }

  set text(text: string) {
    const slip = this.slip;
    slip.text = text;
    clearTimeout(slip.timer);
    slip.timer = setTimeout(() => void this.#keep(this.#kindOf(slip)), PAUSE_MS);
  }

  /** Shows the reply or the note. What the other one complained about is not about this one. */
  show = (kind: DraftKind): void => {
    if (kind === this.kind) return;
    void this.#keep(this.kind);
    this.kind = kind;
    this.failure = null;
    this.newer = null;
  };

  /** Takes saved drafts that are newer than what was seen here, unless something unsaved is being typed. */
  adopt = (drafts: DraftView[]): void => {
    for (const draft of drafts) {
      const slip = this.slips[draft.kind];
      if (slip.text !== slip.kept || Date.parse(draft.saved.at) <= slip.newest) continue;
      const typed = slip.text;
      slip.text = draft.text;
      slip.kept = draft.text;
      slip.saved = draft.saved;
      slip.newest = Date.parse(draft.saved.at);
      if (this.#undone) this.#giveBack(draft.kind, typed);
    }
  };

  /** Keeps both texts now: on blur, and before the view is left. */
  keep = async (): Promise<void> => {
    await Promise.all([this.#keep('reply'), this.#keep('note')]);
  };

  /** Sends what is shown. Says what comes next when it was queued; `null`: see {@link failure} and {@link newer}. */
  send = async (reply: ReplyTerms): Promise<string | null> => {
    if (this.sending) return null;
    const kind = this.kind;
    this.sending = true;
    this.failure = null;
    this.newer = null;
    try {
      await this.#keep(kind);
      const answer = await this.#send(kind, reply);
      if (answer.outcome === 'queued') {
        this.#cleared(kind);
        return answer.sentence;
      }
      this.newer = answer;
    } catch (refusal) {
      this.failure = asFailure(refusal);
    } finally {
      this.sending = false;
    }
    return null;
  };

  /** Takes a message back that has not left. Its text returns as a draft, see {@link adopt}. */
  undo = async (row: OutboxRow): Promise<boolean> => {
    this.failure = null;
    try {
      await this.keep();
      this.#undone = true;
      await call('outbox_decide', { id: row.id, decision: 'cancel' });
      return true;
    } catch (refusal) {
      this.#undone = false;
      this.failure = asFailure(refusal);
      return false;
    }
  };

  /** Stages files that were chosen, pasted or dropped, one after the other. What cannot go is said, file by file. */
  attach = async ({ files, folders }: Dropped): Promise<void> => {
    this.notAttached = folders.map(noFolder);
    for (const file of files) await this.#stage(file);
  };

  detach = (id: string): void => {
    this.attachments = this.attachments.filter((file) => file.id !== id);
  };

  #send(kind: DraftKind, reply: ReplyTerms): Promise<SendReply> {
    const message = {
      ticket: this.ticket,
      text: this.slips[kind].text,
      attachments: this.attachments.map((file) => file.id),
    };
    return kind === 'reply'
      ? call('reply_send', { ...message, ...reply, resolve: false })
      : call('note_send', message);
  }

  /** The undone text is back: it is shown, and what was being typed meanwhile follows it. */
  #giveBack(kind: DraftKind, typed: string): void {
    this.#undone = false;
    this.kind = kind;
    if (typed.trim() !== '' && !this.slip.text.includes(typed)) this.text = `${this.slip.text}\n\n${typed}`;
  }

  #cleared(kind: DraftKind): void {
    const slip = this.slips[kind];
    clearTimeout(slip.timer);
    slip.text = '';
    slip.kept = '';
    slip.saved = null;
    this.attachments = [];
    this.notAttached = [];
  }

  #kindOf(slip: Slip): DraftKind {
    return slip === this.slips.reply ? 'reply' : 'note';
  }

  /** One save after the other, so that an older text never lands on a newer one. */
  #keep(kind: DraftKind): Promise<void> {
    const slip = this.slips[kind];
    clearTimeout(slip.timer);
    slip.saving = slip.saving.then(() => this.#save(kind, slip));
    return slip.saving;
  }

  async #save(kind: DraftKind, slip: Slip): Promise<void> {
    const text = slip.text;
    if (text === slip.kept) return;
    try {
      const { saved } = await call('draft_save', { ticket: this.ticket, kind, text });
      slip.kept = text;
      slip.saved = saved;
      slip.newest = Date.parse(saved.at);
      slip.saveFailure = null;
    } catch (refusal) {
      slip.saveFailure = asFailure(refusal);
    }
  }

  async #stage(file: File): Promise<void> {
    this.staging += 1;
    try {
      this.attachments = [...this.attachments, await stage(this.ticket, file)];
    } catch (refusal) {
      this.notAttached = [...this.notAttached, asFailure(refusal).message];
    } finally {
      this.staging -= 1;
    }
  }
}
