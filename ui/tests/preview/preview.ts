// Starts the screen without Rust, in one of the states below: `?state=calm`.
import { fakeDesk, refusal, type Script } from '../fakeDesk';
import { manyRows, nowView, pageOf, policy, settings, status } from '../fixtures';

const broken = () => {
  throw refusal(
    'internal',
    'The database cannot be read: disk I/O error. Restart Dutydesk; the log says more.',
  );
};
/** An answer that never arrives. */
const awaited = () => new Promise(() => {}) as never;
const emptyPage = { sections: [], total: 0, offset: 0, rows: [] };
const busy = manyRows(100_000);

const states: Record<string, Script> = {
  usual: {},
  calm: {
    now_view: { ...nowView, hero: null, radar: { ...nowView.radar, marks: [] } },
    rows: emptyPage,
    app_status: {
      ...status,
      counts: { now: 0, tickets: 0, incidents: 0, outbox: 0 },
      worst_late: null,
      waiting_to_send: 0,
    },
    outbox: { rows: [] },
    search: { hits: [] },
  },
  offline: {
    app_status: {
      ...status,
      sources: [{ account: 'rt:work', name: 'RT', health: 'unknown', sentence: 'unknown since 13:40' }],
      banners: [
        { kind: 'offline', sentence: 'Offline since 13:40. What you see is from 13:40, 2 waiting to send.' },
      ],
      notices_problem: 'No notification server',
      needs_a_decision: 2,
      notices: [
        {
          id: 1,
          ticket: 'rt:work/41',
          title: 'Update notify-api by 14:12',
          body: 'P1, half of the hour is over',
          at: status.hours.now,
        },
      ],
    },
  },
  asking: {
    app_status: {
      ...status,
      on_support: null,
      ask_on_support: true,
      banners: [
        { kind: 'clock', sentence: 'The clock ran back by 3 h. Deadlines go on by the time before.' },
      ],
      notices_paused_until: status.hours.now,
    },
  },
  practice: { app_status: { ...status, practice: true } },
  many: { rows: (request) => pageOf(busy, request) },
  failing: {
    now_view: broken,
    rows: broken,
    outbox: broken,
    settings: broken,
    search: broken,
    shift_view: broken,
    doctor: broken,
    rehearsal: broken,
    incidents: broken,
    ticket: broken,
  },
  loading: {
    now_view: awaited,
    rows: awaited,
    outbox: awaited,
    settings: awaited,
    search: awaited,
    shift_view: awaited,
    doctor: awaited,
    rehearsal: awaited,
    incidents: awaited,
    ticket: awaited,
    triage_form: awaited,
    incident: awaited,
  },
  wrong_policy: {
    policy: {
      ...policy,
      problems: [
        {
          file: '/home/a/team.toml',
          line: 12,
          column: 9,
          message: 'Zone Europe/Londn is not known',
          hint: 'Did you mean Europe/London?',
        },
        {
          file: '/home/a/team.toml',
          line: 31,
          column: 1,
          message: 'P5 is not a priority',
          hint: 'Use P1 to P4.',
        },
      ],
    },
    settings: { ...settings, keychain: 'The keychain is locked. Unlock it; until then nothing is sent.' },
  },
  large: { settings: { ...settings, appearance: { ...settings.appearance, size: 150 } } },
  compact: { settings: { ...settings, appearance: { ...settings.appearance, density: 'compact' } } },
  first_start: {
    app_status: { ...status, first_start: true, sources: [], worst_late: null, waiting_to_send: 0 },
  },
};

fakeDesk(states[new URLSearchParams(location.search).get('state') ?? 'usual']);
void import('../../src/main');
