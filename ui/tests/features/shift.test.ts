// The shift, whether notifications work, and which ones there would have been.
import { cleanup, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { get } from 'svelte/store';
import { beforeEach, expect, test } from 'vitest';
import type { Banner, Problem } from '../../src/lib/ipc/bindings';
import { route } from '../../src/lib/router';
import { unsay } from '../../src/lib/say';
import { expectAccessible } from '../axe';
import { refusal } from '../fakeDesk';
import { moment, shiftView, status } from '../fixtures';
import { open } from './open';

const user = userEvent.setup();

beforeEach(() => {
  unsay();
  return cleanup;
});

test('a tick is saved at once, and removed again if it couldn’t be saved', async () => {
  const desk = await open('shift');
  const box = await screen.findByRole<HTMLInputElement>('checkbox', { name: /Send a test notification/ });
  expect(screen.getByText('2 of 3')).toBeTruthy();
  await user.click(box);
  expect(desk.asked('checklist_tick')).toEqual([
    {
      incident: null,
      checklist: 'start_of_shift',
      item: 'Send a test notification and see it arrive',
      ticked: true,
    },
  ]);
  desk.answer({
    checklist_tick: () => {
      throw refusal('not_saved', 'The disk is full.');
    },
  });
  await user.click(screen.getByRole('checkbox', { name: /documented or handed over/ }));
  await screen.findByText(/The disk is full/);
  const other = screen.getByRole<HTMLInputElement>('checkbox', { name: /documented or handed over/ });
  expect(other.checked).toBe(false);
});

test('it says whether you are on support, since when, and what that means', async () => {
  const desk = await open('shift');
  await screen.findByText('On support since 09:02.');
  desk.answer({ shift_view: { ...shiftView, on_support: false } });
  await desk.tell({ kind: 'changed' });
  await screen.findByText('Off support since 09:02. You’ll only be notified about your own tickets.');
  await expectAccessible(document.body);
});

test('an incident has its roles, and ticks of its own', async () => {
  const desk = await open('incident');
  expect(await screen.findByText('Comms lead')).toBeTruthy();
  await user.click(screen.getByRole('checkbox', { name: /tick the components/ }));
  expect(desk.asked('checklist_tick')[0]).toMatchObject({
    incident: 'incident/2026-11-23-1',
    checklist: 'incident',
    ticked: true,
  });
});

test('asked whether you are on support, a key answers', async () => {
  const desk = await open('now', { app_status: { ...status, ask_on_support: true } });
  await screen.findByText('Are you on support today?');
  await user.keyboard('{Control>}{Shift>}n{/Shift}{/Control}');
  expect(desk.asked('on_support')).toEqual([{ on: false }]);
  await user.click(screen.getByRole('button', { name: /^Yes/ }));
  expect(desk.asked('on_support').at(-1)).toEqual({ on: true });
});

test('nobody is asked twice', async () => {
  const desk = await open('now', { app_status: { ...status, ask_on_support: true } });
  await screen.findByText('Are you on support today?');
  desk.answer({ app_status: status });
  await desk.tell({ kind: 'changed' });
  await waitFor(() => expect(screen.queryByText('Are you on support today?')).toBeNull());
  await user.keyboard('{Control>}{Shift>}y{/Shift}{/Control}');
  expect(desk.asked('on_support')).toEqual([]);
});

test('the check says what needs attention and what to do', async () => {
  await open('check');
  await screen.findByText('One thing needs attention.');
  const row = within(screen.getByRole('row', { name: /^Start at login/ }));
  expect(row.getByText('Needs attention')).toBeTruthy();
  expect(row.getByText('Switch it on in Settings, or run duty install-autostart.')).toBeTruthy();
  await expectAccessible(document.body);
});

test('the rehearsal groups a summary and leads to its tickets', async () => {
  await open('rehearsal');
  await screen.findByText(/3 things to notify you about/);
  const summary = screen.getByRole('rowheader', { name: /09:00 summary/ });
  expect(summary.getAttribute('rowspan')).toBe('2');
  await expectAccessible(document.body);
  await user.click(screen.getByRole('button', { name: 'Docs: broken link' }));
  expect(get(route)).toMatchObject({ view: 'ticket', params: { ticket: 'rt:work/12' } });
});

test('a clock that looks wrong can be confirmed', async () => {
  const banners: Banner[] = [{ kind: 'clock', sentence: 'The clock ran back by 3 h.' }];
  const desk = await open('now', { app_status: { ...status, banners } });
  await screen.findByText('The clock ran back by 3 h.');
  await user.click(screen.getByRole('button', { name: 'Confirm the clock' }));
  expect(desk.asked('clock_confirm')).toHaveLength(1);
});

test('r23_05 what went wrong is told until somebody has seen it', async () => {
  const problems: Problem[] = [
    { id: 3, sentence: 'desk.db was missing. Dutydesk restored the backup of 13:02.', at: moment('13:10') },
    { id: null, sentence: '1 message may or may not have been sent.', at: moment('13:10') },
  ];
  const desk = await open('now', { app_status: { ...status, problems } });
  await screen.findByText(/restored the backup of 13:02/);
  await screen.findByText(/may or may not have been sent/);
  await expectAccessible(document.body);
  await user.click(screen.getByRole('button', { name: 'Seen' }));
  expect(desk.asked('problems_seen')).toEqual([{ ids: [3] }]);
});
