// The ticket view: the conversation, what you can do, and that nothing typed is ever lost.
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { get } from 'svelte/store';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Hit } from '../../src/lib/ipc/bindings';
import { go, route } from '../../src/lib/router';
import { unsay } from '../../src/lib/say';
import { expectAccessible } from '../axe';
import { refusal } from '../fakeDesk';
import { moment } from '../fixtures';
import { open, start } from './open';
import { can, entry, queued, replyForm, text, ticket, update } from './ticketFixture';

const user = userEvent.setup();
const editor = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: /^Text of the/ });
const conversation = () => screen.getByRole('region', { name: 'Conversation' });

const hit = (id: string, from: string): Hit => ({
  ...ticket().looks_like[0]!,
  id,
  from,
});
const file = (name: string) => new File(['hi'], name, { type: 'text/plain' });
const staged = ({ name }: { name: string }) => ({ id: name, name, size_said: '2 B' });

/** What a paste or a drop of files and folders contains. */
const transfer = (files: File[], folders: string[] = []) => ({
  types: ['Files'],
  items: [
    ...files.map((each) => ({ kind: 'file', getAsFile: () => each, webkitGetAsEntry: () => null })),
    ...folders.map((name) => ({
      kind: 'file',
      getAsFile: () => file(name),
      webkitGetAsEntry: () => ({ isDirectory: true, name }),
    })),
  ],
});

beforeEach(() => {
  unsay();
  return cleanup;
});

describe('the thread', () => {
  test('tells public, internal and the tenant apart by word', async () => {
    await open('ticket');
    expect(screen.getByRole('article', { name: 'Public from You, 13:01' })).toBeTruthy();
    expect(screen.getByRole('article', { name: 'Internal from You, 12:55' })).toBeTruthy();
    const waiting = screen.getByRole('article', { name: 'Message from Sam, notify-api, 13:40' });
    expect(within(waiting).getByText('waiting for 38 min')).toBeTruthy();
  });

  test('shows hostile text as text, to the letter', async () => {
    const hostile =
      '<script>alert(1)</script><img src=x onerror="alert(2)">\n  {@html "x"} &lt;b&gt; \u202Etxt.exe';
    await open('ticket', {
      ticket: ticket({ subject: hostile, thread: [entry('1', { author: hostile, parts: [text(hostile)] })] }),
    });
    // A character that would reverse the direction of the text is shown as its number.
    const seen = hostile.replace('\u202E', 'U+202E');
    const shown = within(conversation()).getByText(
      (_, element) => element?.tagName === 'P' && element.textContent === seen,
    );
    expect(shown.querySelector(':not(.turns)')).toBeNull();
    expect(document.querySelector('img, main script')).toBeNull();
  });

  test('folds quoted email and signatures, and gives logs their own region', async () => {
    await open('ticket');
    const folded = screen.getByText('Signature, 2 lines');
    expect(folded.closest('details')?.open).toBe(false);
    expect(screen.getByRole('region', { name: 'Log' }).textContent).toContain('\nServer error');
  });

  test('a link says where it goes before it is opened', async () => {
    const desk = await open('ticket', {
      open_link: ({ confirmed }) => ({
        host: 'xn--notfy-3va.example',
        address: 'https://…/plan',
        opened: confirmed,
      }),
    });
    await user.click(screen.getByRole('button', { name: 'https://notify.example/plan' }));
    await screen.findByText('xn--notfy-3va.example');
    expect(desk.asked('open_link').map((each) => each.confirmed)).toEqual([false]);
    await user.click(screen.getByRole('button', { name: 'Open in browser' }));
    expect(desk.asked('open_link').map((each) => each.confirmed)).toEqual([false, true]);
  });

  test('a file is fetched and shown as text; one that can’t be fetched says why and can be tried again', async () => {
    const desk = await open('ticket', {
      attachment_read: () => {
        throw refusal('help_desk', 'RT cannot be reached. Try again when you are online.');
      },
    });
    await user.click(screen.getByRole('button', { name: /push\.log/ }));
    await screen.findByText('RT cannot be reached. Try again when you are online.');
    desk.answer({ attachment_read: { name: 'push.log', text: '<b>line</b>', cut: false, picture: null } });
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await screen.findByText('<b>line</b>');
  });

  test('a file is read once, although reading it changes the ticket', async () => {
    let reads = 0;
    const desk = await open('ticket', {
      ticket: () => ticket(),
      attachment_read: () => {
        reads += 1;
        // Otherwise the test would never end.
        if (reads > 3) throw refusal('internal', 'It was read already.');
        return { name: 'push.log', text: 'line', cut: false, picture: null };
      },
    });
    await user.click(screen.getByRole('button', { name: /push\.log/ }));
    await screen.findByText('line');
    await desk.tell({ kind: 'ticket_changed', ticket: 'rt:work/41' });
    await new Promise((later) => setTimeout(later, 50));
    expect(desk.asked('attachment_read')).toHaveLength(1);
  });
});

