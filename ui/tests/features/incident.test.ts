// Incident notes: Enter adds a line, which is saved before it is shown and can be read offline.
import { cleanup, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { get } from 'svelte/store';
import { beforeEach, expect, test } from 'vitest';
import { route } from '../../src/lib/router';
import { unsay } from '../../src/lib/say';
import { expectAccessible } from '../axe';
import { refusal } from '../fakeDesk';
import { moment } from '../fixtures';
import { line, notes } from './incidentFixture';
import { open } from './open';

const user = userEvent.setup();
const field = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'What happened?' });
const lines = () => within(screen.getByRole('region', { name: 'Lines' })).getAllByRole('listitem');

beforeEach(() => {
  unsay();
  return cleanup;
});

test('Enter adds a line once it is saved, and the next one can be typed at once', async () => {
  const desk = await open('incident', {
    incident_add: ({ text }) =>
      notes({ lines: [...notes().lines, line(6, '14:18', 'action', text.slice(8))] }),
  });
  await waitFor(() => expect(document.activeElement).toBe(field()));
  await user.keyboard('/action Rolled production{Enter}');
  await waitFor(() => expect(lines()).toHaveLength(6));
  expect(lines().at(-1)?.textContent).toContain('Rolled production');
  expect(field().value).toBe('');
  expect(desk.asked('incident_add')).toEqual([
    { incident: 'incident/2026-11-23-1', text: '/action Rolled production', at: null },
  ]);
});

test('a line gets the time that is shown beside it, or the one that was typed', async () => {
  const desk = await open('incident', {
    incident_add: ({ text }) => notes({ lines: [...notes().lines, line(6, '14:05', 'line', text)] }),
  });
  const clock = screen.getByRole<HTMLInputElement>('textbox', { name: 'When? Leave blank for now' });
  await waitFor(() => expect(clock.placeholder).toBe('14:18'));
  desk.answer({ typed_time: moment('14:19') });
  await desk.tell({ kind: 'minute' });
  await waitFor(() => expect(clock.placeholder).toBe('14:19'));
  desk.answer({ typed_time: moment('14:05') });
  await user.type(clock, '14:05');
  await user.type(field(), 'Routers restarted{Enter}');
  await waitFor(() => expect(desk.asked('incident_add')[0]?.at).toBe('2026-11-23T14:05:00Z'));
  expect(clock.value).toBe('');
});

test('with a time that can’t be read, the line stays in the field', async () => {
  const desk = await open('incident');
  await user.type(screen.getByRole('textbox', { name: 'When? Leave blank for now' }), 'soon');
  await user.type(field(), 'Routers restarted{Enter}');
  await screen.findByText('That isn’t a time Dutydesk can read. Write it like 15:00.');
  expect(field().value).toBe('Routers restarted');
  expect(desk.asked('incident_add')).toEqual([]);
});

test('a line that couldn’t be saved stays in the field and isn’t shown in the timeline', async () => {
  await open('incident', {
    incident_add: () => {
      throw refusal('not_saved', 'The disk is full.');
    },
  });
  await user.type(field(), 'Router 3 too{Enter}');
  await screen.findByText('Not added: The disk is full. Your line is still here.');
  expect(field().value).toBe('Router 3 too');
  expect(lines()).toHaveLength(5);
});

test('an empty line isn’t added', async () => {
  const desk = await open('incident');
  await user.type(field(), '   {Enter}');
  expect(desk.asked('incident_add')).toEqual([]);
});

test('lines are text, whatever they contain', async () => {
  await open('incident', {
    incident: notes({ lines: [line(1, '14:00', 'line', '<script>alert(1)</script>')] }),
  });
  expect(screen.getByText('<script>alert(1)</script>')).toBeTruthy();
});

test('the notes are shown and copied as Markdown', async () => {
  const copied = userEvent.setup();
  await open('incident', {
    incident_markdown: { file_name: 'incident-2026-11-23-1.md', text: '# Routers return 502\n' },
  });
  await copied.click(screen.getByRole('button', { name: 'Export' }));
  const shown = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'The notes as Markdown' });
  expect(shown.value).toBe('# Routers return 502\n');
  await copied.click(screen.getByRole('button', { name: 'Copy' }));
  await screen.findByText('Copied.');
  expect(await navigator.clipboard.readText()).toBe('# Routers return 502\n');
});

