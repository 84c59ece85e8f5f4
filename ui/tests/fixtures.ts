// What Rust would answer on Monday 23 November 2026 at 14:18, the shift in the pictures of the README. Tests and the
// preview page share it.
import type {
  AppStatus,
  Commands,
  DoctorReport,
  Hit,
  Moment,
  NowView,
  OutboxRow,
  PolicyView,
  RehearsalView,
  Row,
  RowsPage,
  RowsRequest,
  SettingsView,
  ShiftView,
} from '../src/lib/ipc/bindings';

const DAY = '2026-11-23';

/** A moment of that day (GMT). */
export function moment(time: string, day = DAY, short = time): Moment {
  return {
    at: `${day}T${time}:00Z`,
    time,
    short,
    long: `${day === DAY ? 'Mon 23 Nov 2026' : day}, ${time} GMT`,
    zone: 'GMT',
  };
}

export const status: AppStatus = {
  hours: {
    class: 'in_hours',
    sentence: 'In hours until 17:00',
    until: moment('17:00'),
    next_opening: moment('09:00', '2026-11-24', 'Tue 09:00'),
    holiday: null,
    calendar_known: true,
    now: moment('14:18'),
    today: 'Mon 23 Nov 2026, 14:18 GMT',
  },
  on_support: true,
  ask_on_support: false,
  counts: { now: 6, tickets: 41, incidents: 2, outbox: 2 },
  sources: [
    { account: 'deskpro:work', name: 'Deskpro', health: 'fresh', sentence: '12 s ago' },
    { account: 'pagerduty:work', name: 'PagerDuty', health: 'fresh', sentence: '4 s ago' },
    {
      account: 'alertmanager:work',
      name: 'Alertmanager',
      health: 'unknown',
      sentence: 'unknown since 14:02',
    },
  ],
  waiting_to_send: 2,
  needs_a_decision: 0,
  notices_proven: moment('09:02'),
  notices_problem: null,
  notices_paused_until: null,
  worst_late: { ticket: 'deskpro:work/4182', sentence: '6 min late: update notify-api', act: 'reply' },
  banners: [],
  problems: [],
  practice: false,
  first_start: false,
  notices: [],
};

export const nowView: NowView = {
  hero: {
    ticket: 'deskpro:work/4182',
    standing: 'breached',
    number: '6',
    unit: 'min late',
    due: 'was due 14:12 GMT',
    title: 'Update notify-api: failure pushing app: invalid mode 0444',
    priority: 'P1',
    detail: 'update every hour, last public message 13:12. Sam has been waiting since 13:40',
    then: 'Then in 2 min: triage registers',
    spoken: 'Update 6 minutes late, P1, not acknowledged',
    acts: ['reply', 'acknowledge', 'why'],
  },
  calm: 'Nothing is due. Next opening Tue 09:00.',
  calm_is_sure: true,
  radar: {
    from: moment('14:00'),
    to: { ...moment('22:18') },
    now: moment('14:18'),
    ticks: [14, 15, 16, 17, 18, 19, 20, 21, 22].map((hour) => moment(`${hour}:00`)),
    frames: [
      { class: 'in_hours', from: moment('14:00'), to: moment('17:00'), label: 'in hours' },
      {
        class: 'overnight',
        from: moment('17:00'),
        to: moment('22:18'),
        label: 'overnight: only P1 can fall due',
      },
    ],
    marks: [
      mark('4182', 'update', 'P1', '14:12', 'breached', 'failure pushing app: invalid mode 0444'),
      mark('slack-1', 'triage', null, '14:20', 'at_risk', 'Slack: “our deploys hang since lunch”'),
      mark('4190', 'triage', null, '14:26', 'running', 'Cannot bind postgres service to new space'),
      mark('4188', 'respond', 'P2', '14:28', 'running', 'elevated 502 rate on routers'),
      mark('4186', 'respond', 'P3', '15:15', 'running', 'Intermittent log drain drops'),
      mark('4177', 'update', 'P2', '16:12', 'running', 'api certificate renewal failing in london'),
      mark('4169', 'respond', 'P4', '16:48', 'running', 'Docs: broken link to buildpacks page'),
    ],
  },
};

function mark(
  id: string,
  clock: NowView['radar']['marks'][number]['clock'],
  priority: Row['priority'],
  due: string,
  standing: NowView['radar']['marks'][number]['standing'],
  subject: string,
): NowView['radar']['marks'][number] {
  return { ticket: `deskpro:work/${id}`, clock, priority, due: moment(due), standing, subject };
}

