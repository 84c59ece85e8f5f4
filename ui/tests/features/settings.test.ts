// Settings: how you are notified, a pause, what holds notifications back, and what Dutydesk does in the background.
import { cleanup, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import type { NotificationState } from '../../src/lib/ipc/bindings';
import { expectAccessible } from '../axe';
import { refusal } from '../fakeDesk';
import { moment, settings } from '../fixtures';
import { open } from './open';

const user = userEvent.setup();
const withNotices = (some: Partial<NotificationState>) => ({
  settings: { ...settings, notifications: { ...settings.notifications, ...some } },
});

beforeEach(() => cleanup);

test('a sound is chosen per priority and can be heard', async () => {
  const desk = await open('settings');
  await user.selectOptions(await screen.findByRole('combobox', { name: 'P2' }), 'Warning');
  await waitFor(() =>
    expect(desk.asked('notice_manner_set')).toEqual([
      { manner: { ...settings.notifications.manner, sounds: ['alarm', 'warning', 'none', 'none'] } },
    ]),
  );
  await user.click(screen.getByRole('button', { name: 'Play the sound for P1' }));
  expect(desk.asked('sound_test')).toEqual([{ sound: 'alarm' }]);
  const silent = screen.getByRole<HTMLButtonElement>('button', { name: 'Play the sound for P3' });
  expect(silent.disabled).toBe(true);
});

test('a server without sounds says so, and nothing can be played', async () => {
  await open('settings', withNotices({ plays_sounds: false }));
  await screen.findByText(/doesn’t play sounds/);
  const play = screen.getByRole<HTMLButtonElement>('button', { name: 'Play the sound for P1' });
  expect(play.disabled).toBe(true);
});

test('names can always be hidden', async () => {
  const desk = await open('settings');
  await user.click(await screen.findByRole('checkbox', { name: 'Don’t name the ticket or the tenant' }));
  await waitFor(() => expect(desk.asked('notice_manner_set')[0]?.manner.hide_text).toBe(true));
});

test('all notifications are paused for a while, and resumed', async () => {
  const desk = await open('settings');
  await user.click(await screen.findByRole('button', { name: '30 min' }));
  await user.click(screen.getByRole('button', { name: 'Until the next opening' }));
  expect(screen.queryByRole('button', { name: 'Resume' })).toBeNull();
  desk.answer(withNotices({ paused_until: moment('14:48') }));
  await desk.tell({ kind: 'settings_changed' });
  await screen.findByText('All notifications paused until 14:48');
  await user.click(screen.getByRole('button', { name: 'Resume' }));
  await waitFor(() =>
    expect(desk.asked('notices_pause')).toEqual([
      { pause: 'minutes', minutes: 30 },
      { pause: 'until_opening' },
      { pause: 'off' },
    ]),
  );
});

test('what holds pop-ups back is said, with what to do', async () => {
  await open('settings', withNotices({ held_back: 'Do not disturb is on: switch it off to see notices.' }));
  await screen.findByText('Do not disturb is on: switch it off to see notices.');
  await expectAccessible(document.body);
});

test('starting at login, the tray and the heartbeat are chosen; a wrong address is said beside its field', async () => {
  const desk = await open('settings', {
    heartbeat_set: () => {
      throw refusal('invalid', 'The address is not encrypted. Use https.');
    },
  });
  await user.click(await screen.findByRole('checkbox', { name: 'Start hidden when I log in' }));
  expect(desk.asked('autostart_set')).toEqual([{ on: true }]);
  await user.click(screen.getByRole('checkbox', { name: /^Keep running in the tray/ }));
  expect(desk.asked('notice_manner_set')[0]?.manner.stays_in_tray).toBe(false);
  await user.type(screen.getByRole('textbox', { name: 'Heartbeat address' }), 'http://beat.example.org');
  await user.click(screen.getByRole('button', { name: 'Save address' }));
  await screen.findByText('The address is not encrypted. Use https.');
  expect(desk.asked('heartbeat_set')).toEqual([{ url: 'http://beat.example.org' }]);
});
