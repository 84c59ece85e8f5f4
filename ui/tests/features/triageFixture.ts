// A triage form for tests and pictures: dm-frontend can't bind a database, Mon 23 Nov 2026, 14:18.
import type { ChoiceView, Hit, QuestionView, TriageForm } from '../../src/lib/ipc/bindings';
import { moment as at } from '../fixtures';

const choice = (id: string, label: string, some: Partial<ChoiceView> = {}): ChoiceView => ({
  id,
  label,
  unknown: id === 'unknown',
  reason_required: false,
  ...some,
});

const unknown = choice('unknown', 'I do not know');

const hints: Record<string, string> = {
  ours: 'We support the platform, not the users of the apps hosted on it. But teams cannot always diagnose a problem themselves (yet), so we need to be flexible.',
  extent: 'How many systems and users are affected?',
  known: 'Type a few words to search the tickets we have had.',
  exception: 'Usually availability comes first. Here it may not: contain first? Restoring may make it worse.',
};

const question = (id: string, text: string, choices: ChoiceView[], words = false): QuestionView => ({
  id,
  text,
  hint: hints[id] ?? '',
  choices,
  words,
});

export const form = (some: Partial<TriageForm> = {}): TriageForm => ({
  ticket: 'rt:work/42',
  headline: 'RT 42 · dm-frontend, live service · raised 14:16, 2 minutes ago · triage by 14:26',
  subject: 'Cannot bind postgres service to new space',
  quote: [
    {
      kind: 'text',
      runs: [
        {
          text: 'cf bind-service has timed out in our new space since about two. Three of our teams see it. We would like to release before four.',
          link: null,
        },
      ],
    },
  ],
  quote_by: 'Kim, dm-frontend',
  questions: [
    question('ours', 'Is it ours?', [
      choice('platform', 'Yes, the platform'),
      choice('help', 'No, but we help because…', { reason_required: true }),
      choice('redirect', 'No: redirect and close'),
    ]),
    question(
      'urgency',
      'What is the urgency, and why?',
      [choice('now', 'Now'), choice('today', 'Today'), choice('can_wait', 'Can wait'), unknown],
      true,
    ),
    question('impact', 'What is the impact on users, systems and reputation?', [
      choice('live_down', 'Live service down'),
      choice('emergency_fix', 'Cannot ship an emergency fix'),
      choice('cannot_push', 'Cannot push or change apps'),
      choice('degraded', 'Degraded'),
      choice('none_yet', 'None yet'),
      unknown,
    ]),
    question('extent', 'What is the extent?', [
      choice('one', 'One tenant'),
      choice('several', 'Several tenants'),
      choice('many', 'Many platform users'),
      unknown,
    ]),
    question('known', 'Is it known, with a workaround?', [], true),
    question('exception', 'Does one of these apply?', [
      choice('security', 'Security breach or vulnerability'),
      choice('corruption', 'Risk of data corruption'),
      choice('neither', 'Neither'),
      unknown,
    ]),
    question('final_call', 'Who makes the final call?', [
      choice('certain', 'I am certain'),
      choice('ask', 'Ask: manager, architect or tech lead'),
      choice('alone', 'Nobody answers: I decide, because…', { reason_required: true }),
    ]),
  ],
  answers: {},
  saved: null,
  proposal: {
    priority: null,
    name: '',
    because: 'Say what the impact is.',
    incident: false,
    incident_because: '',
    contain_first: '',
    redirect: false,
  },
  what_if: [
    {
      priority: 'P1',
      name: 'Critical',
      respond_by: at('14:36'),
      respond_said: '14:36',
      update_said: '1 h, day and night',
      late: false,
      pause_over: '',
    },
    {
      priority: 'P2',
      name: 'Major',
      respond_by: at('14:46'),
      respond_said: '14:46',
      update_said: '2 h in hours',
      late: false,
      pause_over: '',
    },
    {
      priority: 'P3',
      name: 'Significant',
      respond_by: at('16:16'),
      respond_said: '16:16',
      update_said: '4 h in hours',
      late: false,
      pause_over: '',
    },
    {
      priority: 'P4',
      name: 'Minor',
      respond_by: at('14:16'),
      respond_said: 'Tue 14:16',
      update_said: '2 business days',
      late: false,
      pause_over: '',
    },
  ],
  one_sentence_for: ['P3', 'P4'],
  consequence: 'The priority goes to RT, your answers become an internal note, the clocks start from 14:16.',
  final_call: [
    { role: 'Product manager', name: '', reach: '' },
    { role: 'Tech lead', name: 'Robin', reach: '020 7946 0000' },
  ],
  current: null,
  priority_hint: null,
  ...some,
});

/** The form of the picture: answered, with a P2 proposed. */
export const answered = (): TriageForm =>
  form({
    answers: {
      ours: { choice: 'platform', words: '' },
      urgency: { choice: 'today', words: 'Release blocked, they want to ship before 16:00' },
      impact: { choice: 'cannot_push', words: '' },
      extent: { choice: 'several', words: '' },
      known: { choice: null, words: 'bind postgres timeout' },
      exception: { choice: 'neither', words: '' },
      final_call: { choice: 'certain', words: '' },
    },
    saved: at('14:18'),
    proposal: {
      priority: 'P2',
      name: 'Major',
      because: '“Can’t update/push apps due to platform issue”, from the manual.',
      incident: false,
      incident_because: 'No incident: several tenants, not many.',
      contain_first: '',
      redirect: false,
    },
  });

export const knownIssue: Hit = {
  id: 'rt:work/21',
  kind: 'ticket',
  subject: 'Service broker times out when the database is resizing',
  tenant: 'registers',
  snippet: [{ text: 'retry after the window', matched: false }],
  from: 'RT 21',
  state: 'closed 3 Oct',
  at: at('09:00'),
};
