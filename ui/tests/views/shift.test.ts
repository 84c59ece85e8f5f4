// A shift worked by keyboard alone: each key answers, acts on what the engineer means, and never on what moved meanwhile.
import { cleanup, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { get } from 'svelte/store';
import { beforeEach, expect, test } from 'vitest';
import { route } from '../../src/lib/router';
import { unsay } from '../../src/lib/say';
import { answers, rows } from '../fixtures';
import { open } from '../features/open';
import { can, queued, ticket } from '../features/ticketFixture';
import { form } from '../features/triageFixture';

const user = userEvent.setup();
const editor = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: /^Text of the/ });

/** An answer that comes when it is let go. */
function slow<Reply>(reply: Reply) {
  let letGo = () => {};
  const answer = new Promise<Reply>((resolve) => (letGo = () => resolve(reply)));
  return { answer: answer as unknown as Reply, letGo: () => letGo() };
}

beforeEach(() => {
  unsay();
  return cleanup;
});

test('h_shift who leaves the editor while a reply is being queued writes a note next, and not another reply', async () => {
  const sending = slow({
    outcome: 'queued' as const,
    outbox: 9,
    sentence: 'Sends after 10 s. Undo with Ctrl Z',
    leaves_in: 10,
  });
  const desk = await open('ticket', { reply_send: sending.answer });
  await user.keyboard('rWe look at it.{Control>}{Enter}{/Control}{Escape}');
  sending.letGo();
  await screen.findByText('Sends after 10 s. Undo with Ctrl Z');
  await waitFor(() => expect(editor().value).toBe(''));
  await user.keyboard('iRouter cell 3.{Control>}{Enter}{/Control}');
  await waitFor(() => expect(desk.asked('note_send')).toHaveLength(1));
  expect(desk.asked('reply_send')).toHaveLength(1);
});

test('h_shift P1 now has a key, on the ticket and in its triage', async () => {
  const outcome = { outcome: 'set' as const, priority: 'P1' as const, incident: true, sentence: 'P1 set.' };
  const untriaged = await open('ticket', { ticket: ticket({ priority: null }), triage_now: outcome });
  await user.keyboard('{Control>}{Shift>}p{/Shift}{/Control}');
  await waitFor(() => expect(untriaged.asked('triage_now')).toHaveLength(1));
  cleanup();
  const triage = await open('triage', { triage_form: form(), triage_now: outcome });
  await user.keyboard('1{Control>}{Shift>}p{/Shift}{/Control}');
  await waitFor(() => expect(triage.asked('triage_now')).toHaveLength(1));
});

test('h_shift after the last ticket of Now, J goes on at the top', async () => {
  const [first, second] = rows.filter((row) => row.section === 'late' || row.section === 'next_two_hours');
  const page = { sections: [], total: 2, offset: 0, rows: [first!, { ...second!, ticket: ticket().ticket }] };
  await open('ticket', { rows: page });
  await user.keyboard('j');
  await waitFor(() => expect(get(route).params.ticket).toBe(first!.ticket));
});

test('h_shift Sync answers at once, and its late result replaces no newer sentence', async () => {
  const syncing = slow({ new: 3, changed: 0, sent: 0, problems: [] });
  await open('now', { sync_now: syncing.answer });
  await user.keyboard('{Control>}r{/Control}');
  await screen.findByText('Syncing…');
  await user.keyboard('{Control>}1{/Control}');
  await screen.findByText('This is Now.');
  syncing.letGo();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(screen.getByText('This is Now.')).toBeTruthy();
});

test('h_shift before a help desk was read, nobody is told that there are no open tickets', async () => {
  const now = { ...answers.now_view!, hero: null, calm: 'work hasn’t been synced yet.', calm_is_sure: false };
  await open('now', { now_view: now, rows: { sections: [], total: 0, offset: 0, rows: [] } });
  await screen.findByText(/It isn’t known whether there are open tickets/);
  expect(screen.queryByText(/No open tickets/)).toBeNull();
});

test('h_shift support is ended from the palette: what a command opens stays open', async () => {
  await open('now');
  await screen.findByText('6 min late');
  await user.keyboard('{Control>}k{/Control}');
  const field = await screen.findByRole('combobox');
  const palette = field.closest('dialog')!;
  await user.type(field, 'off support{Enter}');
  // The engine tells of a closed dialog a moment later.
  palette.dispatchEvent(new Event('close'));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await screen.findByRole('dialog', { name: 'Go off support?' })).toBeTruthy();
});

test('h_shift words typed after C are the closing message', async () => {
  await open('ticket');
  await user.keyboard('c');
  const message = await screen.findByRole('textbox', { name: 'Closing message' });
  await waitFor(() => expect(document.activeElement).toBe(message));
});

test('h_shift coming back to a ticket doesn’t do again what it was opened for', async () => {
  await open('ticket', {}, { act: 'reply' });
  await waitFor(() => expect(document.activeElement).toBe(editor()));
  await user.keyboard('{Escape}t');
  await screen.findByRole('heading', { name: /^Triage/ });
  await user.keyboard('{Escape}');
  await waitFor(() => expect(editor()).toBeTruthy());
  expect(document.activeElement).not.toBe(editor());
});

test('h_shift a pause while the reply waits says that it waits', async () => {
  await open('ticket', { ticket: ticket({ can: can({ less: ['pause'] }), unsent: [queued()] }) });
  await user.keyboard('p');
  await screen.findByText('Your reply hasn’t been sent yet. Pause once it has.');
});
