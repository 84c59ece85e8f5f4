// A ticket for tests and pictures: the late P1 of notify-api, on Mon 23 Nov 2026 at 14:18.
import type {
  BodyPart,
  ClockCard,
  Entry,
  OutboxRow,
  ReplyForm,
  TicketView,
} from '../../src/lib/ipc/bindings';
import { moment as at } from '../fixtures';

export const text = (words: string): BodyPart => ({ kind: 'text', runs: [{ text: words, link: null }] });

type Can = TicketView['can'];

/** What can be done with an answered ticket, with some more and some less. */
export const can = ({ more = [], less = [] }: { more?: Can; less?: Can } = {}): Can =>
  [
    ...new Set<Can[number]>([
      'reply_send',
      'triage_commit',
      'assign_to_me',
      'assign_to',
      'pause',
      'rename',
      'close_ticket',
      'acknowledge',
      'snooze',
      'replied_elsewhere',
      ...more,
    ]),
  ].filter((command) => !less.includes(command));

export const entry = (id: string, some: Partial<Entry>): Entry => ({
  id,
  kind: 'tenant',
  author: 'Sam, notify-api',
  by_me: false,
  at: at('12:48'),
  sentence: '',
  parts: [],
  attachments: [],
  waiting: null,
  ...some,
});

const mine = (id: string, kind: 'public' | 'internal', time: string, words: string): Entry =>
  entry(id, { kind, author: 'you', by_me: true, at: at(time), parts: [text(words)] });

export const update: ClockCard = {
  reading: {
    clock: 'update',
    cycle: 2,
    standing: 'breached',
    started_at: '2026-11-23T13:12:00Z',
    due_at: '2026-11-23T14:12:00Z',
    ended_at: null,
    breached_at: '2026-11-23T14:12:00Z',
    remaining_minutes: -6,
    in_hours: true,
    why: [
      {
        step: 'start',
        label: 'Start',
        text: '13:12 last public message',
        from: null,
        to: null,
        seconds: null,
      },
      {
        step: 'target',
        label: 'Target',
        text: 'P1 update: 1 h at any hour',
        from: null,
        to: null,
        seconds: null,
      },
      {
        step: 'elapsed',
        label: '13:12 to 14:12',
        text: '60 min elapsed',
        from: null,
        to: null,
        seconds: 3600,
      },
      { step: 'lands', label: 'Due', text: 'Mon 14:12, as told to Sam', from: null, to: null, seconds: null },
    ],
  },
  title: 'Next update',
  headline: '6 min late',
  detail: 'was due 14:12 GMT',
  used: 1.1,
  told: '14:00, 14:12; next 14:22',
};

export const respond: ClockCard = {
  reading: {
    clock: 'respond',
    cycle: 1,
    standing: 'met',
    started_at: '2026-11-23T12:48:00Z',
    due_at: '2026-11-23T13:08:00Z',
    ended_at: '2026-11-23T13:01:00Z',
    breached_at: null,
    remaining_minutes: null,
    in_hours: true,
    why: [
      { step: 'start', label: 'Start', text: '12:48 raised', from: null, to: null, seconds: null },
      { step: 'target', label: 'Target', text: 'P1 response: 20 min', from: null, to: null, seconds: null },
      { step: 'lands', label: 'Due', text: 'Mon 13:08', from: null, to: null, seconds: null },
    ],
  },
  title: 'First response',
  headline: 'met',
  detail: '13:01, 7 min before 13:08',
  used: 0.65,
  told: '',
};