type Cells = [
  section: Row['section'],
  priority: Row['priority'],
  standing: Row['standing'],
  left: string,
  due: string,
  clock: Row['clock'],
  subject: string,
  tenant: string,
  owner: string,
  from: string,
];

const cells: Cells[] = [
  [
    'late',
    'P1',
    'breached',
    '6 min late',
    '14:12',
    'update',
    'failure pushing app: invalid mode 0444',
    'notify-api',
    'you',
    'Deskpro 4182',
  ],
  [
    'untriaged',
    null,
    'at_risk',
    '2 min',
    '14:20',
    'triage',
    'Slack: “our deploys hang since lunch”',
    'registers',
    'nobody',
    'Slack',
  ],
  [
    'untriaged',
    null,
    'running',
    '8 min',
    '14:26',
    'triage',
    'Cannot bind postgres service to new space',
    'dm-frontend',
    'nobody',
    'Deskpro 4190',
  ],
  [
    'next_two_hours',
    'P2',
    'running',
    '10 min',
    '14:28',
    'respond',
    'elevated 502 rate on routers',
    'gov-wifi',
    'you',
    'Page + Deskpro 4188',
  ],
  [
    'next_two_hours',
    'P3',
    'running',
    '57 min',
    '15:15',
    'respond',
    'Intermittent log drain drops',
    'pay-toolbox',
    'nobody',
    'Deskpro 4186',
  ],
  [
    'next_two_hours',
    'P2',
    'running',
    '1 h 54',
    '16:12',
    'update',
    'api certificate renewal failing in london',
    'vcs',
    'Alex',
    'Deskpro 4177',
  ],
  [
    'later',
    'P4',
    'running',
    '2 h 30',
    '16:48',
    'respond',
    'Docs: broken link to buildpacks page',
    'trade-tariff',
    'nobody',
    'Deskpro 4169',
  ],
  [
    'paused',
    'P3',
    'paused',
    'paused',
    'Wed',
    'update',
    'Waiting for tenant: memory quota for org',
    'forms',
    'you',
    'Deskpro 4150',
  ],
  [
    'before_dutydesk',
    null,
    null,
    '',
    '',
    null,
    'Old question about egress addresses',
    'forms',
    'nobody',
    'Deskpro 3120',
  ],
  ['before_dutydesk', null, null, '', '', null, 'Please raise our quota', 'vcs', 'nobody', 'Deskpro 3119'],
];

export const rows: Row[] = cells.map(
  ([section, priority, standing, left, due, clock, subject, tenant, owner, from]) => ({
    ticket: `deskpro:work/${/\d+$/.exec(from)?.[0] ?? 'slack-1'}`,
    section,
    priority,
    clock,
    standing,
    left,
    due,
    due_long: due ? `Mon 23 Nov 2026, ${due} GMT` : '',
    subject,
    tenant,
    owner,
    from,
    remark: '',
    unread: false,
  }),
);

const labels: Partial<Record<Row['section'], string>> = {
  late: 'Late',
  late_triage: 'Late for triage',
  untriaged: 'Untriaged',
  next_two_hours: 'Next two hours',
  later: 'Later',
  paused: 'Paused',
  before_dutydesk: 'Before Dutydesk',
};

/** One page of a list of rows. */
export function pageOf(all: readonly Row[], { owner, offset, limit, narrow }: RowsRequest): RowsPage {
  const words = narrow.words.toLowerCase();
  const having = all.filter((row) => `${row.subject} ${row.tenant}`.toLowerCase().includes(words));
  const mine = having.filter(
    (row) => owner === 'all' || (owner === 'mine' ? row.owner === 'you' : row.owner === 'nobody'),
  );
  const sections = [...new Set(mine.map((row) => row.section))].map((section) => {
    const count = mine.filter((row) => row.section === section).length;
    const label =
      section === 'later' && count === 1 ? 'Later: 1 today, 33 after' : `${labels[section]}: ${count}`;
    return { section, label, count };
  });
  return { sections, total: mine.length, offset, rows: mine.slice(offset, offset + limit) };
}

/** As many rows as asked for: one late, the others later. */
export function manyRows(count: number): Row[] {
  const [late, , , , , later] = rows as [Row, Row, Row, Row, Row, Row];
  return Array.from({ length: count }, (_, n) => ({
    ...(n === 0 ? late : { ...later, section: 'later' as const }),
    ticket: `rt:work/${n}`,
    subject: `Ticket ${n}`,
  }));
}