describe('the acts', () => {
  test('only what is possible now is offered, by button and by key', async () => {
    const desk = await open('ticket', {
      ticket: ticket({ can: can({ more: ['resume'], less: ['assign_to_me', 'pause'] }) }),
    });
    expect(screen.queryByRole('button', { name: 'Assign to me' })).toBeNull();
    expect(screen.getByRole('button', { name: 'Resume' })).toBeTruthy();
    await user.keyboard('g');
    expect(desk.asked('assign_to_me')).toEqual([]);
    await user.keyboard('p');
    await waitFor(() => expect(desk.asked('resume')).toEqual([{ ticket: 'rt:work/41' }]));
  });

  test.each([
    ['g', 'assign_to_me'],
    ['s', 'start_work'],
    ['a', 'acknowledge'],
    ['h', 'open_in_help_desk'],
  ] as const)('%s asks for %s', async (key, command) => {
    const desk = await open('ticket', { ticket: ticket({ can: can({ more: ['start_work'] }) }) });
    await user.keyboard(key);
    await waitFor(() => expect(desk.asked(command)).toEqual([{ ticket: 'rt:work/41' }]));
  });

  test('an act that was refused says why in the status line', async () => {
    await open('ticket', {
      assign_to_me: () => {
        throw refusal('not_now', 'It is being merged. Wait for the next reading.');
      },
    });
    await user.keyboard('g');
    await screen.findByText('It is being merged. Wait for the next reading.');
  });

  test('renaming asks why, because the tenant is told', async () => {
    const desk = await open('ticket');
    await user.keyboard('n');
    await user.click(await screen.findByRole('button', { name: 'Rename and send message' }));
    await screen.findByRole('link', { name: 'Say why, so that the tenant knows' });
    expect(desk.asked('rename')).toEqual([]);
    const name = screen.getByRole('textbox', { name: 'New name' });
    await user.clear(name);
    await user.type(name, 'failure pushing app: disk full');
    await user.type(screen.getByRole('textbox', { name: 'Why are you renaming it?' }), 'it names the error');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() =>
      expect(desk.asked('rename')).toEqual([
        { ticket: 'rt:work/41', subject: 'failure pushing app: disk full', reason: 'it names the error' },
      ]),
    );
  });

  test('closing needs the reason that the template asks for, and no words are lost if it is refused', async () => {
    const desk = await open('ticket', {
      close_ticket: () => {
        throw refusal('not_saved', 'The disk is full. Make room and send again.');
      },
    });
    await user.keyboard('c');
    const message = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Closing message' });
    await waitFor(() => expect(message.value).toContain('because {reason}'));
    await user.click(screen.getByRole('button', { name: 'Close and send message' }));
    await screen.findByRole('link', { name: 'Replace {reason} with your own words' });
    await user.clear(message);
    await user.type(message, 'Closed, because it works. Reply to open it again.');
    await user.click(screen.getByRole('button', { name: 'Close and send message' }));
    await screen.findByText('The disk is full. Make room and send again.');
    expect(message.value).toBe('Closed, because it works. Reply to open it again.');
    expect(desk.asked('close_ticket')[0]?.reason).toBe('Closed, because it works. Reply to open it again.');
  });

  test('a pause until a date is chased at midday of the zone', async () => {
    const desk = await open('ticket');
    await user.keyboard('p');
    await user.type(await screen.findByRole('textbox', { name: 'What are you waiting for?' }), 'their log');
    await user.click(screen.getByRole('radio', { name: 'At another time' }));
    await user.type(screen.getByRole('textbox', { name: 'When?' }), '2026-11-26');
    await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Pause' }));
    await waitFor(() =>
      expect(desk.asked('pause')).toEqual([
        { ticket: 'rt:work/41', reason: 'their log', chase_at: '2026-11-26T12:00:00Z' },
      ]),
    );
  });

  test('a reply by phone at 14:05, with a next update', async () => {
    const desk = await open('ticket');
    await user.keyboard('e');
    await user.click(await screen.findByRole('radio', { name: 'Phone' }));
    await user.type(screen.getByRole('textbox', { name: 'When?' }), '14:05');
    await user.type(screen.getByRole('textbox', { name: 'What did you tell them?' }), 'We are on it');
    const dialog = within(screen.getByRole('dialog'));
    await user.type(dialog.getByRole('textbox', { name: 'Next update by' }), '15:00');
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(desk.asked('replied_elsewhere')).toEqual([
        {
          ticket: 'rt:work/41',
          via: 'phone',
          at: '2026-11-23T14:05:00Z',
          words: 'We are on it',
          next_update_at: '2026-11-23T15:00:00Z',
        },
      ]),
    );
  });

  test('a reply at a time that is still to come is not saved', async () => {
    const desk = await open('ticket', {
      typed_time: () => {
        throw refusal('invalid', '16:00 GMT is in the future. Enter an earlier time.');
      },
    });
    await user.keyboard('e');
    await user.type(await screen.findByRole('textbox', { name: 'What did you tell them?' }), 'We are on it');
    await user.type(screen.getByRole('textbox', { name: 'When?' }), '16:00');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await screen.findByRole('link', { name: '16:00 GMT is in the future. Enter an earlier time.' });
    expect(desk.asked('replied_elsewhere')).toEqual([]);
  });

  test('a ticket that is the same issue is found by words and linked', async () => {
    const desk = await open('ticket', {
      search: { hits: [hit('rt:work/41', 'RT 41'), hit('rt:work/42', 'RT 42'), hit('local/7', 'Slack')] },
    });
    await user.keyboard('k');
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByRole('radio', { name: /RT 12/ })).toBeTruthy();
    await user.type(dialog.getByRole('textbox', { name: 'Which ticket?' }), '502');
    await user.click(await dialog.findByRole('radio', { name: /RT 42/ }));
    expect(dialog.queryByRole('radio', { name: /RT 41/ })).toBeNull();
    await expectAccessible(document.body);
    await user.click(dialog.getByRole('button', { name: 'Link' }));
    await waitFor(() =>
      expect(desk.asked('link_tickets')).toEqual([{ ticket: 'rt:work/41', other: 'rt:work/42' }]),
    );
    expect(desk.asked('search').at(-1)).toMatchObject({ words: '502', except: 'rt:work/41' });
  });

  test('several that match wait for a choice; a single one is chosen', async () => {
    const desk = await open('ticket', {
      search: { hits: [hit('rt:work/42', 'RT 42'), hit('local/7', 'Slack')] },
    });
    await user.keyboard('k');
    const dialog = within(await screen.findByRole('dialog'));
    await user.type(dialog.getByRole('textbox', { name: 'Which ticket?' }), '502');
    await dialog.findByRole('radio', { name: /Slack/ });
    await user.keyboard('{Enter}');
    await dialog.findByRole('link', { name: 'Find the other ticket and choose it' });
    expect(desk.asked('link_tickets')).toEqual([]);
    desk.answer({ search: { hits: [hit('local/7', 'Slack')] } });
    await user.type(dialog.getByRole('textbox', { name: 'Which ticket?' }), '1');
    await waitFor(() => expect(dialog.getAllByRole('radio')).toHaveLength(1));
    await user.keyboard('{Enter}');
    await waitFor(() => expect(desk.asked('link_tickets')[0]?.other).toBe('local/7'));
  });

  test('a link is shown on both tickets and can be removed from either', async () => {
    const other = { ticket: 'rt:work/42', from: 'RT 42', subject: 'router 502', stands_for_all: false };
    const desk = await open('ticket', { ticket: ticket({ linked: [other] }) });
    await user.click(await screen.findByRole('button', { name: 'Unlink RT 42' }));
    expect(desk.asked('unlink_ticket')).toEqual([{ ticket: 'rt:work/42' }]);
    desk.answer({ ticket: ticket({ linked: [{ ...other, stands_for_all: true }] }) });
    await desk.tell({ kind: 'changed' });
    await screen.findByText('raised first, so its row is shown');
    await user.click(screen.getByRole('button', { name: 'Unlink RT 42' }));
    await waitFor(() => expect(desk.asked('unlink_ticket').at(-1)).toEqual({ ticket: 'rt:work/41' }));
  });

  test('what a tenant does with the platform is asked once', async () => {
    const desk = await open('ticket', { ticket: ticket({ tenant_kind: null }) });
    await user.click(screen.getByRole('radio', { name: 'Prototyping' }));
    await waitFor(() =>
      expect(desk.asked('tenant_kind')).toEqual([{ tenant: 'notify-api', kind: 'prototyping' }]),
    );
  });
});