export const ticket = (some: Partial<TicketView> = {}): TicketView => ({
  ticket: 'rt:work/41',
  from: 'RT 41',
  subject: 'failure pushing app: invalid mode 0444',
  tenant: 'notify-api',
  tenant_kind: 'live',
  owner: 'nobody',
  mine: false,
  status: 'open',
  resolved: false,
  headline: 'RT 41 · notify-api, live service · raised 12:48 by the emergency route',
  raised: at('12:48'),
  priority: 'P1',
  priority_story: 'by emergency route 12:48, confirmed 12:55 by you',
  priority_hint: null,
  open_questions: [],
  answers: [
    { question: 'Is it ours?', answer: 'Yes, the platform' },
    { question: 'What is the urgency, and why?', answer: 'Now: the fix is for a live problem' },
  ],
  main_clock: update,
  clocks: [respond],
  waiting_since: at('13:40'),
  started: at('12:56'),
  chase: null,
  pause_reason: null,
  to: [{ name: 'Sam', address: 'sam@notify.example' }],
  cc: [
    { name: 'Jo', address: 'jo@notify.example' },
    { name: 'Pat', address: 'pat@notify.example' },
    { name: 'Lee', address: 'lee@notify.example' },
  ],
  thread: [
    entry('1', {
      parts: [
        text(
          'Pushing fails since this morning with “invalid mode 0444”. We have a fix to ship for a live problem.',
        ),
        {
          kind: 'log',
          runs: [{ text: '$ cf push notify-api\nServer error: invalid mode 0444', link: null }],
        },
        { kind: 'signature', runs: [{ text: 'Sam\nnotify-api', link: null }] },
      ],
      attachments: [
        {
          id: '7',
          name: 'push.log',
          content_type: 'text/plain',
          size: 14336,
          size_said: '14 kB',
          fetched: false,
          is_text: true,
        },
      ],
    }),
    entry('2', { kind: 'event', author: '', at: at('12:55'), sentence: 'P1 confirmed by you' }),
    mine(
      '3',
      'internal',
      '12:55',
      'Triaged P1: emergency fix blocked. Urgency now, one live service, no workaround known.',
    ),
    mine(
      '4',
      'public',
      '13:01',
      'Hello Sam, we can see this and are looking at the droplet cache. Next update by 14:01.',
    ),
    mine(
      '5',
      'public',
      '13:12',
      'We renamed this ticket so that it names the error: it helps others to find it. We are clearing the cache on one cell first. Next update by 14:12.',
    ),
    entry('6', {
      at: at('13:40'),
      waiting: 'waiting for 38 min',
      parts: [
        {
          kind: 'text',
          runs: [
            { text: 'Thank you. Any idea how long? Our plan is at ', link: null },
            { text: 'https://notify.example/plan', link: 0 },
          ],
        },
      ],
    }),
  ],
  unsent: [],
  has_web_page: true,
  largest_file: 10 * 1024 * 1024,
  looks_like: [
    {
      id: 'rt:work/12',
      kind: 'ticket',
      subject: 'invalid mode after a stack update',
      tenant: 'registers',
      snippet: [],
      from: 'RT 12',
      state: 'closed 3 Oct',
      at: at('09:00'),
    },
  ],
  linked: [],
  incident: { id: 'incident/2026-11-23-2', title: 'Incident 2026-11-23-2' },
  can: can(),
  drafts: [],
  read: at('14:18'),
  before_dutydesk: false,
  thread_note: '',
  practice: false,
  ...some,
});

export const replyForm = (some: Partial<ReplyForm> = {}): ReplyForm => ({
  to: ticket().to,
  cc: ticket().cc,
  next_update: at('15:18'),
  next_update_line: 'Next update by 15:18 GMT',
  next_update_said: '15:18 GMT',
  promised_said: null,
  templates: [
    {
      id: 'first_response_p1',
      title: 'First response, P1',
      text: 'Hello Sam,\n\nThank you for telling us.',
      keeps_promise: false,
    },
    {
      id: 'close',
      title: 'Closing',
      text: 'Hello Sam,\n\nWe are closing this, because {reason}.\n\nReply to open it again.',
      keeps_promise: false,
    },
    {
      id: 'redirect',
      title: 'Not ours: who can help',
      text: 'Hello Sam,\n\nThe people who can help are {contact}.',
      keeps_promise: false,
    },
  ],
  first_response: 'first_response_p1',
  draft: '',
  untriaged: false,
  undo_seconds: 10,
  ...some,
});

export const queued = (some: Partial<OutboxRow> = {}): OutboxRow => ({
  id: 9,
  ticket: 'rt:work/41',
  subject: ticket().subject,
  act: 'Public reply',
  text: 'The cache is cleared on all cells.',
  readable: true,
  state: 'queued',
  reason: '',
  undoable: some.state === undefined || some.state === 'queued',
  queued: at('14:18'),
  sent: null,
  ...some,
});
