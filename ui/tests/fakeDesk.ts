// Stands in for Rust: answers calls from the fixtures and remembers what was asked.
import { emit } from '@tauri-apps/api/event';
import { mockIPC } from '@tauri-apps/api/mocks';
import type {
  CallError,
  Commands,
  DeskEvent,
  Moment,
  RowsRequest,
  TypedTimeRequest,
} from '../src/lib/ipc/bindings';
import { notes, row as incidentRow } from './features/incidentFixture';
import { replyForm, ticket } from './features/ticketFixture';
import { answered } from './features/triageFixture';
import { answers, moment, pageOf, rows } from './fixtures';

type Name = keyof Commands;
type Answer<N extends Name> =
  | Commands[N]['reply']
  | ((request: Commands[N]['request']) => Commands[N]['reply'] | Promise<Commands[N]['reply']>);

export type Script = { [N in Name]?: Answer<N> };

export interface FakeDesk {
  /** The requests of a command, in order. */
  asked<N extends Name>(name: N): Commands[N]['request'][];
  /** How many calls there were. */
  count(): number;
  /** Changes the answers from now on. */
  answer(script: Script): void;
  /** Sends an event to the window. */
  tell(event: DeskEvent): Promise<void>;
}

/** A refusal, to be thrown by an answer. */
export const refusal = (code: CallError['code'], message: string): CallError => ({ code, message });

/** Starts it. Commands without a scripted answer are answered from the fixtures, or with "done". */
export function fakeDesk(script: Script = {}): FakeDesk {
  const calls: { name: string; request: unknown }[] = [];
  const answering: Record<string, unknown> = { ...answers, ...ofATicket(), ...script };
  mockIPC(
    (name, payload) => {
      const { request } = payload as { request: unknown };
      calls.push({ name, request });
      const answer = answering[name] ?? {};
      return typeof answer === 'function' ? answer(request) : answer;
    },
    { shouldMockEvents: true },
  );
  return {
    asked: (name) => calls.filter((each) => each.name === name).map((each) => each.request as never),
    count: () => calls.length,
    answer: (more) => void Object.assign(answering, more),
    tell: (event) => emit('desk', event),
  };
}

/** Answers that depend on what is asked for, and those of one ticket, its triage and an incident. */
function ofATicket(): Script {
  const { proposal, what_if } = answered();
  return {
    rows: (request: RowsRequest) => pageOf(rows, request),
    ticket: (request) => ticket({ ticket: request.ticket }),
    reply_form: replyForm(),
    draft_save: { saved: moment('14:18') },
    triage_form: answered(),
    triage_draft: { proposal, what_if, saved: moment('14:18') },
    incidents: { incidents: [incidentRow()] },
    incident: notes(),
    typed_time: typedTime,
    triage_many: ({ tickets }) => ({
      outcomes: tickets.map((id) => ({ ticket: id, done: true, sentence: 'P3 set. Respond by 16:18.' })),
    }),
  };
}

/** Reads times on that Monday. A day without a time means midday. */
function typedTime({ typed }: TypedTimeRequest): Moment {
  const words = typed.trim();
  if (words === 'now') return moment('14:18');
  if (/^\d\d:\d\d$/.test(words)) return moment(words);
  if (/^\d{4}-\d\d-\d\d$/.test(words)) return moment('12:00', words);
  throw refusal('invalid', 'That isn’t a time Dutydesk can read. Write it like 15:00.');
}
