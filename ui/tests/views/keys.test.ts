// Every key on every view: it acts on what is selected and can be seen, or says why it doesn't.
import { cleanup, screen, waitFor } from '@testing-library/svelte';
import { get } from 'svelte/store';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { stopAskingAssignee } from '../../src/lib/assign';
import { route, type ViewName } from '../../src/lib/router';
import { said, unsay } from '../../src/lib/say';
import { shortcuts } from '../../src/lib/shortcuts';
import { stopAsking } from '../../src/lib/snooze';
import { open } from '../features/open';
import { nowView, pageOf, rows } from '../fixtures';

/** Presses a key of the table, as `Mod+Shift+Y` or `r`. */
function press(key: string) {
  const parts = key.split('+');
  const last = parts.at(-1) ?? '';
  const signs: Record<string, string> = { Plus: '+', Minus: '-' };
  const init = {
    key: last.length === 1 ? last.toLowerCase() : (signs[last] ?? last),
    ctrlKey: parts.includes('Mod'),
    shiftKey: parts.includes('Shift'),
    bubbles: true,
    cancelable: true,
  };
  const target = document.activeElement ?? document.body;
  target.dispatchEvent(new KeyboardEvent('keydown', init));
}

const SECOND = rows[1]?.ticket ?? '';
const cursor = () => document.querySelector('.row.cursor')?.textContent ?? '';

beforeEach(() => {
  unsay();
  stopAsking();
  stopAskingAssignee();
});

const engines = new Set(['Enter', 'Escape', 'ArrowDown', 'ArrowUp', 'Home', 'End']);
const keys = [...new Set(shortcuts.flatMap((each) => each.keys))].map((key) => [key]);

/** What can be seen of a keystroke. */
const state = () =>
  JSON.stringify([
    get(route),
    get(said)?.sentence,
    document.querySelector('dialog[open]')?.textContent,
    document.activeElement?.outerHTML.slice(0, 200),
    document.querySelector('[aria-current=true], .cursor, .hero.selected')?.textContent,
    document.querySelector('[aria-pressed=true]')?.textContent,
    [...document.querySelectorAll(':checked')].map((each) => each.id),
  ]);

describe('r22_01 keys act on the selected row', () => {
  describe.each([['now'], ['tickets']] as [ViewName][])('%s', (view) => {
    test.each(keys)('%s touches no other ticket', async (key) => {
      const desk = await open(view);
      await screen.findByText('6 min late');
      press('Home');
      press('j');
      await waitFor(() => expect(cursor()).toContain('our deploys hang'));
      const before = state();
      const calls = () => ['assign_to_me', 'start_work', 'acknowledge', 'snooze'] as const;
      press(key);
      await waitFor(() =>
        expect(
          state() !== before || desk.asked('sync_now').length > 0 || desk.asked('on_support').length > 0,
        ).toBe(true),
      );
      for (const name of calls()) for (const { ticket } of desk.asked(name)) expect(ticket).toBe(SECOND);
      // L says in its words whose promise it is: the worst late one, shown at the top.
      const { ticket } = get(route).params;
      if (ticket !== undefined && key !== 'l') expect(ticket).toBe(SECOND);
    });
  });

  test('J from the large card goes to the first row, K back to the card, and only what is selected shows it', async () => {
    await open('now');
    await screen.findByText('6 min late');
    const card = () => document.querySelector('.hero')?.classList.contains('selected');
    await waitFor(() => expect(card()).toBe(true));
    expect(document.querySelector('.row.cursor')).toBeNull();
    press('j');
    await waitFor(() => expect(cursor()).toContain('failure pushing app'));
    expect(card()).toBe(false);
    expect(screen.getByRole('button', { name: 'Acknowledge' }).getAttribute('aria-keyshortcuts')).toBeNull();
    press('k');
    await waitFor(() => expect(card()).toBe(true));
    expect(screen.getByRole('button', { name: 'Acknowledge' }).getAttribute('aria-keyshortcuts')).toBe('A');
  });

  test('R in the list of tickets replies to the selected one, not to the late promise at the top', async () => {
    await open('tickets');
    await screen.findByText('6 min late');
    press('j');
    press('r');
    await waitFor(() => expect(get(route)).toMatchObject({ view: 'ticket', params: { ticket: SECOND } }));
  });

  test('a row that was scrolled out of sight is shown first, and not acted on', async () => {
    const desk = await open('now');
    await screen.findByText('6 min late');
    press('j');
    press('j');
    await waitFor(() => expect(cursor()).toContain('our deploys hang'));
    const grid = screen.getByRole('grid');
    Object.defineProperty(grid, 'scrollHeight', { value: 5000 });
    Object.defineProperty(grid, 'clientHeight', { value: 300 });
    vi.spyOn(document.querySelector('.row.cursor') as Element, 'getBoundingClientRect').mockReturnValue(
      new DOMRect(0, -400, 100, 36),
    );
    press('a');
    expect(get(said)?.sentence).toMatch(/out of sight/);
    expect(desk.asked('acknowledge')).toEqual([]);
  });

  test('when another ticket takes the place of the card, the next key asks once', async () => {
    const desk = await open('now');
    await screen.findByText('6 min late');
    await waitFor(() => expect(document.querySelector('.hero.selected')).not.toBeNull());
    const hero = { ...nowView.hero, ticket: 'deskpro:work/4190', title: 'Another' };
    desk.answer({ now_view: { ...nowView, hero: hero as never } });
    await desk.tell({ kind: 'changed' });
    await screen.findByText('Another');
    press('a');
    expect(desk.asked('acknowledge')).toEqual([]);
    expect(get(said)?.sentence).toMatch(/Another ticket just moved here/);
  });

  test('several selected rows are acknowledged together; a reason needs one', async () => {
    const desk = await open('now');
    await screen.findByText('6 min late');
    for (const key of ['j', 'x', 'x']) press(key);
    await screen.findByText('2 selected');
    press('w');
    expect(get(said)?.sentence).toMatch(/this needs one/);
    press('a');
    await waitFor(() => expect(desk.asked('acknowledge')).toHaveLength(2));
    await waitFor(() => expect(get(said)?.sentence).toMatch(/^2 tickets/));
    press('Escape');
    await waitFor(() => expect(screen.queryByText('2 selected')).toBeNull());
  });
});

