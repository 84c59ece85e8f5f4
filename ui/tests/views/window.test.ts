// Report 22, a shift worked in the window: what is shown, and what can be undone.
import { cleanup, screen, waitFor, within } from '@testing-library/svelte';
import { userEvent } from '@testing-library/user-event';
import { get } from 'svelte/store';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { groups } from '../../src/features/now/radar';
import type { Radar, RadarMark, Undo } from '../../src/lib/ipc/bindings';
import { route } from '../../src/lib/router';
import { said, unsay } from '../../src/lib/say';
import { stopAsking } from '../../src/lib/snooze';
import { can, entry, queued, ticket } from '../features/ticketFixture';
import { refusal } from '../fakeDesk';
import { open } from '../features/open';
import { hits, moment, nowView, outboxRows, policy, rows, settings, status } from '../fixtures';

const user = userEvent.setup();

beforeEach(() => {
  unsay();
  stopAsking();
});

describe('r22_08 the radar with many deadlines', () => {
  const [mark] = nowView.radar.marks as [RadarMark];
  const many = (count: number, time: string): Radar => ({
    ...nowView.radar,
    marks: Array.from({ length: count }, (_, n) => ({
      ...mark,
      clock: 'respond' as const,
      ticket: `rt:work/${n}`,
      due: moment(time),
      standing: n === count - 1 ? ('breached' as const) : ('running' as const),
    })),
  });

  test.each([12, 2000])('%i at one time are one mark with their number, inside the plot', (count) => {
    const WIDTH = 900;
    const [group, ...others] = groups(many(count, '16:58'), WIDTH);
    expect(others).toEqual([]);
    expect(group?.label).toBe(String(count));
    expect(group?.standing).toBe('breached');
    expect(group?.x).toBeLessThanOrEqual(WIDTH);
  });

  test('a label at the edge of the plot stays on the card', () => {
    const WIDTH = 900;
    const group = groups(many(2000, '22:18'), WIDTH)[0];
    expect(group?.side).toBe('left');
  });

  test('2,000 are one mark on screen, and every hour keeps its label when now is beside it', async () => {
    const radar = { ...many(2000, '16:58'), now: moment('16:50') };
    await open('now', { now_view: { ...nowView, radar } });
    await screen.findByText('2000');
    expect(document.querySelectorAll('.mark')).toHaveLength(1);
    const labels = [...document.querySelectorAll('.hour')].map((each) => each.textContent);
    expect(labels).toContain('17:00');
    expect(screen.getByText('And 1900 more. The list has them all.')).toBeTruthy();
  });
});

test('r22_09 nothing due is only ticked off when the help desk was read', async () => {
  const unknown = 'work hasn’t been synced yet, so it isn’t known what is due there.';
  await open('now', { now_view: { ...nowView, hero: null, calm: unknown, calm_is_sure: false } });
  const sentence = await screen.findByText(unknown);
  const check = 'M2.5 8.5l3.5 3.5 7.5-8';
  expect(sentence.closest('p')?.querySelector('path')?.getAttribute('d')).not.toBe(check);
});

test('r22_12 the palette puts a ticket named in full before everything else', async () => {
  const found = [
    { ...(hits[0] as (typeof hits)[number]), id: 'rt:work/6', from: 'RT 6', subject: 'Slow in eu-west-2' },
    { ...(hits[0] as (typeof hits)[number]), id: 'rt:work/2', from: 'RT 2', subject: 'Quota' },
  ];
  await open('now', { search: { hits: found } });
  await user.keyboard('{Control>}k{/Control}');
  await user.type(await screen.findByRole('combobox', { name: 'Search or run a command' }), 'rt 2');
  await screen.findByRole('option', { name: /Quota/ });
  expect(screen.getAllByRole('option')[0]?.textContent).toContain('RT 2');
  await user.keyboard('{Enter}');
  expect(get(route).params.ticket).toBe('rt:work/2');
});

test('r22_13 the focus ring follows the arrow keys from one choice to the next', async () => {
  await open('settings');
  const light = await screen.findByLabelText('Match system');
  light.focus();
  expect(light.closest('label')?.classList.contains('ringed')).toBe(true);
  await user.keyboard('{ArrowRight}');
  const dark = document.activeElement as HTMLElement;
  expect(dark).not.toBe(light);
  expect(dark.closest('label')?.classList.contains('ringed')).toBe(true);
  expect(light.closest('label')?.classList.contains('ringed')).toBe(false);
});