export const hits: Hit[] = [
  {
    id: 'deskpro:work/4021',
    kind: 'ticket',
    subject: 'Service broker times out when the database is resizing',
    tenant: 'dm-frontend',
    snippet: [
      { text: 'cf ', matched: false },
      { text: 'bind', matched: true },
      { text: '-service has timed out; retry after the window', matched: false },
    ],
    from: 'Deskpro 4021',
    state: 'closed 3 Oct',
    at: moment('10:14', '2026-10-03', '3 Oct 10:14'),
  },
  {
    id: 'incident/2026-11-23-1',
    kind: 'incident',
    subject: 'Routers return 502 for many tenants',
    tenant: '',
    snippet: [{ text: 'Rolled back routers to 0.221 on staging first', matched: false }],
    from: 'Incident 2026-11-23-1',
    state: 'open',
    at: moment('14:15'),
  },
];

export const outboxRows: OutboxRow[] = [
  act(
    7,
    'Public reply',
    'unknown',
    'The connection broke after it was sent at 14:05. Look in Deskpro before you send it again.',
  ),
  act(
    6,
    'Priority P2',
    'refused',
    'Deskpro says: the token may not change the priority. Ask who runs it for the right, then send again.',
  ),
  act(8, 'Public reply', 'queued', ''),
  act(5, 'Internal note', 'sent', ''),
];

function act(id: number, what: string, state: OutboxRow['state'], reason: string): OutboxRow {
  return {
    id,
    ticket: 'deskpro:work/4182',
    subject: 'failure pushing app: invalid mode 0444',
    act: what,
    text: what.startsWith('Priority')
      ? ''
      : 'Hello Sam, the cache is cleared on all cells; please push again.',
    readable: true,
    state,
    reason,
    queued: moment('14:05'),
    sent: state === 'sent' ? moment('14:06') : null,
    undoable: state === 'queued',
  };
}

export const settings: SettingsView = {
  accounts: [
    {
      account: 'rt:work',
      name: 'work',
      kind: 'rt',
      kind_said: 'Request Tracker',
      address: 'https://rt.example.gov.uk',
      reads: 'Queues: Support',
      fields: { url: ['https://rt.example.gov.uk'], queues: ['Support'] },
      watch_from: moment('09:00'),
      last_read: moment('14:18'),
      problem: '',
    },
  ],
  kinds: [
    {
      kind: 'rt',
      name: 'Request Tracker',
      fields: [
        { field: 'url', label: 'Address', hint: 'The address you use in the browser.', holds: 'address' },
        { field: 'token', label: 'Token', hint: 'Create one in Request Tracker.', holds: 'secret' },
        { field: 'queues', label: 'Queues', hint: 'Separate them with commas.', holds: 'names' },
      ],
    },
  ],
  appearance: { theme: 'system', density: 'comfortable', size: 100, single_keys: true },
  notifications: {
    present: true,
    plays_sounds: true,
    sentence: 'dunst 1.9.0 shows notifications with buttons.',
    held_back: '',
    proven: moment('09:02'),
    paused_until: null,
    manner: {
      hide_text: false,
      sounds: ['alarm', 'bell', 'none', 'none'],
      tray_count: true,
      stays_in_tray: true,
    },
  },
  standby: {
    autostart: { on: false, sentence: 'Dutydesk doesn’t start when you log in.' },
    timer: {
      on: false,
      sentence: 'While Dutydesk isn’t running, nothing checks what’s due and you won’t be notified.',
    },
    heartbeat: { file: '/home/me/.local/share/dutydesk/heartbeat', url: '', problem: '' },
  },
  keychain: 'ready',
  about: { version: '0.1.0', zone_data: '2026c', data_dir: '~/.local/share/dutydesk' },
};

