// A time that somebody types is shown after a pause, if it makes sense. Half a word is only a mistake once it is sent.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TypedTime } from '../../src/lib/forms/typedTime.svelte';
import { fakeDesk, refusal } from '../fakeDesk';
import { moment } from '../fixtures';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('is read once the typing pauses, in its meaning', async () => {
  const desk = fakeDesk();
  const time = new TypedTime('chase');
  for (const text of ['1', '14', '14:05']) time.text = text;
  await vi.advanceTimersByTimeAsync(300);
  expect(desk.asked('typed_time')).toEqual([{ typed: '14:05', meaning: 'chase' }]);
  expect(time.at).toBe('2026-11-23T14:05:00Z');
});

test('half a word is no mistake while it is typed, and one when it is sent', async () => {
  fakeDesk();
  const time = new TypedTime('promised');
  time.text = 'tomor';
  await vi.advanceTimersByTimeAsync(300);
  expect([time.moment, time.problem]).toEqual([null, null]);
  expect(await time.read()).toBe(false);
  expect(time.problem).toBe('That isn’t a time Dutydesk can read. Write it like 15:00.');
  expect(time.at).toBeNull();
  time.text = 'tomorrow';
  expect(time.problem).toBeNull();
});

test('no words mean no time, and Rust isn’t asked', async () => {
  const desk = fakeDesk();
  const time = new TypedTime('happened');
  time.text = '  ';
  expect(await time.read()).toBe(true);
  expect(time.at).toBeNull();
  expect(desk.asked('typed_time')).toEqual([]);
});

test('a late answer to older words is dropped', async () => {
  const desk = fakeDesk({
    typed_time: ({ typed }) => {
      if (typed !== '14:0') return moment(typed);
      throw refusal('invalid', 'Not yet a time.');
    },
  });
  const time = new TypedTime('happened');
  time.text = '14:0';
  const first = time.read();
  time.text = '14:05';
  const second = time.read();
  await Promise.all([first, second]);
  expect(time.problem).toBeNull();
  expect(time.at).toBe('2026-11-23T14:05:00Z');
  expect(desk.asked('typed_time')).toHaveLength(2);
});