describe('writing', () => {
  test('a draft is saved while you type, and says when', async () => {
    const desk = await open('ticket');
    await user.keyboard('rHello Sam');
    await waitFor(
      () =>
        expect(desk.asked('draft_save')).toEqual([
          { ticket: 'rt:work/41', kind: 'reply', text: 'Hello Sam' },
        ]),
      { timeout: 3000 },
    );
    await screen.findByText(/Draft saved 14:18/);
  });

  test('a draft is saved if the view is left before that', async () => {
    const desk = await open('ticket');
    await user.keyboard('i');
    await user.keyboard('Check the cells');
    go('now');
    await waitFor(() =>
      expect(desk.asked('draft_save')).toEqual([
        { ticket: 'rt:work/41', kind: 'note', text: 'Check the cells' },
      ]),
    );
  });

  test('a draft is there again after a restart', async () => {
    await open('ticket', {
      ticket: ticket({ drafts: [{ kind: 'reply', text: 'Hello again', saved: moment('14:02') }] }),
    });
    expect(editor().value).toBe('Hello again');
    expect(screen.getByText(/Draft saved 14:02/)).toBeTruthy();
  });

  test('a draft that can’t be saved says so and stays', async () => {
    await open('ticket', {
      draft_save: () => {
        throw refusal('not_saved', 'The disk is full.');
      },
    });
    await user.keyboard('rHello');
    await screen.findByText('Draft not saved: The disk is full.', undefined, { timeout: 3000 });
    expect(editor().value).toBe('Hello');
  });

  test('a changed ticket doesn’t touch what you are typing', async () => {
    const desk = await open('ticket');
    await user.keyboard('rHel');
    desk.answer({
      ticket: ticket({
        subject: 'another name',
        drafts: [{ kind: 'reply', text: 'older', saved: moment('14:00') }],
      }),
    });
    await desk.tell({ kind: 'ticket_changed', ticket: 'rt:work/41' });
    await screen.findByRole('heading', { name: 'another name' });
    await user.keyboard('lo');
    expect(editor().value).toBe('Hello');
  });

  test('Ctrl+Enter sends; the promised time is the policy’s unless an earlier one is typed', async () => {
    const desk = await open('ticket');
    await user.keyboard('rDone.{Control>}{Enter}{/Control}');
    await waitFor(() =>
      expect(desk.asked('reply_send')).toEqual([
        {
          ticket: 'rt:work/41',
          text: 'Done.',
          attachments: [],
          next_update_at: null,
          despite: null,
          resolve: false,
        },
      ]),
    );
    await screen.findByText('Sends after 10 s. Undo with Ctrl Z');
    expect(editor().value).toBe('');
    await user.keyboard('Again.');
    const time = screen.getByRole('textbox', { name: 'Next update by' });
    await user.clear(time);
    await user.type(time, '15:00{Control>}{Enter}{/Control}');
    await waitFor(() => expect(desk.asked('reply_send')[1]?.next_update_at).toBe('2026-11-23T15:00:00Z'));
  });

  test('a time that Rust can’t read is reported beside the reply, and nothing is sent', async () => {
    const desk = await open('ticket');
    await user.keyboard('rDone.');
    const time = screen.getByRole('textbox', { name: 'Next update by' });
    await user.clear(time);
    await user.type(time, 'tea time{Control>}{Enter}{/Control}');
    await screen.findByText('That isn’t a time Dutydesk can read. Write it like 15:00.');
    expect(desk.asked('typed_time').at(-1)).toEqual({ typed: 'tea time', meaning: 'promised' });
    expect(desk.asked('reply_send')).toEqual([]);
    expect(document.activeElement).toBe(time);
  });

  test('the policy’s own time is the policy’s, even if somebody typed it', async () => {
    const desk = await open('ticket');
    await user.keyboard('rDone.');
    await user.type(screen.getByRole('textbox', { name: 'Next update by' }), '15:18 GMT', {
      initialSelectionStart: 0,
      initialSelectionEnd: 9,
    });
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(desk.asked('reply_send')[0]?.next_update_at).toBeNull());
    expect(desk.asked('typed_time')).not.toContainEqual({ typed: '15:18 GMT', meaning: 'promised' });
  });

  test('a time on another day is changed together with its day, which stays in sight', async () => {
    const desk = await open('ticket', {
      reply_form: replyForm({
        next_update_line: 'We write again by Tue 24 Nov 11:00 GMT, or earlier.',
        next_update_said: 'Tue 24 Nov 11:00 GMT',
      }),
      typed_time: moment('10:00', '2026-11-24', 'Tue 10:00'),
    });
    await user.keyboard('rDone.');
    const time = screen.getByRole<HTMLInputElement>('textbox', { name: /^We write again by/ });
    expect(time.value).toBe('Tue 24 Nov 11:00 GMT');
    expect(time.closest('p')?.textContent).toContain(', or earlier.');
    await user.clear(time);
    await user.type(time, 'Tue 10:00{Control>}{Enter}{/Control}');
    await waitFor(() => expect(desk.asked('reply_send')[0]?.next_update_at).toBe('2026-11-24T10:00:00Z'));
  });

  test('r22_03 a template that promises nothing new repeats the time that the tenant was told', async () => {
    const priorityChanged = {
      id: 'priority_changed',
      title: 'Another priority',
      text: 'We have changed it.',
      keeps_promise: true,
    };
    const desk = await open('ticket', {
      reply_form: replyForm({ promised_said: '18:00 GMT', templates: [priorityChanged] }),
      typed_time: moment('18:00', '2026-11-23'),
    });
    await user.keyboard('r');
    await user.click(screen.getByRole('button', { name: 'Templates' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Another priority' }));
    const time = screen.getByRole<HTMLInputElement>('textbox', { name: 'Next update by' });
    expect(time.value).toBe('18:00 GMT');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(desk.asked('reply_send')[0]?.next_update_at).toBe('2026-11-23T18:00:00Z'));
  });

  test('a later time is refused with the reason and what you can do, and the text stays', async () => {
    await open('ticket', {
      reply_send: () => {
        throw refusal(
          'not_now',
          'P1 is told every hour: 14:18 and 1 h is 15:18. Pause, or set another priority.',
        );
      },
    });
    await user.keyboard('rLater.');
    const time = screen.getByRole('textbox', { name: 'Next update by' });
    await user.clear(time);
    await user.type(time, '16:00{Control>}{Enter}{/Control}');
    const refused = await screen.findByText(/P1 is told every hour/);
    const box = within(refused.closest('div') as HTMLElement);
    expect(box.getByRole('button', { name: 'Pause' })).toBeTruthy();
    expect(box.getByRole('button', { name: 'Change priority' })).toBeTruthy();
    expect(editor().value).toBe('Later.');
  });

  test('r22_hard_16 in the practice shift a reply waits as a real one, and the words say Practice', async () => {
    await open('ticket', { ticket: ticket({ practice: true }) });
    expect(await screen.findByText(/Practice: nothing is really sent\. Sends after 10 s/)).toBeTruthy();
    await user.keyboard('r');
    await user.keyboard('Done.{Control>}{Enter}{/Control}');
    await screen.findByText('Practice: Sends after 10 s. Undo with Ctrl Z');
  });

  test('a message that came in meanwhile is shown first; the reply waits', async () => {
    const desk = await open('ticket', {
      reply_send: ({ despite }) =>
        despite
          ? { outcome: 'queued', outbox: 9, sentence: 'Sends after 10 s. Undo with Ctrl Z', leaves_in: 10 }
          : {
              outcome: 'newer_message',
              sentence: 'Alex answered 2 min ago. Read it, or send anyway',
              message: '77',
            },
    });
    await user.keyboard('rDone.{Control>}{Enter}{/Control}');
    await screen.findByText('Alex answered 2 min ago. Read it, or send anyway');
    expect(editor().value).toBe('Done.');
    await user.click(screen.getByRole('button', { name: 'Send anyway' }));
    await waitFor(() => expect(desk.asked('reply_send').map((each) => each.despite)).toEqual([null, '77']));
    expect(editor().value).toBe('');
  });

  test('Ctrl+Z undoes sending, and the text returns to the editor', async () => {
    const desk = await open('ticket');
    const now = { ...moment('14:18'), at: new Date().toISOString() };
    desk.answer({ ticket: ticket({ unsent: [queued({ queued: now })] }) });
    await user.keyboard('rThe cache is cleared on all cells.{Control>}{Enter}{/Control}');
    await screen.findByText(/waiting to send. Undo with/);
    desk.answer({
      ticket: ticket({
        drafts: [{ kind: 'reply', text: 'The cache is cleared on all cells.', saved: moment('14:19') }],
      }),
    });
    await user.keyboard('{Control>}z{/Control}');
    await waitFor(() => expect(editor().value).toBe('The cache is cleared on all cells.'));
    expect(desk.asked('outbox_decide')).toEqual([{ id: 9, decision: 'cancel' }]);
  });

  test('undoing a message keeps what was typed meanwhile', async () => {
    const desk = await open('ticket', { ticket: ticket({ unsent: [queued()] }) });
    await user.keyboard('rOne more thing');
    desk.answer({
      ticket: ticket({ drafts: [{ kind: 'reply', text: queued().text, saved: moment('14:19') }] }),
    });
    await user.click(screen.getByRole('button', { name: 'Undo send' }));
    await waitFor(() => expect(editor().value).toBe('The cache is cleared on all cells.\n\nOne more thing'));
  });

  test('a message that may not have arrived is never sent again by itself: a person decides', async () => {
    const desk = await open('ticket', {
      ticket: ticket({ unsent: [queued({ state: 'unknown', reason: 'The connection broke.' })] }),
    });
    expect(screen.getByText(/may not have arrived/).textContent).toContain('The connection broke.');
    await user.click(screen.getByRole('button', { name: 'Mark as sent' }));
    await waitFor(() => expect(desk.asked('outbox_decide')).toEqual([{ id: 9, decision: 'mark_sent' }]));
  });

  test('a ticket of our own closes without a message, because nobody would read it', async () => {
    const desk = await open('ticket', { ticket: ticket({ can: can({ less: ['reply_send'] }) }) });
    expect(screen.getByRole('button', { name: 'Public reply' })).toHaveProperty('disabled', true);
    await user.keyboard('c');
    await user.click(await screen.findByRole('button', { name: 'Close ticket' }));
    await waitFor(() => expect(desk.asked('close_ticket')).toEqual([{ ticket: 'rt:work/41', reason: '' }]));
  });

  test('r22_hard_02 open triage questions stay in sight, and closing asks why', async () => {
    const desk = await open('ticket', {
      ticket: ticket({ open_questions: ['What is the extent?'], can: can({ less: ['reply_send'] }) }),
    });
    expect(screen.getByText('What is the extent?')).toBeTruthy();
    await user.keyboard('c');
    const dialog = within(await screen.findByRole('dialog'));
    await user.click(dialog.getByRole('button', { name: /^Close ticket/ }));
    await dialog.findAllByText('Say why, or answer the questions first');
    expect(desk.asked('close_unanswered')).toEqual([]);
    await user.type(dialog.getByLabelText(/^Why do you close it/), 'A false alarm');
    await user.click(dialog.getByRole('button', { name: /^Close ticket/ }));
    await waitFor(() =>
      expect(desk.asked('close_unanswered')).toEqual([
        { ticket: 'rt:work/41', reason: '', why: 'A false alarm' },
      ]),
    );
  });

  test('an empty reply is not sent', async () => {
    const desk = await open('ticket');
    await user.keyboard('r{Control>}{Enter}{/Control}');
    await screen.findByText('Write the reply first');
    expect(desk.asked('reply_send')).toEqual([]);
  });

  test('the recipients of a reply are in sight; a note goes to nobody', async () => {
    const desk = await open('ticket');
    expect(screen.getByText('to Sam · copy to Jo, Pat, Lee')).toBeTruthy();
    await user.keyboard('iFor us.');
    expect(screen.getByText('The tenant can’t see this')).toBeTruthy();
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() =>
      expect(desk.asked('note_send')).toEqual([{ ticket: 'rt:work/41', text: 'For us.', attachments: [] }]),
    );
    expect(desk.asked('reply_send')).toEqual([]);
  });

  test('a chosen file is staged and goes with the message', async () => {
    const desk = await open('ticket', { attachment_stage: { id: 's1', name: 'a.txt', size_said: '2 B' } });
    await user.keyboard('rSee the file.');
    await user.upload(
      screen.getByLabelText('Files to attach'),
      new File(['hi'], 'a.txt', { type: 'text/plain' }),
    );
    await screen.findByText('2 B');
    expect(desk.asked('attachment_stage')).toEqual([
      { ticket: 'rt:work/41', name: 'a.txt', content_type: 'text/plain', content: 'aGk=' },
    ]);
    await user.click(screen.getByRole('button', { name: 'Send reply' }));
    await waitFor(() => expect(desk.asked('reply_send')[0]?.attachments).toEqual(['s1']));
  });

  test('pasted files are attached, pasted text is typed', async () => {
    const desk = await open('ticket', { attachment_stage: staged });
    await user.keyboard('r');
    const picture = transfer([file('screen.png')]);
    const kept = fireEvent.paste(editor(), { clipboardData: picture });
    expect(await kept).toBe(false);
    await screen.findByRole('button', { name: 'Remove screen.png' });
    const words = { types: ['text/plain'], items: [], getData: () => 'See there' };
    expect(await fireEvent.paste(editor(), { clipboardData: words })).toBe(true);
    expect(desk.asked('attachment_stage').map((each) => each.name)).toEqual(['screen.png']);
  });

  test('of several things dropped at once, those that can be sent are attached; the others say why not', async () => {
    const desk = await open('ticket', { attachment_stage: staged });
    await user.keyboard('r');
    const box = screen.getByRole('region', { name: 'Public reply' });
    const large = file('core.dump');
    Object.defineProperty(large, 'size', { value: 10 * 1024 * 1024 + 1 });
    const dataTransfer = transfer([file('push.log'), large, file('cells.csv')], ['logs']);
    await fireEvent.dragOver(box, { dataTransfer });
    expect(box.classList.contains('over')).toBe(true);
    await fireEvent.drop(box, { dataTransfer });
    await screen.findByRole('button', { name: 'Remove cells.csv' });
    expect(box.classList.contains('over')).toBe(false);
    expect(desk.asked('attachment_stage').map((each) => each.name)).toEqual(['push.log', 'cells.csv']);
    const said = screen.getAllByRole('alert').map((each) => each.textContent);
    expect(said.join()).toContain('logs is a folder. Zip it, or attach the files in it.');
    expect(said.join()).toContain('core.dump is larger than 10 MB');
  });

  test('text that is dragged over the editor stays text', async () => {
    await open('ticket');
    await user.keyboard('r');
    const box = screen.getByRole('region', { name: 'Public reply' });
    const dataTransfer = { types: ['text/plain'], items: [] };
    expect(await fireEvent.drop(box, { dataTransfer })).toBe(true);
    expect(box.classList.contains('over')).toBe(false);
  });

  test('after triage the first response opens from its template, with the first placeholder selected', async () => {
    await open(
      'ticket',
      {
        reply_form: replyForm({
          templates: [
            {
              id: 'first_response_p1',
              title: 'First',
              text: 'Hello Sam,\n\nWe know: {words}\n\nAlex',
              keeps_promise: false,
            },
          ],
        }),
      },
      { act: 'first_response' },
    );
    await waitFor(() => expect(editor().value).toBe('Hello Sam,\n\nWe know: {words}\n\nAlex'));
    expect(document.activeElement).toBe(editor());
    await waitFor(() =>
      expect(editor().value.slice(editor().selectionStart, editor().selectionEnd)).toBe('{words}'),
    );
  });

  test('Esc leaves the editor first, then the ticket', async () => {
    go('tickets');
    go('ticket');
    await open('ticket');
    await user.keyboard('r{Escape}');
    expect(get(route).view).toBe('ticket');
    expect(document.activeElement).not.toBe(editor());
    await user.keyboard('{Escape}');
    expect(get(route).view).toBe('tickets');
  });
});

