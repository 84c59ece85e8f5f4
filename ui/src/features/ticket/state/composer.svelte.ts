// The reply and the note that are being written on a ticket. Each is saved as a draft while you type, and sent from
// here. Whatever fails, the text stays.
import type { AttachmentStaged, DraftKind, DraftView, Moment, OutboxRow, SendReply } from '$lib/ipc/bindings';
import { asFailure, call, type CallFailure } from '$lib/ipc/call';
import { noFolder, stage, type Dropped, type Receiver } from './files';

/** How long a pause in typing saves the draft. */
const PAUSE_MS = 800;

/** What a reply says besides its text. */
export interface ReplyTerms {
  /** An earlier time to promise; `null`: the policy's. */
  next_update_at: string | null;
  /** A message that came in meanwhile, and that the engineer has seen. */
  despite: string | null;
}

/** What was queued: what to say, and in how many seconds it is sent. */
export type Queued = Extract<SendReply, { outcome: 'queued' }>;

/** One text, and what of it is saved. */
class Slip {
  text = $state('');
  saved = $state.raw<Moment | null>(null);
  saveFailure = $state.raw<CallFailure | null>(null);
  /** The text as it was last saved. */
  savedText = '';
  /** When the newest draft seen here was saved. An older draft never overwrites the editor. */
  newest = 0;
  timer: ReturnType<typeof setTimeout> | undefined;
  saving: Promise<void> = Promise.resolve();
}

export class Composer {
  kind = $state<DraftKind>('reply');
  readonly slips: Record<DraftKind, Slip> = { reply: new Slip(), note: new Slip() };
  attachments = $state.raw<AttachmentStaged[]>([]);
  staging = $state(0);
  /** Why files of the last attempt aren't attached. */
  notAttached = $state.raw<readonly string[]>([]);
  sending = $state(false);
  /** Why the last message wasn't sent. */
  failure = $state.raw<CallFailure | null>(null);
  /** A message came in meanwhile: read it, or send anyway. */
  newer = $state.raw<Extract<SendReply, { outcome: 'newer_message' }> | null>(null);

  /** One message after another. */
  #turn: Promise<unknown> = Promise.resolve();

  /** Sending was undone, and the text is about to arrive as a draft. */
  #undone = false;

  constructor(readonly ticket: string) {}

  get slip(): Slip {
    return this.slips[this.kind];
  }

  /** The text of the reply or the note, whichever is shown. */
  get text(): string {
    return this.slip.text;
  }