test('closing asks once; closed notes can be read but not added to', async () => {
  const desk = await open('incident', { incident_close: notes({ open: false }) });
  await user.click(screen.getByRole('button', { name: 'Close notes' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Close notes?' }));
  await user.click(dialog.getByRole('button', { name: 'Close notes' }));
  await screen.findByText(/You can’t add lines any more/);
  expect(desk.asked('incident_close')).toHaveLength(1);
  expect(screen.queryByRole('textbox', { name: 'What happened?' })).toBeNull();
  expect(lines()).toHaveLength(5);
});

test('from the notes to their ticket', async () => {
  await open('incident');
  await user.click(screen.getByRole('button', { name: /RT 48/ }));
  expect(get(route)).toMatchObject({ view: 'ticket', params: { ticket: 'rt:work/48' } });
});

test('notes without a ticket need only a title', async () => {
  const desk = await open('incidents', {
    incidents: { incidents: [] },
    incident_open: notes({ tickets: [] }),
  });
  await screen.findByText('No incidents');
  await user.click(screen.getAllByRole('button', { name: 'Start notes' })[0]!);
  const dialog = within(await screen.findByRole('dialog', { name: 'New incident notes' }));
  await user.click(dialog.getByRole('button', { name: 'Start notes' }));
  await screen.findByText('Write what’s happening, in a few words');
  await user.type(screen.getByRole('textbox', { name: 'What is happening?' }), 'Routers return 502{Enter}');
  await waitFor(() => expect(get(route).params.incident).toBe('incident/2026-11-23-1'));
  expect(desk.asked('incident_open')).toEqual([{ ticket: null, title: 'Routers return 502' }]);
});

test.each(['incidents', 'incident'] as const)('%s: everybody can use it', async (view) => {
  await open(view);
  await screen.findByText('Routers return 502 for many tenants');
  await expectAccessible();
});

test('a list that can’t be read says why', async () => {
  await open('incidents', {
    incidents: () => {
      throw refusal('internal', 'The database cannot be read. Restart Dutydesk.');
    },
  });
  await screen.findByText('The database cannot be read. Restart Dutydesk.');
});

test('pausing asks when work resumes and why, and the tickets say whom to tell', async () => {
  const paused = notes({
    course: {
      sentence: 'Paused since 17:00 GMT, resumes Tue 09:00 GMT',
      paused: true,
      overdue: false,
      usual: moment('09:00'),
      asks_why: true,
    },
    tickets: [
      {
        ticket: 'rt:work/48',
        from: 'RT 48',
        subject: 'elevated 502 rate on routers',
        told: 'Tell them when work resumes. Until then their update clock keeps running',
        to_tell: true,
      },
    ],
  });
  const asking = { ...notes().course!, asks_why: true };
  const desk = await open('incident', { incident: notes({ course: asking }), incident_pause: paused });
  await user.click(screen.getByRole('button', { name: /^Pause/ }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Pause the incident' }));
  await user.click(dialog.getByRole('button', { name: 'Pause' }));
  await dialog.findByRole('link', { name: 'Say why it can wait. It has out-of-hours cover' });
  expect(desk.asked('incident_pause')).toEqual([]);

  await user.type(dialog.getByRole('textbox', { name: /why can it wait/ }), 'Traffic is moved.');
  await user.click(dialog.getByRole('button', { name: 'Pause' }));
  await screen.findByText(/Paused since 17:00 GMT/);
  expect(desk.asked('incident_pause')).toEqual([
    { incident: 'incident/2026-11-23-1', continues_at: null, why: 'Traffic is moved.' },
  ]);
  screen.getByText(/Tell them when work resumes/);
});

test('a paused incident is resumed by its button', async () => {
  const course = { ...notes().course!, sentence: 'Paused since 17:00 GMT', paused: true };
  const desk = await open('incident', { incident: notes({ course }), incident_continue: notes() });
  await user.click(screen.getByRole('button', { name: /^Resume/ }));
  await screen.findByText(/18 min without a break/);
  expect(desk.asked('incident_continue')).toEqual([{ incident: 'incident/2026-11-23-1' }]);
});
