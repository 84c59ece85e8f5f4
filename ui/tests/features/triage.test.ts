// Triage: quick by keyboard, nothing is lost, and nothing is set until there are enough answers.
import { cleanup, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { get } from 'svelte/store';
import { beforeEach, describe, expect, test } from 'vitest';
import { go, route } from '../../src/lib/router';
import { unsay } from '../../src/lib/say';
import { expectAccessible } from '../axe';
import { refusal } from '../fakeDesk';
import { open } from './open';
import { can, ticket } from './ticketFixture';
import { answered, form, knownIssue } from './triageFixture';

const user = userEvent.setup();
const commit = '{Control>}{Enter}{/Control}';

beforeEach(() => {
  unsay();
  return cleanup;
});

/** Presses keys one by one and counts them. Ctrl with Enter counts as two. */
async function pressing(...keys: string[]): Promise<number> {
  let count = 0;
  for (const key of keys) {
    await user.keyboard(key);
    count += key === commit ? 2 : 1;
  }
  return count;
}

test('r22_hard_02 P1 can be set before any answer, and answered later', async () => {
  const desk = await open('triage', {
    triage_form: form(),
    triage_now: { outcome: 'set', priority: 'P1', incident: true, sentence: 'P1 set. Still to answer: 7.' },
  });
  await user.keyboard('1');
  await user.click(await screen.findByRole('button', { name: 'Set P1 now, answer later' }));
  await screen.findByText('P1 set. Still to answer: 7.');
  expect(desk.asked('triage_now')).toHaveLength(1);
  // The next key is for this ticket, not for whichever is first in the list then.
  expect(get(route)).toMatchObject({
    view: 'ticket',
    params: { ticket: desk.asked('triage_now')[0]?.ticket },
  });
  expect(desk.asked('triage_commit')).toEqual([]);
});

test('r22_hard_02 for P3 there is nothing to answer later', async () => {
  await open('triage', { triage_form: form() });
  await user.keyboard('3');
  expect(screen.queryByRole('button', { name: /answer later/ })).toBeNull();
});

test('h10 a priority that ends the pause says so before it is set', async () => {
  const ends = 'This ends the pause: the update was due 10:00, before it began. Reply to the tenant.';
  const [p1, ...others] = form().what_if;
  await open('triage', { triage_form: form({ what_if: [{ ...p1!, pause_over: ends }, ...others] }) });
  expect(screen.queryByText(ends)).toBeNull();
  await user.keyboard('1');
  expect(await screen.findByText(ends)).toBeTruthy();
});

describe('the keystrokes of a plain P3', () => {
  test('from the ticket, with one sentence: four beyond free text', async () => {
    const desk = await open('ticket', {
      ticket: ticket({ priority: null, can: can({ less: ['pause'] }) }),
      triage_form: form({ ticket: 'rt:work/41' }),
      triage_commit: {
        outcome: 'set',
        priority: 'P3',
        incident: false,
        sentence: 'P3 set. Respond by 16:16.',
      },
    });
    let keys = await pressing('t');
    await screen.findByRole('heading', { name: /^Triage:/ });
    keys += await pressing('3');
    await waitFor(() => expect(document.activeElement?.id).toBe('words-urgency'));
    await user.keyboard('Log drains drop lines now and then');
    keys += await pressing(commit);
    await screen.findByText('P3 set. Respond by 16:16.');
    expect(desk.asked('triage_commit')).toEqual([
      {
        ticket: 'rt:work/41',
        answers: { urgency: { choice: null, words: 'Log drains drop lines now and then' } },
        priority: 'P3',
      },
    ]);
    expect(keys).toBeLessThanOrEqual(4);
  });

  test('with every question answered: at most twelve', async () => {
    const answers = new Map<string, string>();
    const desk = await open('triage', {
      triage_form: form(),
      triage_draft: ({ answers: so_far }) => {
        for (const [question, { choice }] of Object.entries(so_far))
          if (choice) answers.set(question, choice);
        return { proposal: answered().proposal, what_if: form().what_if, saved: answered().saved! };
      },
      triage_commit: {
        outcome: 'set',
        priority: 'P3',
        incident: false,
        sentence: 'P3 set. Respond by 16:16.',
      },
    });
    // Space takes the first answer of a row; Tab goes to the next row.
    screen.getByRole<HTMLInputElement>('radio', { name: 'Yes, the platform' }).focus();
    let keys = 2; // T on the ticket, Tab into the form
    keys += await pressing(' ', '{Tab}', ' ', '{Tab}', '{Tab}', ' ');
    keys += await pressing('3', commit);
    await waitFor(() => expect(desk.asked('triage_commit')).toHaveLength(1));
    expect([...answers.keys()]).toEqual(['ours', 'urgency', 'impact']);
    expect(keys).toBeLessThanOrEqual(12);
  });
});

describe('choosing a priority', () => {
  test('1 to 4 choose; in a text field they are text, and with Alt they choose there too', async () => {
    await open('triage', { triage_form: answered() });
    await user.keyboard('1');
    await screen.findByRole('button', { name: 'Set P1 and reply' });
    const words = screen.getByRole<HTMLInputElement>('textbox', {
      name: 'What is the urgency, and why? In words',
    });
    await user.click(words);
    await user.keyboard('4');
    expect(words.value).toMatch(/4$/);
    await screen.findByRole('button', { name: 'Set P1 and reply' });
    await user.keyboard('{Alt>}4{/Alt}');
    await screen.findByRole('button', { name: 'Set P4 and reply' });
  });

  test('only where the policy says that one sentence is enough, the key leads to its field', async () => {
    await open('triage', { triage_form: form({ one_sentence_for: ['P4'] }) });
    const words = screen.getByRole('textbox', { name: 'What is the urgency, and why? In words' });
    await user.keyboard('3');
    await screen.findByRole('button', { name: 'Set P3 and reply' });
    expect(document.activeElement).not.toBe(words);
    await user.keyboard('4');
    await waitFor(() => expect(document.activeElement).toBe(words));
  });

  test('the proposal quotes the manual and is chosen until you choose', async () => {
    await open('triage');
    const proposed = within(screen.getByRole('region', { name: 'Proposed' }));
    expect(
      proposed.getByText(/“Can’t update\/push apps due to platform issue”, from the manual/),
    ).toBeTruthy();
    expect(proposed.getByText(/No incident: several tenants, not many/)).toBeTruthy();
    expect(screen.getByRole<HTMLInputElement>('radio', { name: /^P2 Major, respond by 14:46/ }).checked).toBe(
      true,
    );
    await user.click(screen.getByRole('radio', { name: /^P3 Significant/ }));
    expect(proposed.getByText(/You chose/)).toBeTruthy();
  });

  test('says that it may have to be contained first', async () => {
    await open('triage', {
      triage_form: form({
        proposal: {
          ...answered().proposal,
          incident: true,
          incident_because: 'This is an incident: every P1 is one.',
          contain_first: 'Contain first? Restoring may make it worse.',
        },
      }),
    });
    expect(screen.getByText('Contain first? Restoring may make it worse.')).toBeTruthy();
    expect(screen.getByText('This is an incident: every P1 is one.')).toBeTruthy();
  });

  test('P2 and reply opens the first response; an incident offers its notes', async () => {
    await open('triage', {
      triage_commit: {
        outcome: 'set',
        priority: 'P2',
        incident: true,
        sentence: 'P2 set. Respond by 14:46.',
      },
    });
    await user.keyboard(commit);
    await waitFor(() =>
      expect(get(route)).toMatchObject({
        view: 'ticket',
        params: { ticket: 'rt:work/42', act: 'first_response' },
      }),
    );
    expect(await screen.findByRole('button', { name: 'Open incident notes' })).toBeTruthy();
  });
});

describe('answers are saved', () => {
  test('each at once, and the proposal is updated', async () => {
    const desk = await open('triage', {
      triage_form: form(),
      triage_draft: { proposal: answered().proposal, what_if: form().what_if, saved: answered().saved! },
    });
    await user.click(screen.getByRole('radio', { name: 'Cannot push or change apps' }));
    await waitFor(() => expect(desk.asked('triage_draft')).toHaveLength(1));
    expect(desk.asked('triage_draft')[0]?.answers).toEqual({ impact: { choice: 'cannot_push', words: '' } });
    await screen.findByText('Saved 14:18. You can leave and come back.');
    await screen.findByRole('button', { name: 'Set P2 and reply' });
  });

  test('even if the view is left right after', async () => {
    const desk = await open('triage', { triage_form: form() });
    await user.click(screen.getByRole('radio', { name: 'Today' }));
    go('now');
    await waitFor(() => expect(desk.asked('triage_draft')[0]?.answers.urgency?.choice).toBe('today'));
  });

  test('or, if saving fails, it says so', async () => {
    await open('triage', {
      triage_form: form(),
      triage_draft: () => {
        throw refusal('not_saved', 'The disk is full.');
      },
    });
    await user.click(screen.getByRole('radio', { name: 'Today' }));
    await screen.findByText('Not saved: The disk is full.');
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Today' }).checked).toBe(true);
  });

  test('and stay as they are when the ticket changes', async () => {
    const desk = await open('triage', { triage_form: form() });
    await user.click(screen.getByRole('radio', { name: 'Today' }));
    desk.answer({ triage_form: form({ headline: 'raised 3 minutes ago' }) });
    await desk.tell({ kind: 'minute' });
    await screen.findByText('raised 3 minutes ago');
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Today' }).checked).toBe(true);
  });
});

describe('when something is missing', () => {
  const incomplete = {
    outcome: 'incomplete' as const,
    problems: [
      { field: 'extent', message: 'Say what the extent is' },
      { field: 'urgency', message: 'Say what the urgency is, and why' },
    ],
  };

  test('the summary takes the focus, leads to the fields, and the title says Error', async () => {
    await open('triage', {
      triage_form: form({
        answers: { urgency: { choice: 'today', words: '' } },
        proposal: answered().proposal,
      }),
      triage_commit: incomplete,
    });
    await user.keyboard(commit);
    const summary = (await screen.findByRole('heading', { name: 'There is a problem' })).closest(
      '[tabindex]',
    );
    await waitFor(() => expect(document.activeElement).toBe(summary));
    expect(document.title).toMatch(/^Error: /);
    expect(screen.getAllByText(/Say what the extent is/)).toHaveLength(2);
    await user.click(screen.getByRole('link', { name: 'Say what the extent is' }));
    expect(document.activeElement).toBe(screen.getByRole('radio', { name: 'One tenant' }));
    await user.click(screen.getByRole('link', { name: 'Say what the urgency is, and why' }));
    expect(document.activeElement?.id).toBe('words-urgency');
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Today' }).checked).toBe(true);
    await expectAccessible();
  });

  test('what P1 was missing is not a problem for P3', async () => {
    await open('triage', { triage_form: form(), triage_commit: incomplete });
    await user.keyboard('1');
    await user.keyboard(commit);
    await screen.findByRole('heading', { name: 'There is a problem' });
    await user.keyboard('3');
    await waitFor(() => expect(screen.queryByRole('heading', { name: 'There is a problem' })).toBeNull());
    expect(screen.queryByText(/Say what the extent is/)).toBeNull();
    expect(document.title).not.toMatch(/^Error: /);
  });

  test('without a priority nothing is sent', async () => {
    const desk = await open('triage', { triage_form: form() });
    await user.keyboard(commit);
    await screen.findByRole('link', { name: 'Choose a priority: 1, 2, 3 or 4' });
    expect(desk.asked('triage_commit')).toEqual([]);
  });

  test('a refusal keeps the answers', async () => {
    await open('triage', {
      triage_commit: () => {
        throw refusal('not_saved', 'The disk is full. Make room and set it again.');
      },
    });
    await user.keyboard(commit);
    await screen.findByText('The disk is full. Make room and set it again. Your answers are saved.');
    expect(get(route).view).toBe('triage');
  });
});

describe('known issues', () => {
  test('are searched while typing, without this ticket, and can be used or dismissed', async () => {
    const desk = await open('triage', { triage_form: form(), search: { hits: [knownIssue] } });
    const field = screen.getByRole<HTMLInputElement>('textbox', { name: /Is it known/ });
    await user.type(field, 'bind timeout');
    await screen.findByRole('button', { name: 'Use RT 21' });
    expect(desk.asked('search').at(-1)).toMatchObject({ words: 'bind timeout', except: 'rt:work/42' });
    await user.click(screen.getByRole('button', { name: 'Not this RT 21' }));
    expect(screen.queryByRole('button', { name: 'Use RT 21' })).toBeNull();
    await user.type(field, 's');
    expect(field.value).toBe('bind timeouts');
  });

  test('Enter uses the first one as the answer', async () => {
    await open('triage', { triage_form: form(), search: { hits: [knownIssue] } });
    const field = screen.getByRole<HTMLInputElement>('textbox', { name: /Is it known/ });
    await user.type(field, 'bind');
    await screen.findByRole('button', { name: 'Use RT 21' });
    await user.keyboard('{Enter}');
    expect(field.value).toBe('RT 21 Service broker times out when the database is resizing (closed 3 Oct)');
  });
});

test('who makes the final call is named, with how to reach them; deciding alone asks why', async () => {
  await open('triage', { triage_form: form() });
  await user.click(screen.getByRole('radio', { name: 'Ask: manager, architect or tech lead' }));
  expect(screen.getByText('Robin, 020 7946 0000')).toBeTruthy();
  expect(screen.getByText('no name or number in the policy yet')).toBeTruthy();
  await user.click(screen.getByRole('radio', { name: 'Nobody answers: I decide, because…' }));
  expect(screen.getByRole('textbox', { name: /Who makes the final call/ })).toBeTruthy();
});

test('not ours: the tenant is told who can help, and the ticket is closed without a priority', async () => {
  const desk = await open('triage', {
    triage_form: form({ proposal: { ...form().proposal, redirect: true } }),
  });
  const message = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message to the tenant' });
  await waitFor(() => expect(message.value).toContain('{contact}'));
  await user.keyboard(commit);
  await screen.findByText(/Replace \{contact\} with your own words/);
  await user.clear(message);
  await user.type(message, 'Ask the team of the app. We close this; reply to open it again.');
  await user.keyboard(commit);
  await waitFor(() => expect(desk.asked('close_ticket')).toHaveLength(1));
  expect(desk.asked('triage_commit')).toEqual([]);
});

test('the tenant’s words are text, whatever they contain', async () => {
  const hostile = '<img src=x onerror=alert(1)><script>alert(2)</script>';
  await open('triage', {
    triage_form: form({ subject: hostile, quote: [{ kind: 'text', runs: [{ text: hostile, link: null }] }] }),
  });
  expect(screen.getByText(`“${hostile}”`)).toBeTruthy();
  expect(document.querySelector('main img, main script')).toBeNull();
});

test('everybody can use it', async () => {
  await open('triage', { search: { hits: [knownIssue] } });
  await screen.findByRole('button', { name: 'Use RT 21' });
  await expectAccessible();
});