describe('r22_06 undo', () => {
  test('works on Now, where the notice says so', async () => {
    const desk = await open('now');
    await screen.findByText('6 min late');
    await user.keyboard('{Control>}z{/Control}');
    await waitFor(() => expect(desk.asked('outbox_decide')).toEqual([{ id: 8, decision: 'cancel' }]));
    expect(get(said)?.sentence).toBe('Send undone. The text is a draft on its ticket.');
    await user.click(screen.getByRole('button', { name: 'Open draft' }));
    expect(get(route)).toMatchObject({ view: 'ticket', params: { act: 'reply' } });
  });

  test('says so when nothing can be undone, and never takes back what Dutydesk wrote itself', async () => {
    const notes = outboxRows.map((row) => ({ ...row, undoable: false }));
    const desk = await open('now', { outbox: { rows: notes } });
    await screen.findByText('6 min late');
    await user.keyboard('{Control>}z{/Control}');
    await waitFor(() => expect(get(said)?.sentence).toMatch(/^Nothing to undo/));
    expect(desk.asked('outbox_decide')).toEqual([]);
  });

  test('pressed while the message is still being queued, it is undone right after', async () => {
    let queue: (answer: unknown) => void = () => {};
    const desk = await open('ticket', {
      reply_send: (() => new Promise((resolve) => (queue = resolve))) as never,
    });
    const editor = await screen.findByLabelText('Text of the reply');
    await user.type(editor, 'Fixed.');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await screen.findByText('Sending…');
    (document.activeElement as HTMLElement).blur();
    await user.keyboard('{Control>}z{/Control}');
    desk.answer({ ticket: ticket({ unsent: [queued()] }) });
    queue({ outcome: 'queued', outbox: 9, sentence: 'Sends after 10 s. Undo with Ctrl Z', leaves_in: 10 });
    await waitFor(() => expect(desk.asked('outbox_decide')).toHaveLength(1));
  });

  test('a pause is undone by resuming', async () => {
    const desk = await open('ticket', {
      ticket: ticket({ can: can({ more: ['pause'] }) }),
      outbox: { rows: [] },
    });
    await user.keyboard('p');
    const dialog = await screen.findByRole('dialog', { name: 'Wait for the tenant' });
    await user.type(within(dialog).getByRole('textbox'), 'the log');
    await user.click(within(dialog).getByRole('button', { name: /^Pause/ }));
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(desk.asked('resume')).toHaveLength(1));
    expect(get(said)?.sentence).toBe('Undone: Pause.');
  });

  test.each([
    ['g', 'assign_to_me', { act: 'assigned', outbox: 9, before: 'kim' }],
    ['s', 'start_work', { act: 'started', outbox: 9, from_before: false }],
    ['a', 'acknowledge', { act: 'acknowledged', id: 4 }],
    ['z', 'snooze', { act: 'snoozed', id: 5 }],
  ] as [string, 'assign_to_me' | 'start_work' | 'acknowledge' | 'snooze', Undo][])(
    '%s is undone with Ctrl Z from wherever it was done, and by the button',
    async (key, name, undo) => {
      const more = can({ more: ['assign_to_me', 'start_work', 'acknowledge', 'snooze'] });
      for (const view of ['now', 'ticket'] as const) {
        for (const byKey of [true, false]) {
          const desk = await open(view, {
            [name]: { undo },
            ticket: ticket({ can: more, unsent: [queued()] }),
            act_undo: { sentence: 'As it was before.' },
            outbox: { rows: [] },
          });
          await screen.findByRole('button', { name: view === 'now' ? /Why\?/ : /Rename/ });
          await user.keyboard(key);
          const button = await screen.findByRole('button', { name: 'Undo' });
          if (byKey) await user.keyboard('{Control>}z{/Control}');
          else await user.click(button);
          const on = view === 'now' ? 'deskpro:work/4182' : 'rt:work/41';
          await waitFor(() => expect(desk.asked('act_undo')).toEqual([{ ticket: on, undo }]));
          await screen.findByText('As it was before.');
          expect(desk.asked('outbox_decide')).toEqual([]);
          cleanup();
        }
      }
    },
  );

  test('an undo that is refused for the moment can be pressed again', async () => {
    let refuses = true;
    const desk = await open('now', {
      acknowledge: { undo: { act: 'acknowledged', id: 4 } },
      outbox: { rows: [] },
      act_undo: () => {
        if (refuses) throw refusal('not_now', 'It’s being sent right now. Try again in a moment.');
        return { sentence: 'As it was before.' };
      },
    });
    await screen.findByText('6 min late');
    await user.keyboard('a');
    await screen.findByRole('button', { name: 'Undo' });
    await user.keyboard('{Control>}z{/Control}');
    await screen.findByText('It’s being sent right now. Try again in a moment.');
    refuses = false;
    await user.keyboard('{Control>}z{/Control}');
    await screen.findByText('As it was before.');
    expect(desk.asked('act_undo')).toHaveLength(2);
  });

  test('r22_10 the notice counts the seconds down in a line of its own, and not while the help desk is away', async () => {
    const desk = await open('ticket');
    await user.type(await screen.findByLabelText('Text of the reply'), 'Fixed.');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await screen.findByText('Sends after 10 s. Undo with Ctrl Z');
    expect(get(said)?.at).toBeGreaterThan(Date.now() + 8000);
    expect(document.querySelector('.frame > .place .line')).not.toBeNull();
    desk.answer({
      reply_send: {
        outcome: 'queued',
        outbox: 10,
        sentence: 'Waiting to send: work can’t be reached. Undo with Ctrl Z',
        leaves_in: 0,
      },
    });
    await user.type(screen.getByLabelText('Text of the reply'), 'More.');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await screen.findByText(/can’t be reached/);
    expect(get(said)?.at).toBeUndefined();
  });
});

