// What somebody types is saved before they could lose it: after which pause, and in which order.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Composer } from '../../src/features/ticket/state/composer.svelte';
import { Triage } from '../../src/features/triage/triage.svelte';
import { fakeDesk, refusal } from '../fakeDesk';
import { moment } from '../fixtures';
import { answered, form } from './triageFixture';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a reply is saved one second after the last letter, not after every letter', async () => {
  const desk = fakeDesk({ draft_save: { saved: moment('14:18') } });
  const composer = new Composer('rt:work/41');
  for (const text of ['H', 'He', 'Hello']) composer.text = text;
  expect(desk.asked('draft_save')).toEqual([]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(desk.asked('draft_save')).toEqual([{ ticket: 'rt:work/41', kind: 'reply', text: 'Hello' }]);
  expect(composer.slip.saved?.short).toBe('14:18');
});

test('leaving saves it at once, and an unchanged text is not saved again', async () => {
  const desk = fakeDesk({ draft_save: { saved: moment('14:18') } });
  const composer = new Composer('rt:work/41');
  composer.text = 'Hello';
  await composer.save();
  await composer.save();
  await vi.advanceTimersByTimeAsync(5000);
  expect(desk.asked('draft_save')).toHaveLength(1);
});

test('a reply that was sent leaves no draft behind', async () => {
  const desk = fakeDesk({
    draft_save: { saved: moment('14:18') },
    reply_send: { outcome: 'queued', outbox: 1, sentence: 'Sends after 10 s', leaves_in: 10 },
  });
  const composer = new Composer('rt:work/41');
  composer.text = 'Done.';
  expect(await composer.send({ next_update_at: null, despite: null })).toMatchObject({
    sentence: 'Sends after 10 s',
  });
  await vi.advanceTimersByTimeAsync(5000);
  await composer.save();
  expect(desk.asked('draft_save').map((each) => each.text)).toEqual(['Done.']);
  expect(composer.text).toBe('');
});

test('what is typed while a slow help desk is waited for stays, and a note that is sent meanwhile is sent', async () => {
  const queued = { outcome: 'queued', outbox: 1, sentence: 'Sends after 10 s', leaves_in: 10 } as const;
  let arrives = () => {};
  const slow = new Promise<typeof queued>((resolve) => (arrives = () => resolve(queued)));
  const desk = fakeDesk({
    draft_save: { saved: moment('14:18') },
    reply_send: () => slow,
    note_send: queued,
  });
  const composer = new Composer('rt:work/41');
  const terms = { next_update_at: null, despite: null };
  composer.text = 'We are on it.';
  const reply = composer.send(terms);
  await vi.advanceTimersByTimeAsync(0);
  // Pressed twice, it is sent once.
  const again = composer.send(terms);
  composer.text = 'We are on it. More follows.';
  composer.show('note');
  composer.text = 'Router cell 3 is down.';
  const note = composer.send(terms);
  arrives();
  expect(await reply).toMatchObject({ outcome: 'queued' });
  expect(await note).toMatchObject({ outcome: 'queued' });
  expect(await again).toBeNull();
  expect(desk.asked('reply_send').map((each) => each.text)).toEqual(['We are on it.']);
  expect(desk.asked('note_send').map((each) => each.text)).toEqual(['Router cell 3 is down.']);
  expect(composer.text).toBe('');
  composer.show('reply');
  expect(composer.text).toBe('More follows.');
});

test('a save that failed is tried again with the next letter', async () => {
  const desk = fakeDesk({
    draft_save: () => {
      throw refusal('not_saved', 'The disk is full.');
    },
  });
  const composer = new Composer('rt:work/41');
  composer.text = 'Hello';
  await composer.save();
  expect(composer.slip.saveFailure?.message).toBe('The disk is full.');
  desk.answer({ draft_save: { saved: moment('14:18') } });
  composer.text = 'Hello!';
  await vi.advanceTimersByTimeAsync(1000);
  expect(composer.slip.saveFailure).toBeNull();
});

test('a file above 10 MB is refused before it is read', async () => {
  const desk = fakeDesk();
  const composer = new Composer('rt:work/41');
  const large = new File([], 'core.dump');
  Object.defineProperty(large, 'size', { value: 10 * 1024 * 1024 + 1 });
  await composer.attach(
    { ticket: 'rt:work/41', largest_file: 10 * 1024 * 1024 },
    { files: [large], folders: [] },
  );
  expect(composer.notAttached).toEqual([
    'core.dump is larger than 10 MB, the most that this help desk accepts. Attach a smaller file, or send a link to it.',
  ]);
  expect(desk.asked('attachment_stage')).toEqual([]);
});

test('an answer of triage is saved within 400 ms, and the newest one counts', async () => {
  const desk = fakeDesk({
    triage_draft: { proposal: answered().proposal, what_if: form().what_if, saved: moment('14:18') },
  });
  const triage = new Triage('rt:work/42');
  triage.take(form());
  triage.choose('urgency', 'now');
  triage.choose('urgency', 'today');
  await vi.advanceTimersByTimeAsync(400);
  expect(desk.asked('triage_draft').map((each) => each.answers.urgency?.choice)).toEqual(['today']);
  expect(triage.priority).toBe('P2');
});

test('a form from before the last answer doesn’t bring its proposal back', async () => {
  fakeDesk({
    triage_draft: { proposal: answered().proposal, what_if: form().what_if, saved: moment('14:18') },
  });
  const triage = new Triage('rt:work/42');
  triage.take(answered());
  triage.choose('impact', 'degraded');
  triage.take(form());
  expect(triage.proposal?.priority).toBe('P2');
});