describe('the clocks', () => {
  test('the sum can be checked and says when you were notified', async () => {
    await open('ticket');
    const clocks = screen.getByRole('complementary', { name: 'Clocks and priority' });
    const main = within(within(clocks).getByRole('region', { name: 'Next update' }));
    expect(main.getByText('6 min late')).toBeTruthy();
    expect(main.getByText('60 min elapsed')).toBeTruthy();
    expect(main.getByText('14:00, 14:12; next 14:22')).toBeTruthy();
    expect(main.getByRole('img', { name: '110% of the allowed time used' })).toBeTruthy();
  });

  test('a paused clock says why and when it is chased', async () => {
    const paused = { ...update, headline: 'paused', detail: '', used: null };
    await open('ticket', {
      ticket: ticket({
        main_clock: { ...paused, reading: { ...update.reading, standing: 'paused', due_at: null } },
        pause_reason: 'their log',
        chase: moment('09:00', '2026-11-25', 'Wed 09:00'),
      }),
    });
    expect(screen.getByText('their log')).toBeTruthy();
    expect(screen.getByText('Chase Wed 09:00 if they haven’t answered')).toBeTruthy();
  });
});

describe('the states of the view', () => {
  const ticketOnScreen = (desk: Awaited<ReturnType<typeof open>>) =>
    desk.asked('ticket_in_front').at(-1)?.ticket;

  test('Rust knows which ticket is on screen, and when it is not any more', async () => {
    const desk = await open('ticket');
    await waitFor(() => expect(ticketOnScreen(desk)).toBe('rt:work/41'));
    go('now');
    await waitFor(() => expect(ticketOnScreen(desk)).toBe(''));
  });

  test.each([
    ['usual', {}],
    ['untriaged', { priority: null, main_clock: null, clocks: [], thread: [], looks_like: [] }],
    ['unsent', { unsent: [queued(), queued({ id: 10, state: 'refused', reason: 'RT says no.' })] }],
  ] as const)('%s: everybody can use it', async (_, some) => {
    await open('ticket', { ticket: ticket(some as Partial<ReturnType<typeof ticket>>) });
    await expectAccessible();
  });

  test('a ticket that is gone leads back to the list', async () => {
    start('ticket', {
      ticket: () => {
        throw refusal('not_found', 'RT 41 is not in the store any more.');
      },
    });
    await screen.findByText('RT 41 is not in the store any more.');
    await user.click(screen.getByRole('button', { name: 'Back to the list' }));
    expect(get(route).view).toBe('tickets');
  });
});