describe('a shift ends', () => {
  test('r22_05 going off support shows what is due and asks', async () => {
    const desk = await open('now');
    await screen.findByText('6 min late');
    await user.click(screen.getByRole('button', { name: 'On support' }));
    const dialog = await screen.findByRole('dialog', { name: 'Go off support?' });
    await within(dialog).findByText(/failure pushing app/);
    expect(dialog.textContent).toContain('Late: 1');
    expect(desk.asked('on_support')).toEqual([]);
    await user.click(within(dialog).getByRole('button', { name: 'Go off support' }));
    expect(desk.asked('on_support')).toEqual([{ on: false }]);
  });

  test('r22_04 closing the window on support asks first', async () => {
    const desk = await open('now');
    await desk.tell({ kind: 'closing' });
    const dialog = await screen.findByRole('dialog', { name: 'Close Dutydesk?' });
    expect(dialog.textContent).toContain('6 min late');
    await user.click(within(dialog).getByRole('button', { name: 'Don’t close' }));
    expect(desk.asked('quit')).toEqual([]);
    await desk.tell({ kind: 'closing' });
    await user.click(await screen.findByRole('button', { name: 'Close Dutydesk' }));
    expect(desk.asked('quit')).toHaveLength(1);
  });
});

describe('a ticket', () => {
  test('r22_01 triage shows the files of the tenant and leads to the ticket', async () => {
    const file = {
      id: '7',
      name: 'screen.png',
      content_type: 'image/png',
      size: 900,
      size_said: '900 B',
      fetched: false,
      is_text: false,
    };
    const message = entry('tenant-1', { kind: 'tenant', attachments: [file] });
    const png = { media_type: 'image/png', width: 8, height: 6, content: btoa('png') };
    vi.stubGlobal('createImageBitmap', () => Promise.resolve({ close: () => {} }));
    const desk = await open('triage', {
      ticket: ticket({ thread: [message] }),
      attachment_read: { name: 'screen.png', text: null, cut: false, picture: png },
    });
    await user.click(await screen.findByRole('button', { name: /screen.png/ }));
    expect(await screen.findByRole('img', { name: 'screen.png, 8 by 6 pixels' })).toBeTruthy();
    expect(desk.asked('attachment_read')).toEqual([{ ticket: 'rt:work/42', attachment: '7' }]);
    await user.click(screen.getAllByRole('button', { name: 'Close' })[0] as HTMLElement);
    await user.keyboard('o');
    await waitFor(() =>
      expect(get(route)).toMatchObject({ view: 'ticket', params: { ticket: 'rt:work/42' } }),
    );
  });

  test('r22_08 a long subject is clipped at two lines, and the clock is in the heading of a narrow window', async () => {
    await open('ticket');
    expect(screen.getByRole('heading', { level: 1 }).classList.contains('two-lines')).toBe(true);
    expect(document.querySelector('.clock-line')?.textContent).not.toBe('');
  });

  test('r22_13 after closing one, the next is one press away; J leads to it at any time', async () => {
    const first = rows[0]?.ticket ?? '';
    await open('ticket', {}, { ticket: first });
    await user.keyboard('j');
    await waitFor(() =>
      expect(get(route)).toMatchObject({ view: 'triage', params: { ticket: rows[1]?.ticket } }),
    );
  });

  test('r22 several lengths of a snooze are chosen by key', async () => {
    const desk = await open('ticket', { ticket: ticket({ can: can({ more: ['snooze'] }) }) });
    await user.keyboard('{Shift>}Z{/Shift}');
    await screen.findByRole('dialog', { name: 'Snooze for' });
    await user.keyboard('4');
    await waitFor(() => expect(desk.asked('snooze')).toEqual([{ ticket: 'rt:work/41', minutes: 120 }]));
    expect(get(said)?.sentence).toBe('Snoozed for 2 hours. The deadline hasn’t changed.');
  });
});

