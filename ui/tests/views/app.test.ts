// The frame and the views in it: what they say, what the keys do, and that everybody can use them.
import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { get } from 'svelte/store';
import { beforeEach, describe, expect, test } from 'vitest';
import App from '../../src/App.svelte';
import { everything, go, replace, route, type ViewName } from '../../src/lib/router';
import { unsay } from '../../src/lib/say';
import { expectAccessible } from '../axe';
import type { Row } from '../../src/lib/ipc/bindings';
import { fakeDesk, refusal, type Script } from '../fakeDesk';
import { manyRows, nowView, pageOf, policy, settings, status } from '../fixtures';

const user = userEvent.setup();

/** Opens the window on a view and waits for the first answers. */
async function open(view: ViewName = 'now', script: Script = {}) {
  const desk = fakeDesk(script);
  replace(view);
  render(App);
  await screen.findByText('In hours until 17:00');
  return desk;
}

beforeEach(() => {
  unsay();
  return cleanup;
});

describe('every view can be used by everybody', () => {
  const views: ViewName[] = ['now', 'tickets', 'search', 'outbox', 'settings', 'first_start'];
  test.each(views)('%s', async (view) => {
    await open(view);
    await screen.findByRole('main');
    await waitFor(() => expect(screen.queryByText(/^Loading/)).toBeNull());
    await expectAccessible();
  });
});

describe('the frame', () => {
  test('is there before the first answer', () => {
    fakeDesk({ app_status: () => new Promise(() => {}) as never });
    replace('now');
    render(App);
    expect(screen.getByRole('navigation', { name: 'Places' })).toBeTruthy();
  });

  test('fetches a status again that couldn’t be read', async () => {
    const desk = fakeDesk({
      app_status: () => {
        throw refusal('internal', 'The status cannot be read.');
      },
    });
    replace('now');
    render(App);
    const failing = (await screen.findByText('The status cannot be read.')).closest('[role=alert]');
    desk.answer({ app_status: status });
    await user.click(within(failing as HTMLElement).getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('In hours until 17:00')).toBeTruthy();
    expect(screen.queryByText('The status cannot be read.')).toBeNull();
  });

  test('says when each account was synced, and that a silent one is unknown', async () => {
    await open();
    expect(screen.getByText('Deskpro, 12 s ago')).toBeTruthy();
    expect(screen.getByText('Alertmanager unknown since 14:02')).toBeTruthy();
    expect(screen.getByText('2 waiting to send')).toBeTruthy();
    expect(screen.getByText('Notifications last tested 09:02')).toBeTruthy();
  });

  test('shows the worst late promise in every view except Now and its own ticket', async () => {
    await open();
    const strip = () => screen.queryByRole('complementary', { name: 'Worst late promise' });
    expect(strip()).toBeNull();
    go('tickets');
    await waitFor(() => expect(strip()).not.toBeNull());
    go('ticket', { ticket: 'deskpro:work/4182' });
    await waitFor(() => expect(strip()).toBeNull());
  });

  test('R on the strip opens the reply to the late ticket', async () => {
    await open('tickets');
    await user.keyboard('r');
    expect(get(route)).toMatchObject({
      view: 'ticket',
      params: { ticket: 'deskpro:work/4182', act: 'reply' },
    });
  });

  test('updates when something has changed, and opens the ticket of a notification', async () => {
    const desk = await open();
    desk.answer({ app_status: { ...status, waiting_to_send: 3 } });
    await desk.tell({ kind: 'changed' });
    await screen.findByText('3 waiting to send');
    await desk.tell({ kind: 'open', ticket: 'deskpro:work/4188' });
    await waitFor(() => expect(get(route).params.ticket).toBe('deskpro:work/4188'));
  });

  test('offline is a calm banner; notifications that the desktop couldn’t show stay in the window until dismissed', async () => {
    const desk = await open('now', {
      app_status: {
        ...status,
        banners: [{ kind: 'offline', sentence: 'Offline since 13:40. What you see is 38 min old.' }],
        notices: [
          { id: 5, ticket: null, title: 'Triage registers by 14:20', body: '', at: status.hours.now },
        ],
      },
    });
    expect(screen.getByText(/Offline since 13:40/)).toBeTruthy();
    const notice = screen.getByText('Triage registers by 14:20').closest('.band') as HTMLElement;
    await user.click(within(notice).getByRole('button', { name: 'Dismiss' }));
    expect(desk.asked('notice_dismiss')).toEqual([{ id: 5 }]);
  });

  test('the practice shift is marked in the bar and ended from there', async () => {
    const desk = await open('now', { app_status: { ...status, practice: true } });
    expect(screen.getByText('Practice')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'End the practice shift' }));
    expect(desk.asked('practice_end')).toHaveLength(1);
  });
});