test('r22 coming back, a key asks once if another ticket has taken the selected place', async () => {
  const desk = await open('now');
  await screen.findByText('6 min late');
  press('o');
  await waitFor(() => expect(get(route).view).toBe('ticket'));
  const hero = nowView.hero && { ...nowView.hero, ticket: 'rt:work/99' };
  desk.answer({ now_view: { ...nowView, hero } });
  press('Escape');
  await screen.findByText('6 min late');
  await waitFor(() => expect(document.querySelector('.hero.selected')).toBeTruthy());
  press('r');
  await waitFor(() => expect(get(said)?.sentence).toMatch(/Another ticket just moved here/));
  expect(get(route).view).toBe('now');
});

describe('r22_15 no key is silent', () => {
  const views: [ViewName][] = [
    ['now'],
    ['tickets'],
    ['ticket'],
    ['triage'],
    ['incidents'],
    ['incident'],
    ['outbox'],
    ['shift'],
    ['check'],
    ['rehearsal'],
    ['settings'],
  ];
  test.each(views)('%s', { timeout: 60_000 }, async (view) => {
    for (const [key = ''] of keys) {
      const set = {
        outcome: 'set',
        priority: 'P2',
        sentence: 'P2 set. Respond by 14:46.',
        incident: false,
      } as const;
      const desk = await open(view, { triage_commit: set, triage_now: set });
      if (view === 'now' || view === 'tickets') await screen.findByText('6 min late');
      // Where there is no list, these scroll and press.
      if (engines.has(key) && !['now', 'tickets', 'incidents'].includes(view)) {
        cleanup();
        continue;
      }
      // In a text field, keys type.
      if (document.activeElement?.matches('input, textarea')) (document.activeElement as HTMLElement).blur();
      const before = state();
      const asked = desk.count();
      press(key);
      await waitFor(() => expect([key, state() !== before || desk.count() > asked]).toEqual([key, true]));
      cleanup();
      unsay();
      stopAsking();
      stopAskingAssignee();
    }
  });

  test('L says that nothing is late', async () => {
    await open('tickets', { app_status: { ...(await import('../fixtures')).status, worst_late: null } });
    await screen.findByText('6 min late');
    press('l');
    expect(get(said)?.sentence).toBe('Nothing is late.');
  });

  test('D outside a ticket says where it belongs, and in a ticket why it doesn’t apply', async () => {
    await open('tickets');
    await screen.findByText('6 min late');
    press('d');
    expect(get(said)?.sentence).toBe('D isn’t used here. It belongs to “In a ticket”: Nothing needed.');
  });

  test('J, K and Enter work in the list of incidents', async () => {
    const { row } = await import('../features/incidentFixture');
    await open('incidents', {
      incidents: { incidents: [row(), { ...row(), id: 'incident/2026-11-22-1', title: 'The day before' }] },
    });
    await screen.findByText('The day before');
    press('j');
    await waitFor(() =>
      expect(document.querySelector('[aria-current=true]')?.textContent).toContain('The day before'),
    );
    press('Enter');
    await waitFor(() => expect(get(route).params.incident).toBe('incident/2026-11-22-1'));
  });

  test('a list that is empty says so', async () => {
    await open('tickets', { rows: (request) => pageOf([], request) });
    await screen.findByText(/No tickets yet/);
    press('j');
    expect(get(said)?.sentence).toBe('There are no tickets in this list.');
    press('r');
    expect(get(said)?.sentence).toBe('No ticket is selected: this list is empty.');
  });
});

test('r22_14 Esc with the recipients open closes only them', async () => {
  await open('ticket');
  const summary = (await screen.findAllByText(/^to /))[0] as HTMLElement;
  summary.click();
  await waitFor(() => expect(summary.closest('details')?.open).toBe(true));
  press('Escape');
  await waitFor(() => expect(summary.closest('details')?.open).toBe(false));
  expect(get(route).view).toBe('ticket');
});