describe('was I notified?', () => {
  test('each notification says what happened to it, and why there is none now', async () => {
    const at = moment('14:10');
    await open('ticket', {
      was_i_told: {
        held: 'Snoozed until 14:30.',
        next: moment('14:30'),
        notices: [
          {
            what: 'Next update: four fifths',
            due: moment('14:12'),
            at: moment('14:00'),
            outcome: 'told',
            sentence: 'Shown 14:00, closed 14:01',
            steps: [
              { at: moment('14:00'), what: 'shown' },
              { at: moment('14:01'), what: 'closed' },
            ],
          },
          {
            what: 'Next update due',
            due: moment('14:12'),
            at,
            outcome: 'not_told',
            sentence: 'No notification server',
            steps: [],
          },
        ],
      },
    });
    await user.keyboard('o');
    await screen.findByText('Snoozed until 14:30.');
    expect(
      screen.getByText('Next notification Mon 23 Nov 2026, 14:30 GMT, if nothing changes.'),
    ).toBeTruthy();
    const rows = screen.getAllByRole('row').slice(1);
    expect(rows.map((row) => row.textContent.replace(/\s+/g, ' '))).toEqual([
      expect.stringContaining('Notified Shown 14:00, closed 14:01'),
      expect.stringContaining('Not notified No notification server'),
    ]);
    await expectAccessible(document.body);
  });
});
