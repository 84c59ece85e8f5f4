// Handing tickets over: who is offered, what is sent, and that a refusal loses nothing (22).
import { screen, waitFor, within } from '@testing-library/svelte';
import { userEvent } from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import { stopAskingAssignee } from '../../src/lib/assign';
import { refusal } from '../fakeDesk';
import { open } from './open';
import { can, ticket } from './ticketFixture';

const user = userEvent.setup();
beforeEach(() => stopAskingAssignee());

const assign = () => within(screen.getByRole('dialog')).getByRole('button', { name: /^Assign/ });

test('r22 a ticket is handed over to an owner of other tickets, with a note', async () => {
  const desk = await open('ticket');
  await user.keyboard('{Shift>}G{/Shift}');
  const who = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Who takes it over?' });
  await user.click(await screen.findByRole('button', { name: 'sam' }));
  expect(who.value).toBe('sam');
  await user.type(
    screen.getByRole('textbox', { name: 'What do they need to know?' }),
    'The cells are drained.',
  );
  await user.click(assign());
  await waitFor(() =>
    expect(desk.asked('assign_to')).toEqual([
      { ticket: 'rt:work/41', to: 'sam', note: 'The cells are drained.' },
    ]),
  );
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(desk.asked('assign_to_me')).toEqual([]);
});

test('r22 what is typed narrows the owners that are offered', async () => {
  await open('ticket');
  await user.keyboard('{Shift>}G{/Shift}');
  await screen.findByRole('button', { name: 'Kim' });
  await user.type(screen.getByRole('textbox', { name: 'Who takes it over?' }), 'SAM');
  expect(screen.queryByRole('button', { name: 'Kim' })).toBeNull();
  screen.getByRole('button', { name: 'samira' });
});

test('r22 without a name nothing is sent, and a refusal keeps what was typed', async () => {
  const desk = await open('ticket', {
    assignees: () => {
      throw refusal('internal', 'Not now.');
    },
    assign_to: () => {
      throw refusal('invalid', 'kim already has this ticket. Enter another name.');
    },
  });
  await user.keyboard('{Shift>}G{/Shift}');
  const note = await screen.findByRole<HTMLTextAreaElement>('textbox', {
    name: 'What do they need to know?',
  });
  await user.type(note, 'The cells are drained.');
  await user.click(assign());
  await screen.findByRole('link', { name: 'Enter the login of who takes it over' });
  expect(desk.asked('assign_to')).toEqual([]);
  const who = screen.getByRole<HTMLInputElement>('textbox', { name: 'Who takes it over?' });
  await user.type(who, 'kim');
  await user.click(assign());
  await screen.findByText('kim already has this ticket. Enter another name.');
  expect([who.value, note.value]).toEqual(['kim', 'The cells are drained.']);
});

test('r22 a ticket that can’t be assigned says so', async () => {
  const desk = await open('ticket', { ticket: ticket({ can: can({ less: ['assign_to'] }) }) });
  await user.keyboard('{Shift>}G{/Shift}');
  await screen.findByText('This ticket is closed, or it can’t be assigned from here.');
  expect(desk.asked('assignees')).toEqual([]);
});

test('r22 several selected rows are handed over together, and only the refused one is tried again', async () => {
  let refuses = true;
  const desk = await open('tickets', {
    assignees: ({ ticket: id }) => ({ names: id === 'deskpro:work/4190' ? ['sam'] : ['Kim', 'sam'] }),
    assign_to: ({ ticket: id }) => {
      if (refuses && id === 'deskpro:work/4190') throw refusal('not_now', 'This ticket is closed.');
      return { outbox: 9, undo: { act: 'assigned', outbox: 9, before: null } };
    },
  });
  await screen.findAllByText('6 min late');
  await user.keyboard('{Home}xjx{Shift>}G{/Shift}');
  await screen.findByRole('dialog', { name: 'Assign 2 tickets to' });
  await user.click(await screen.findByRole('button', { name: 'sam' }));
  expect(screen.queryByRole('button', { name: 'Kim' })).toBeNull();
  await user.click(assign());
  await waitFor(() => expect(desk.asked('assign_to')).toHaveLength(2));
  expect(desk.asked('assign_to').map((each) => each.ticket)).toEqual([
    'deskpro:work/4182',
    'deskpro:work/4190',
  ]);
  refuses = false;
  await user.click(assign());
  await waitFor(() => expect(desk.asked('assign_to')).toHaveLength(3));
  expect(desk.asked('assign_to')[2]?.ticket).toBe('deskpro:work/4190');
  await user.keyboard('{Control>}z{/Control}');
  await waitFor(() => expect(desk.asked('act_undo')).toHaveLength(2));
  await screen.findByText('Undone on 2 tickets.');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});