describe('settings from everywhere', () => {
  test('r22_11 the palette has Add a help desk', async () => {
    await open('now');
    await user.keyboard('{Control>}k{/Control}');
    await user.type(await screen.findByRole('combobox', { name: 'Search or run a command' }), 'add a help');
    await user.keyboard('{Enter}');
    expect(await screen.findByRole('form', { name: 'Add a help desk' })).toBeTruthy();
  });

  test('r22 Ctrl and + go up to 200 %, − and 0 back', async () => {
    const desk = await open('now');
    await screen.findByText('6 min late');
    await user.keyboard('{Control>}+{/Control}');
    await waitFor(() => expect(desk.asked('appearance_set').at(-1)?.appearance.size).toBe(110));
    desk.answer({ settings: { ...settings, appearance: { ...settings.appearance, size: 175 } } });
    await desk.tell({ kind: 'settings_changed' });
    await waitFor(() => expect(document.documentElement.style.getPropertyValue('--size')).toBe('175'));
    await user.keyboard('{Control>}+{/Control}');
    await waitFor(() => expect(desk.asked('appearance_set').at(-1)?.appearance.size).toBe(200));
    await user.keyboard('{Control>}-{/Control}');
    await waitFor(() => expect(desk.asked('appearance_set').at(-1)?.appearance.size).toBe(150));
    await user.keyboard('{Control>}0{/Control}');
    await waitFor(() => expect(desk.asked('appearance_set').at(-1)?.appearance.size).toBe(100));
  });

  test('r22_18 an empty form lists everything that is missing at once, and what is filled in stops being wrong', async () => {
    const desk = await open('settings');
    await user.click(await screen.findByRole('button', { name: 'Add a help desk' }));
    const form = await screen.findByRole('form', { name: 'Add a help desk' });
    await user.click(within(form).getByRole('button', { name: 'Add help desk' }));
    expect(within(form).getAllByRole('link')).toHaveLength(3);
    expect(desk.asked('account_add')).toEqual([]);
    await user.type(within(form).getByLabelText('Name'), 'work');
    expect(within(form).getAllByRole('link')).toHaveLength(2);
    expect(document.activeElement).toBe(within(form).getByLabelText('Name'));
  });

  test('r22_18 an edited help desk is saved, not added', async () => {
    await open('settings');
    await user.click(await screen.findByRole('button', { name: 'Edit' }));
    const form = await screen.findByRole('form', { name: 'Edit “work”' });
    await user.click(within(form).getByRole('button', { name: /Save|Add/ }));
    await waitFor(() => expect(get(said)?.sentence).toBe('Saved “work”.'));
  });

  test('r22_18 an answered question of the form stops being red', async () => {
    await open('now', { policy });
    await screen.findByText('6 min late');
    await user.keyboard('n');
    const dialog = await screen.findByRole('dialog', { name: 'Log an issue' });
    await user.click(within(dialog).getByRole('button', { name: 'Log and triage' }));
    expect(within(dialog).getAllByRole('link')).toHaveLength(2);
    await user.click(within(dialog).getByLabelText('Slack'));
    await waitFor(() => expect(within(dialog).getAllByRole('link')).toHaveLength(1));
    expect(status.on_support).toBe(true);
  });
});