export const policy: PolicyView = {
  name: 'govuk-paas-2016',
  title: 'GOV.UK PaaS, 2016',
  source: 'built in',
  built_in: ['govuk-paas-2016', 'govuk-paas-2023'],
  zone: 'Europe/London',
  calendar: 'known until 31 Dec 2028',
  priorities: [
    {
      priority: 'P1',
      name: 'Critical Incident',
      respond: '20 min in hours, 40 min out of hours',
      update: '1 h at any hour',
      examples: [],
    },
    { priority: 'P2', name: 'Major', respond: '30 min in hours', update: '2 h in hours', examples: [] },
    { priority: 'P3', name: 'Significant', respond: '2 h in hours', update: '4 h in hours', examples: [] },
    { priority: 'P4', name: 'Minor', respond: '1 business day', update: '2 business days', examples: [] },
  ],
  one_sentence_for: ['P3', 'P4'],
  problems: [],
  links: [{ title: 'The support manual', host: 'team-manual.cloud.service.gov.uk' }],
};

/** An answer for each command of the frame, the lists and settings. fakeDesk.ts adds those of a ticket. */
export const shiftView: ShiftView = {
  on_support: true,
  said: moment('09:02'),
  day: 'Mon 23 Nov',
  checklists: [
    {
      id: 'start_of_shift',
      title: 'Start of shift',
      items: [
        { text: 'Tell people who is on support: set the topic of both Slack channels', ticked: true },
        { text: 'Check your access: help desk, pager, pipelines, metrics and logs', ticked: true },
        { text: 'Send a test notification and see it arrive', ticked: false },
      ],
    },
    {
      id: 'end_of_shift',
      title: 'End of shift',
      items: [{ text: 'Everything is documented or handed over', ticked: false }],
    },
  ],
  roles: [
    { title: 'On support', does: 'Watches tickets, alerts and channels, triages first.' },
    { title: 'Incident lead', does: 'Investigates and decides. Only the lead changes production.' },
  ],
  tips: ['Ask early. Nobody knows everything.'],
};

export const doctorReport: DoctorReport = {
  all_fine: false,
  lines: [
    {
      subject: 'notifications',
      title: 'Notifications',
      state: 'ok',
      found: 'dunst 1.9.0 shows them.',
      advice: '',
    },
    {
      subject: 'autostart',
      title: 'Start at login',
      state: 'attention',
      found: 'Dutydesk doesn’t start when you log in.',
      advice: 'Switch it on in Settings, or run duty install-autostart.',
    },
  ],
};

export const rehearsal: RehearsalView = {
  from: moment('14:18', '2026-11-16', '16 Nov 14:18'),
  to: moment('14:18'),
  rows: [
    {
      at: moment('09:15', '2026-11-20', 'Fri 09:15'),
      digest: false,
      items: [
        {
          ticket: 'rt:work/41',
          subject: 'failure pushing app: invalid mode 0444',
          clock: 'respond',
          stage: 'half',
          due: moment('09:30', '2026-11-20', 'Fri 09:30'),
          reason: 'P2 · first response: 1/2 of 30 min in hours used',
        },
      ],
    },
    {
      at: moment('09:00'),
      digest: true,
      items: [
        {
          ticket: 'rt:work/42',
          subject: 'Cannot bind postgres service',
          clock: 'triage',
          stage: 'due',
          due: moment('09:10'),
          reason: 'triage: due, told at the opening',
        },
        {
          ticket: 'rt:work/12',
          subject: 'Docs: broken link',
          clock: 'respond',
          stage: 'digest',
          due: moment('17:00'),
          reason: 'P4 · first response: due today',
        },
      ],
    },
  ],
  more: 0,
};

export const answers: Partial<{ [N in keyof Commands]: Commands[N]['reply'] }> = {
  app_status: status,
  now_view: nowView,
  search: { hits },
  outbox: { rows: outboxRows },
  settings,
  policy,
  notices: { notices: [] },
  was_i_told: { notices: [], next: moment('14:22'), held: '' },
  shift_view: shiftView,
  doctor: doctorReport,
  rehearsal,
  notification_test: {
    shown: true,
    proven: true,
    sentence: 'It works. The server confirmed that it showed the test notification.',
  },
  account_test: {
    works: true,
    sentence: 'Connected as alice. 3 queues.',
    field: null,
    choices: { queues: ['General', 'Support', 'Alerts'] },
  },
  account_add: { outcome: 'added', account: 'rt:work', sentence: 'Saved. Fetching its tickets.' },
  log_ticket: { ticket: 'local/8' },
  assignees: { names: ['Kim', 'sam', 'samira'] },
  assign_to: { outbox: 9, undo: { act: 'assigned', outbox: 9, before: null } },
  sync_now: { new: 1, changed: 3, sent: 0, problems: [] },
  practice_start: { tickets: 15 },
  saved_views: { views: [] },
};
