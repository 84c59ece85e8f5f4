// Report 22: acts on several rows. One form, and for each ticket to whom it goes, what it promises and what became of it.
import { screen, waitFor, within } from '@testing-library/svelte';
import { userEvent } from '@testing-library/user-event';
import { get } from 'svelte/store';
import { beforeEach, describe, expect, test } from 'vitest';
import { said, unsay } from '../../src/lib/say';
import { refusal, type Script } from '../fakeDesk';
import { rows } from '../fixtures';
import { open } from './open';
import { can, replyForm, ticket } from './ticketFixture';

const user = userEvent.setup();
const [FIRST = '', SECOND = ''] = rows.map((row) => row.ticket);

beforeEach(unsay);

/** The two first rows are selected, and a key was pressed. */
async function select(key: string, script: Script = {}) {
  const desk = await open('now', { outbox: { rows: [] }, ...script });
  await screen.findByText('6 min late');
  await user.keyboard(`{Home}xx${key}`);
  return desk;
}

const line = (number: number) =>
  within(screen.getByRole('dialog')).getAllByRole('listitem')[number]?.textContent ?? '';

describe('r22 one reply to several tickets', () => {
  const to = (name: string, by: string | null) =>
    replyForm({
      to: [{ name, address: '' }],
      cc: name === 'Ama' ? [{ name: 'Bo', address: '' }] : [],
      next_update_line: by && `Next update by ${by}`,
    });
  const forms: Script = {
    reply_form: ({ ticket: id }) => (id === FIRST ? to('Ama', '15:18') : to('Chidi', null)),
  };

  test('says to whom and what each promises before anything is sent, and undoes all of them', async () => {
    const desk = await select('r', {
      ...forms,
      reply_send: { outcome: 'queued', outbox: 7, sentence: 'Sends after 10 s', leaves_in: 10 },
    });
    await screen.findByRole('dialog', { name: 'Reply to 2 tickets' });
    await waitFor(() => expect(line(0)).toContain('to Ama, copy to Bo · Next update by 15:18'));
    expect(line(1)).toContain('to Chidi · Not triaged yet, so it promises no next update');
    await user.click(screen.getByRole('button', { name: 'Send 2 replies' }));
    await screen.findAllByText('Write the reply first');
    expect(desk.asked('reply_send')).toEqual([]);
    await user.type(screen.getByLabelText('Reply'), 'The router is down. We look at it.');
    await waitFor(
      () => expect(desk.asked('draft_save').map((each) => each.ticket)).toEqual([FIRST, SECOND]),
      {
        timeout: 3000,
      },
    );
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(desk.asked('reply_send').map((each) => [each.ticket, each.next_update_at])).toEqual([
      [FIRST, null],
      [SECOND, null],
    ]);
    expect(get(said)?.sentence).toBe('2 replies are waiting to send. Undo with Ctrl Z.');
    await user.keyboard('{Control>}z{/Control}');
    await waitFor(() => expect(desk.asked('outbox_decide')).toHaveLength(2));
    expect(get(said)?.sentence).toBe('2 replies undone. Each is a draft on its ticket.');
  });

  test('one that is refused says why and stays in the form; the other isn’t sent twice', async () => {
    let refuses = true;
    const desk = await select('r', {
      ...forms,
      reply_send: ({ ticket: id }) => {
        if (id === SECOND && refuses)
          return { outcome: 'newer_message', sentence: 'Alex wrote 2 min ago. Read it', message: '7' };
        return { outcome: 'queued', outbox: 7, sentence: 'Sends after 10 s', leaves_in: 10 };
      },
    });
    await user.type(await screen.findByLabelText('Reply'), 'We look at it.');
    await screen.findByRole('button', { name: 'Send 2 replies' });
    await user.keyboard('{Control>}{Enter}{/Control}');
    await screen.findByText('Sent to 1, not to 1. The list says why.');
    expect(line(0)).toContain('Sends after 10 s');
    expect(line(1)).toContain('Not sent: Alex wrote 2 min ago. Read it. The text is a draft on the ticket.');
    expect(screen.getByLabelText('Reply')).toHaveProperty('value', 'We look at it.');
    refuses = false;
    await user.click(screen.getByRole('button', { name: 'Send 1 reply' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(desk.asked('reply_send').map((each) => each.ticket)).toEqual([FIRST, SECOND, SECOND]);
  });

  test('a draft of its own and a ticket that nobody reads are left alone, and said to be', async () => {
    const desk = await select('r', {
      ticket: ({ ticket: id }) =>
        ticket({ ticket: id, can: can(id === FIRST ? { less: ['reply_send'] } : {}) }),
      reply_form: replyForm({ draft: '' }),
    });
    await waitFor(() => expect(line(0)).toContain('nobody reads replies on it'));
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    desk.answer({
      ticket: ({ ticket: id }) => ticket({ ticket: id }),
      reply_form: ({ ticket: id }) => replyForm({ draft: id === SECOND ? 'Dear Ama,' : '' }),
      reply_send: { outcome: 'queued', outbox: 7, sentence: 'Sends after 10 s', leaves_in: 10 },
    });
    await user.keyboard('r');
    await waitFor(() => expect(line(1)).toContain('it has a draft of its own'));
    await user.type(screen.getByLabelText('Reply'), 'We look at it.');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(desk.asked('reply_send').map((each) => each.ticket)).toEqual([FIRST]));
    expect(desk.asked('draft_save').every((each) => each.ticket === FIRST)).toBe(true);
  });
});

describe('r22 one triage of several tickets', () => {
  test('shows by when each has to be answered, and what became of each', async () => {
    const desk = await select('t', {
      triage_many: ({ tickets }) => ({
        outcomes: tickets.map((id) => ({
          ticket: id,
          done: id === FIRST,
          sentence: id === FIRST ? 'P3 set. Respond by 16:18.' : 'This ticket is closed.',
        })),
      }),
    });
    await screen.findByRole('dialog', { name: 'Set the priority of 2 tickets' });
    await user.click(screen.getByRole('radio', { name: 'P3' }));
    await waitFor(() => expect(line(0)).toMatch(/respond by \d\d:\d\d/));
    await user.type(screen.getByLabelText('Why, in one sentence'), 'The router is down.');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await screen.findByText('Set on 1, not on 1. The list says why.');
    expect(line(0)).toContain('P3 set. Respond by 16:18.');
    expect(line(1)).toContain('This ticket is closed.');
    expect(screen.getByLabelText('Why, in one sentence')).toHaveProperty('value', 'The router is down.');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(desk.asked('triage_many')).toHaveLength(2));
    expect(desk.asked('triage_many')[1]?.tickets).toEqual([SECOND]);
  });

  test('P1 says that the other questions stay open, and nothing is set without a sentence', async () => {
    const desk = await select('t', {
      triage_form: () => {
        throw refusal('not_now', 'This ticket is closed.');
      },
    });
    await screen.findByRole('dialog');
    await waitFor(() => expect(line(0)).toContain('This ticket is closed.'));
    await user.click(screen.getByRole('radio', { name: 'P1' }));
    await screen.findByText(/The other questions stay open on each ticket/);
    await user.click(screen.getByRole('button', { name: 'Set P1' }));
    await screen.findAllByText('Write in one sentence why');
    expect(desk.asked('triage_many')).toEqual([]);
  });
});