describe('Now', () => {
  test('says the next promise in a sentence, with the acts that keep it', async () => {
    await open();
    await screen.findByRole('heading', { name: /^Update notify-api/ });
    expect(screen.getByText('Update 6 minutes late, P1, not acknowledged')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Acknowledge' }).getAttribute('aria-keyshortcuts')).toBe('A');
  });

  test('A acknowledges, W shows how the deadline was worked out', async () => {
    const desk = await open();
    await screen.findByRole('heading', { name: /^Update notify-api/ });
    await user.keyboard('a');
    expect(desk.asked('acknowledge')).toEqual([{ ticket: 'deskpro:work/4182' }]);
    await user.keyboard('w');
    expect(await screen.findByText('60 min elapsed')).toBeTruthy();
  });

  test('an act that is refused says why', async () => {
    await open('now', {
      acknowledge: () => {
        throw refusal('not_now', 'It is acknowledged already.');
      },
    });
    await screen.findByRole('heading', { name: /^Update notify-api/ });
    await user.keyboard('a');
    expect(await screen.findByText('It is acknowledged already.')).toBeTruthy();
  });

  test('the chart is there as a table too', async () => {
    await open();
    const table = await screen.findByRole('table', { name: /^Deadlines in the next eight hours/ });
    expect(within(table).getAllByRole('row')).toHaveLength(1 + nowView.radar.marks.length);
    expect(within(table).getByText('14:12, late')).toBeTruthy();
  });

  test('nothing due is said calmly', async () => {
    await open('now', { now_view: { ...nowView, hero: null } });
    expect(await screen.findByText('Nothing is due. Next opening Tue 09:00.')).toBeTruthy();
  });

  test('a store that fails is reported in words', async () => {
    await open('now', {
      now_view: () => {
        throw refusal('internal', 'The database cannot be read.');
      },
    });
    expect(await screen.findByText('The database cannot be read.')).toBeTruthy();
  });
});

describe('the list', () => {
  const cursor = () => document.querySelector('.row.cursor')?.textContent ?? '';

  test('has its sections in order, and late has a word and a shape', async () => {
    await open();
    await screen.findByText('Late: 1');
    const text = screen.getByRole('grid').textContent ?? '';
    const order = [
      'Late: 1',
      'Untriaged: 2',
      'Next two hours: 3',
      'Later: 1 today',
      'Paused: 1',
      'Before Dutydesk: 2',
    ];
    expect(order.map((label) => text.indexOf(label))).toEqual(
      order.map((label) => text.indexOf(label)).toSorted((a, b) => a - b),
    );
    const late = screen.getByText('6 min late');
    expect(late.querySelector('svg')).not.toBeNull();
  });

  test('j and k move, Enter opens; an untriaged one opens its triage', async () => {
    await open();
    await screen.findByText('6 min late');
    await user.keyboard('jjjk');
    expect(cursor()).toContain('our deploys hang');
    await user.keyboard('{Enter}');
    expect(get(route).view).toBe('triage');
  });

  test('M shows mine, U nobody’s', async () => {
    const desk = await open();
    await screen.findByText('6 min late');
    await user.keyboard('m');
    await waitFor(() => expect(screen.queryByText('nobody')).toBeNull());
    await user.keyboard('u');
    await waitFor(() => expect(screen.queryByText('6 min late')).toBeNull());
    expect(desk.asked('rows').at(-1)).toMatchObject({ owner: 'nobody', offset: 0 });
  });

  test('100,000 rows need no more elements than a screenful', async () => {
    const many = manyRows(100_000);
    await open('tickets', { rows: (request) => pageOf(many, request) });
    await screen.findByText('Ticket 3');
    expect(screen.getAllByRole('row').length).toBeLessThan(60);
    expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe(String(100_000 + 2 + 1));
    await user.keyboard('{End}');
    expect(screen.getByRole('grid')).toBeTruthy();
  });

  test('new arrivals leave the cursor on its ticket and are offered', async () => {
    const all = manyRows(50);
    const desk = await open('tickets', { rows: (request) => pageOf(all, request) });
    await screen.findByText('Ticket 3');
    await user.keyboard('jj');
    expect(cursor()).toContain('Ticket 2');
    const arrived = manyRows(3).map((row, n) => ({
      ...row,
      section: 'late' as const,
      ticket: `rt:work/new-${n}`,
      subject: `Arrived ${n}`,
    }));
    desk.answer({ rows: (request) => pageOf([...arrived, ...all], request) });
    await desk.tell({ kind: 'changed' });
    expect(await screen.findByRole('button', { name: 'Show 3 new' })).toBeTruthy();
    expect(cursor()).toContain('Ticket 2');
  });

  test('coming back from a ticket, the filter and the cursor are where they were', async () => {
    await open();
    await screen.findByText('6 min late');
    await user.keyboard('m');
    await waitFor(() => expect(screen.queryByText('nobody')).toBeNull());
    await user.keyboard('jj{Enter}');
    await waitFor(() => expect(get(route).view).toBe('ticket'));
    await user.keyboard('{Escape}');
    await screen.findByText('6 min late');
    expect(cursor()).toContain('elevated 502 rate');
    expect(screen.queryByText('nobody')).toBeNull();
  });

  test('several from before Dutydesk are triaged with one key and one sentence', async () => {
    const desk = await open();
    await screen.findByText('6 min late');
    await user.keyboard('{End}xkx');
    await screen.findByText('2 selected');
    await user.keyboard('4');
    const dialog = screen.getByRole('dialog', { name: 'Set the priority of 2 tickets' });
    await user.click(within(dialog).getByRole('button', { name: 'Set P4' }));
    expect(within(dialog).getByText('There is a problem')).toBeTruthy();
    await user.type(within(dialog).getByLabelText('Why, in one sentence'), 'Old questions');
    await user.click(within(dialog).getByRole('button', { name: 'Set P4' }));
    expect(desk.asked('triage_many')).toEqual([
      {
        tickets: expect.arrayContaining(['deskpro:work/3119', 'deskpro:work/3120']),
        priority: 'P4',
        sentence: 'Old questions',
      },
    ]);
  });

  test('only priorities for which the policy says that one sentence is enough are offered', async () => {
    await open('now', { policy: { ...policy, one_sentence_for: ['P4'] } });
    await screen.findByText('6 min late');
    await user.keyboard('{End}x');
    await screen.findByRole('button', { name: /^Set P4/ });
    expect(screen.queryByRole('button', { name: /^Set P3/ })).toBeNull();
    await user.keyboard('3');
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});

describe('dialogs that every view can open', () => {
  test('the palette runs commands and finds tickets, and shows the keys', async () => {
    await open();
    await screen.findByText('6 min late');
    await user.keyboard('{Control>}k{/Control}');
    const field = await screen.findByRole('combobox', { name: 'Search or run a command' });
    await user.type(field, 'broker');
    expect(await screen.findByRole('option', { name: /Service broker times out/ })).toBeTruthy();
    await user.clear(field);
    await user.type(field, 'acknow');
    await expectAccessible();
    await user.keyboard('{Enter}');
    expect(await screen.findByText('Acknowledged. The deadline hasn’t changed.')).toBeTruthy();
  });

  test('? shows all shortcuts', async () => {
    await open();
    await user.keyboard('?');
    const sheet = await screen.findByRole('dialog', { name: 'Keyboard shortcuts' });
    expect(within(sheet).getByText('Log an issue from Slack, phone or email')).toBeTruthy();
    await expectAccessible();
  });

  test('N logs an issue; the summary lists what is missing, and the answers stay', async () => {
    const desk = await open();
    await user.keyboard('n');
    const dialog = await screen.findByRole('dialog', { name: 'Log an issue' });
    await user.type(within(dialog).getByLabelText('What was said?'), 'deploys hang');
    await user.click(within(dialog).getByRole('button', { name: 'Log and triage' }));
    expect(within(dialog).getByRole('link', { name: 'Write what it is about' })).toBeTruthy();
    expect(document.activeElement?.className).toContain('summary');
    await expectAccessible(dialog);
    await user.click(within(dialog).getByLabelText('Slack'));
    await user.type(within(dialog).getByLabelText('What is it about?'), 'deploys hang since lunch');
    await user.click(within(dialog).getByRole('button', { name: 'Log and triage' }));
    expect(desk.asked('log_ticket')).toEqual([
      {
        subject: 'deploys hang since lunch',
        from: 'slack',
        tenant: '',
        text: 'deploys hang',
        raised_at: null,
      },
    ]);
    expect(get(route)).toMatchObject({ view: 'triage', params: { ticket: 'local/8' } });
  });
});

describe('data that couldn’t be read is fetched again', () => {
  const broken = () => {
    throw refusal('internal', 'The database cannot be read.');
  };
  const page = pageOf(manyRows(3), {
    list: 'tickets',
    owner: 'all',
    offset: 0,
    limit: 100,
    narrow: everything,
  });
  const cases: [ViewName, Script, Script, RegExp][] = [
    ['now', { now_view: broken }, { now_view: nowView }, /^Update notify-api/],
    ['tickets', { rows: broken }, { rows: page }, /^Ticket 2$/],
    ['outbox', { outbox: broken }, { outbox: { rows: [] } }, /^Outbox empty$/],
    ['settings', { settings: broken }, { settings }, /^Match system$/],
  ];
  test.each(cases)('%s', async (view, before, after, sign) => {
    const desk = await open(view, before);
    await screen.findByText('The database cannot be read.');
    desk.answer(after);
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText(sign)).toBeTruthy();
    expect(screen.queryByText('The database cannot be read.')).toBeNull();
  });
});

describe('a list', () => {
  test('that a filter leaves empty says so, and leads back to everyone’s', async () => {
    const empty = { sections: [], total: 0, offset: 0, rows: [] };
    const desk = await open('now', {
      rows: (request) => (request.owner === 'mine' ? empty : pageOf(manyRows(3), request)),
    });
    await screen.findByText('Ticket 2');
    await user.keyboard('m');
    await screen.findByText('None of these tickets are yours.');
    await user.click(screen.getByRole('button', { name: 'Show everyone’s tickets' }));
    await screen.findByText('Ticket 2');
    expect(desk.asked('rows').at(-1)?.owner).toBe('all');
  });

  test('says when a ticket has no clock', async () => {
    const [row] = manyRows(2).slice(1);
    const alert = { ...row, section: 'later', clock: null, standing: null, left: '', due: '' } as Row;
    await open('tickets', { rows: (request) => pageOf([alert], request) });
    expect(await screen.findByText('no clock')).toBeTruthy();
  });
});

describe('search', () => {
  test('shows results while typing; arrows and Enter open', async () => {
    const desk = await open('search');
    await user.type(screen.getByRole('combobox', { name: /^Search tickets/ }), 'bind');
    await screen.findByText('Service broker times out when the database is resizing');
    expect(desk.asked('search').at(-1)).toEqual({ words: 'bind', limit: 100, except: null });
    await user.keyboard('{ArrowDown}{Enter}');
    expect(get(route)).toMatchObject({ view: 'incident', params: { incident: 'incident/2026-11-23-1' } });
  });
});

describe('the outbox', () => {
  test('puts what needs a person first and lets them decide', async () => {
    const desk = await open('outbox');
    const first = (await screen.findAllByRole('listitem')).find((item) =>
      item.textContent?.includes('may not have arrived'),
    ) as HTMLElement;
    expect(screen.getByText('Needs a decision: 2')).toBeTruthy();
    await user.click(within(first).getByRole('button', { name: 'Mark as sent' }));
    expect(desk.asked('outbox_decide')).toEqual([{ id: 7, decision: 'mark_sent' }]);
  });
});

describe('settings', () => {
  test('a help desk is tested and added; problems link to their fields, and nothing typed is lost', async () => {
    const desk = await open('settings', {
      account_test: (request) =>
        request.secret === 'right'
          ? {
              works: true,
              sentence: 'Connected as alice. 3 queues.',
              field: null,
              choices: { queues: ['Support'] },
            }
          : {
              works: false,
              sentence: 'The help desk refuses this token',
              field: 'token',
              choices: { queues: [] },
            },
    });
    await user.click(await screen.findByRole('button', { name: 'Add a help desk' }));
    const form = await screen.findByRole('form', { name: 'Add a help desk' });
    await user.type(within(form).getByLabelText('Name'), 'work');
    await user.type(within(form).getByLabelText('Address'), 'https://rt.example');
    await user.type(within(form).getByLabelText('Token'), 'wrong');
    await user.click(within(form).getByRole('button', { name: 'Test connection' }));
    await user.click(await within(form).findByRole('link', { name: 'The help desk refuses this token' }));
    expect(document.activeElement).toBe(within(form).getByLabelText('Token'));
    await expectAccessible(form);
    await user.clear(within(form).getByLabelText('Token'));
    await user.type(within(form).getByLabelText('Token'), 'right');
    await user.click(within(form).getByRole('button', { name: 'Test connection' }));
    await user.click(await within(form).findByRole('button', { name: 'Support' }));
    await user.click(within(form).getByRole('button', { name: 'Add help desk' }));
    expect(desk.asked('account_add')).toEqual([
      {
        kind: 'rt',
        name: 'work',
        fields: { url: ['https://rt.example'], queues: ['Support'] },
        secret: 'right',
      },
    ]);
  });

  test('a help desk’s name can’t be edited, so it isn’t asked for', async () => {
    await open('settings');
    await user.click(await screen.findByRole('button', { name: 'Edit' }));
    const form = within(await screen.findByRole('form', { name: 'Edit “work”' }));
    expect(form.queryByLabelText('Name')).toBeNull();
    expect(document.activeElement).toBe(form.getByLabelText('Address'));
  });

  test('a wrong policy shows every error with its place and a hint', async () => {
    await open('settings', {
      policy: {
        ...policy,
        problems: [
          {
            file: 'team.toml',
            line: 12,
            column: 9,
            message: 'Zone Europe/Londn is not known',
            hint: 'Did you mean Europe/London?',
          },
        ],
      },
    });
    expect(await screen.findByText('team.toml:12:9')).toBeTruthy();
    expect(screen.getByText('Did you mean Europe/London?')).toBeTruthy();
  });

  test('appearance is applied at once', async () => {
    const desk = await open('settings');
    await user.click(await screen.findByLabelText('Dark'));
    expect(desk.asked('appearance_set').at(-1)?.appearance).toMatchObject({ theme: 'dark' });
    desk.answer({ settings: { ...settings, appearance: { ...settings.appearance, theme: 'dark' } } });
    await desk.tell({ kind: 'settings_changed' });
    await waitFor(() => expect(document.documentElement.dataset.theme).toBe('dark'));
  });

  test('a test notification says what happened to it', async () => {
    await open('settings');
    await user.click(await screen.findByRole('button', { name: 'Send a test notification' }));
    expect(await screen.findByText(/The server confirmed that it showed/)).toBeTruthy();
  });
});

describe('first start', () => {
  const nothingYet: Script = { app_status: { ...status, first_start: true, sources: [], worst_late: null } };

  test('is shown when there is nothing, with three ways to begin', async () => {
    const desk = await open('now', nothingYet);
    await screen.findByRole('heading', { name: 'How do you want to begin?' });
    await user.click(screen.getByRole('button', { name: 'Start the practice shift' }));
    expect(desk.asked('practice_start')).toHaveLength(1);
    await waitFor(() => expect(get(route).view).toBe('now'));
  });

  test('the form of a help desk takes the focus; leaving it shows the three ways again', async () => {
    await open('now', nothingYet);
    await user.click(await screen.findByRole('button', { name: 'Add a help desk' }));
    expect(document.activeElement).toBe(screen.getByLabelText('Name'));
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(screen.getByRole('button', { name: 'Start the practice shift' })).toBeTruthy();
  });

  test('r22_11 working without a help desk starts with the first issue; the three ways survive Cancel', async () => {
    const desk = await open('now', nothingYet);
    await user.click(await screen.findByRole('button', { name: 'Log your first issue' }));
    const dialog = await screen.findByRole('dialog', { name: 'Log an issue' });
    await user.click(within(dialog).getByRole('button', { name: 'Close' }));
    expect(screen.getByRole('button', { name: 'Start the practice shift' })).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Log your first issue' }));
    const again = await screen.findByRole('dialog', { name: 'Log an issue' });
    await user.click(within(again).getByLabelText('Slack'));
    await user.type(within(again).getByLabelText('What is it about?'), 'deploys hang');
    await user.click(within(again).getByRole('button', { name: 'Log and triage' }));
    await waitFor(() => expect(get(route).view).toBe('triage'));
    await desk.tell({ kind: 'minute' });
    expect(get(route).view).toBe('triage');
  });
});