  set text(text: string) {
    const slip = this.slip;
    slip.text = text;
    clearTimeout(slip.timer);
    slip.timer = setTimeout(() => void this.#saveNext(this.#kindOf(slip)), PAUSE_MS);
  }

  /** Shows the reply or the note, without the complaints about the other one. */
  show = (kind: DraftKind): void => {
    if (kind === this.kind) return;
    void this.#saveNext(this.kind);
    this.kind = kind;
    this.failure = null;
    this.newer = null;
  };

  /** Takes over drafts that are newer than the ones seen here, unless the text here isn't saved yet. */
  adopt = (drafts: DraftView[]): void => {
    for (const draft of drafts) {
      const slip = this.slips[draft.kind];
      if (slip.text !== slip.savedText || Date.parse(draft.saved.at) <= slip.newest) continue;
      const typed = slip.text;
      slip.text = draft.text;
      slip.savedText = draft.text;
      slip.saved = draft.saved;
      slip.newest = Date.parse(draft.saved.at);
      if (this.#undone) this.#giveBack(draft.kind, typed);
    }
  };

  /** Saves both texts now: when the editor loses the focus, and before the view is left. */
  save = async (): Promise<void> => {
    await Promise.all([this.#saveNext('reply'), this.#saveNext('note')]);
  };

  /** Sends what is shown, after what is being sent. Returns what was queued; `null`: see {@link failure} and
      {@link newer}, or the press before has sent it. */
  send = (reply: ReplyTerms): Promise<Queued | null> => {
    const kind = this.kind;
    const { text } = this.slips[kind];
    const sent = this.#turn.then(() => this.#sendNext(kind, text, reply));
    this.#turn = sent;
    return sent;
  };

  /** Sends `text` as it was when somebody pressed send, unless the press before has sent it. */
  async #sendNext(kind: DraftKind, text: string, reply: ReplyTerms): Promise<Queued | null> {
    if (text.trim() === '' || !this.slips[kind].text.startsWith(text)) return null;
    this.sending = true;
    this.failure = null;
    this.newer = null;
    try {
      await this.#saveNext(kind);
      const answer = await this.#send(kind, text, reply);
      if (answer.outcome === 'queued') {
        this.#cleared(kind, text);
        return answer;
      }
      this.newer = answer;
    } catch (refusal) {
      this.failure = asFailure(refusal);
    } finally {
      this.sending = false;
    }
    return null;
  }

  /** Undoes sending. The text comes back as a draft, see {@link adopt}. */
  undo = async (row: OutboxRow): Promise<boolean> => {
    this.failure = null;
    try {
      await this.save();
      this.#undone = true;
      await call('outbox_decide', { id: row.id, decision: 'cancel' });
      return true;
    } catch (refusal) {
      this.#undone = false;
      this.failure = asFailure(refusal);
      return false;
    }
  };

  /** Attaches files that were chosen, pasted or dropped, one after another. For each file that can't be attached,
      {@link notAttached} says why. */
  attach = async (to: Receiver, { files, folders }: Dropped): Promise<void> => {
    this.notAttached = folders.map(noFolder);
    for (const file of files) await this.#stage(to, file);
  };

  detach = (id: string): void => {
    this.attachments = this.attachments.filter((file) => file.id !== id);
  };

  #send(kind: DraftKind, text: string, reply: ReplyTerms): Promise<SendReply> {
    const message = {
      ticket: this.ticket,
      text,
      attachments: this.attachments.map((file) => file.id),
    };
    return kind === 'reply'
      ? call('reply_send', { ...message, ...reply, resolve: false })
      : call('note_send', message);
  }

  /** The undone text is back. It is shown, followed by what was typed meanwhile. */
  #giveBack(kind: DraftKind, typed: string): void {
    this.#undone = false;
    this.kind = kind;
    if (typed.trim() !== '' && !this.slip.text.includes(typed)) this.text = `${this.slip.text}\n\n${typed}`;
  }

  /** What was typed while it was being sent stays. */
  #cleared(kind: DraftKind, sent: string): void {
    const slip = this.slips[kind];
    clearTimeout(slip.timer);
    const rest = slip.text.startsWith(sent) ? slip.text.slice(sent.length).trimStart() : slip.text;
    slip.text = rest;
    slip.savedText = '';
    slip.saved = null;
    if (rest !== '') void this.#saveNext(kind);
    this.attachments = [];
    this.notAttached = [];
  }

  #kindOf(slip: Slip): DraftKind {
    return slip === this.slips.reply ? 'reply' : 'note';
  }

  /** One save after another, so that an older text never overwrites a newer one. */
  #saveNext(kind: DraftKind): Promise<void> {
    const slip = this.slips[kind];
    clearTimeout(slip.timer);
    slip.saving = slip.saving.then(() => this.#save(kind, slip));
    return slip.saving;
  }

  async #save(kind: DraftKind, slip: Slip): Promise<void> {
    const text = slip.text;
    if (text === slip.savedText) return;
    try {
      const { saved } = await call('draft_save', { ticket: this.ticket, kind, text });
      slip.savedText = text;
      slip.saved = saved;
      slip.newest = Date.parse(saved.at);
      slip.saveFailure = null;
    } catch (refusal) {
      slip.saveFailure = asFailure(refusal);
    }
  }

  async #stage(to: Receiver, file: File): Promise<void> {
    this.staging += 1;
    try {
      this.attachments = [...this.attachments, await stage(to, file)];
    } catch (refusal) {
      this.notAttached = [...this.notAttached, asFailure(refusal).message];
    } finally {
      this.staging -= 1;
    }
  }
}
