// Data that stays up to date.
import { expect, test } from 'vitest';
import { Live } from '../../src/lib/live.svelte';
import { refusal } from '../fakeDesk';

/** A question whose answers are given by hand, in any order. */
function byHand() {
  const waiting: { answer: (value: string) => void; refuse: (why: unknown) => void }[] = [];
  const fetch = () => new Promise<string>((answer, refuse) => void waiting.push({ answer, refuse }));
  return { fetch, waiting };
}

test('an answer that arrives after a later one is dropped', async () => {
  const { fetch, waiting } = byHand();
  const live = new Live(fetch);
  const both = [live.refetch(), live.refetch()];
  waiting[1]?.answer('14:19');
  waiting[0]?.answer('14:18');
  await Promise.all(both);
  expect(live.data).toBe('14:19');
});

test('a failure keeps the last data and says why', async () => {
  const { fetch, waiting } = byHand();
  const live = new Live(fetch);
  expect(live.loading).toBe(true);
  const first = live.refetch();
  waiting[0]?.answer('14:18');
  await first;
  const second = live.refetch();
  waiting[1]?.refuse(refusal('internal', 'The disk is gone.'));
  await second;
  expect(live.data).toBe('14:18');
  expect(live.failure?.message).toBe('The disk is gone.');
});
