// Triage while you fill it in. Every answer is saved at once, and Rust says which priority the answers lead to. Nothing
// is lost if you leave or if setting the priority is refused.
import type {
  AnswerText,
  FieldProblem,
  Moment,
  Priority,
  Proposal,
  TriageForm,
  TriageOutcome,
  WhatIf,
} from '$lib/ipc/bindings';
import { without } from '$lib/forms/problems';
import { asFailure, call, type CallFailure } from '$lib/ipc/call';

/** How long a pause saves an answer. */
const PAUSE_MS = 250;

/** What the error summary says if no priority is proposed or chosen. */
const NO_PRIORITY: FieldProblem = { field: 'priority', message: 'Choose a priority: 1, 2, 3 or 4' };

export class Triage {
  answers = $state<Record<string, AnswerText>>({});
  proposal = $state.raw<Proposal | null>(null);
  whatIf = $state.raw<WhatIf[]>([]);
  saved = $state.raw<Moment | null>(null);
  /** What the engineer chose. Until then, the proposal counts. */
  chosen = $state<Priority | null>(null);
  problems = $state.raw<FieldProblem[]>([]);
  saveFailure = $state.raw<CallFailure | null>(null);
  commitFailure = $state.raw<CallFailure | null>(null);
  committing = $state(false);
  #begun = false;
  #unsaved = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<void> = Promise.resolve();

  constructor(readonly ticket: string) {}

  /** The priority that would be set now. */
  get priority(): Priority | null {
    return this.chosen ?? this.proposal?.priority ?? null;
  }

  /** Takes a form. The first time, its answers too; later, only what follows from the answers that Rust has. */
  take = (form: TriageForm): void => {
    if (!this.#begun) {
      this.#begun = true;
      this.answers = { ...form.answers };
      this.saved = form.saved;
    }
    if (this.#unsaved) return;
    this.proposal = form.proposal;
    this.whatIf = form.what_if;
  };

  answer = (question: string): AnswerText => this.answers[question] ?? { choice: null, words: '' };

  /** Takes a priority. Problems that belonged to another priority are dropped. */
  pick = (priority: Priority): void => {
    if (priority !== this.priority) this.problems = [];
    this.chosen = priority;
  };

  choose = (question: string, choice: string): void => this.#set(question, { choice });

  write = (question: string, words: string): void => this.#set(question, { words });

  /** Saves the answers now: when a field loses the focus, and before the view is left. */
  save = (): Promise<void> => {
    clearTimeout(this.#timer);
    this.#saving = this.#saving.then(() => this.#save());
    return this.#saving;
  };

  /** Sets the priority. `null`: something is missing or was refused, and the page says what. */
  commit = (): Promise<Extract<TriageOutcome, { outcome: 'set' }> | null> => this.#commit('triage_commit');

  /** Sets the priority at once. Questions without an answer stay open. */
  commitNow = (): Promise<Extract<TriageOutcome, { outcome: 'set' }> | null> => this.#commit('triage_now');

  async #commit(
    how: 'triage_commit' | 'triage_now',
  ): Promise<Extract<TriageOutcome, { outcome: 'set' }> | null> {
    const priority = this.priority;
    this.problems = priority ? [] : [NO_PRIORITY];
    this.commitFailure = null;
    if (!priority || this.committing) return null;
    this.committing = true;
    try {
      await this.save();
      const outcome = await call(how, { ticket: this.ticket, answers: this.#plain(), priority });
      if (outcome.outcome === 'set') return outcome;
      this.problems = outcome.problems;
    } catch (refusal) {
      this.commitFailure = asFailure(refusal);
    } finally {
      this.committing = false;
    }
    return null;
  }

  #set(question: string, part: Partial<AnswerText>): void {
    this.answers[question] = { ...this.answer(question), ...part };
    this.problems = without(this.problems, [question]);
    this.#unsaved = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.save(), PAUSE_MS);
  }

  #plain(): Record<string, AnswerText> {
    return $state.snapshot(this.answers);
  }

  async #save(): Promise<void> {
    if (!this.#unsaved) return;
    this.#unsaved = false;
    try {
      const reply = await call('triage_draft', { ticket: this.ticket, answers: this.#plain() });
      this.saved = reply.saved;
      this.saveFailure = null;
      if (this.#unsaved) return;
      this.proposal = reply.proposal;
      this.whatIf = reply.what_if;
    } catch (refusal) {
      this.#unsaved = true;
      this.saveFailure = asFailure(refusal);
    }
  }
}