test('r22 a list is narrowed by words, and the filter is saved as a view', async () => {
  const desk = await open('tickets');
  await screen.findByText('6 min late');
  await user.keyboard('f');
  await user.type(await screen.findByLabelText('Words to filter by'), 'routers');
  await waitFor(() => expect(screen.queryByText('6 min late')).toBeNull());
  await screen.findByText('elevated 502 rate on routers');
  await user.selectOptions(screen.getByRole('combobox', { name: 'Order within each section' }), 'tenant');
  await waitFor(() =>
    expect(desk.asked('rows').at(-1)).toMatchObject({ narrow: { words: 'routers', order: 'tenant' } }),
  );
  await user.click(screen.getByRole('button', { name: 'Save view' }));
  await user.clear(screen.getByLabelText('Name of the view'));
  await user.type(screen.getByLabelText('Name of the view'), 'Routing');
  const view = {
    name: 'Routing',
    owner: 'all' as const,
    narrow: { words: 'routers', order: 'tenant' as const },
  };
  desk.answer({ saved_views: { views: [view] } });
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(desk.asked('saved_views_set')).toEqual([{ views: [view] }]);
  await screen.findByRole('button', { name: 'Routing' });
  await user.click(screen.getByRole('button', { name: 'Close filter' }));
  await screen.findByText('6 min late');
  await user.keyboard('f');
  await user.click(await screen.findByRole('button', { name: 'Routing' }));
  await waitFor(() => expect(screen.queryByText('6 min late')).toBeNull());
});

test('r22_18 what has no subject says so in every list of finds', async () => {
  const blank = { ...(hits[0] as (typeof hits)[number]), subject: '' };
  await open('search', { search: { hits: [blank] } }, { words: 'bind' });
  await screen.findByText('No subject');
  await user.keyboard('{Control>}k{/Control}');
  await user.type(await screen.findByRole('combobox', { name: 'Search or run a command' }), 'bind');
  expect(await screen.findByRole('option', { name: /^No subject/ })).toBeTruthy();
});

test('r22_05 incident notes without an incident say what to do', async () => {
  const desk = await open('incident', {}, { incident: undefined });
  await screen.findByText('No incident notes chosen');
  expect(desk.asked('incident')).toEqual([]);
  await user.click(screen.getByRole('button', { name: 'Go to Incidents' }));
  expect(get(route).view).toBe('incidents');
});

test('r22 a policy file that is chosen in the dialog is looked at before it is used', async () => {
  let path: string | null = null;
  const desk = await open('settings', {
    policy_pick: () => ({ path }),
    policy_preview: {
      title: 'Ours',
      problems: [],
      total: 1,
      moved: [
        {
          ticket: 'rt:work/41',
          from: 'RT 41',
          subject: 'x',
          before: 'Update 12:10',
          after: 'Update 11:10',
          late: false,
        },
      ],
    },
  });
  const choose = await screen.findByRole('button', { name: 'Choose a file…' });
  await user.click(choose);
  expect(desk.asked('policy_preview')).toEqual([]);
  path = '/home/alex/our policy.toml';
  await user.click(choose);
  await screen.findByText('1 deadline moves');
  expect(screen.getByLabelText('Your own policy file')).toHaveProperty('value', path);
  expect(desk.asked('policy_preview')).toEqual([{ name_or_file: path }]);
  expect(desk.asked('policy_choose')).toEqual([]);
});

test.each([
  ['n', 'New name'],
  ['c', 'Closing message'],
  ['p', 'What are you waiting for?'],
  ['{Shift>}G{/Shift}', 'Who takes it over?'],
])('r22 a dialog that %s opens is typed into at once', async (key, label) => {
  await open('ticket', { ticket: ticket({ can: can({ more: ['pause', 'assign_to'] }) }) });
  await user.keyboard(key);
  const field = await screen.findByLabelText(label);
  await waitFor(() => expect(document.activeElement).toBe(field));
});

test('r22 from a file that is called like a built-in policy there is a way back to that', async () => {
  await open('settings', { policy: { ...policy, name: 'govuk-paas-2016', source: '/home/alex/ours.toml' } });
  await screen.findByRole('button', { name: 'Use govuk-paas-2016' });
});
