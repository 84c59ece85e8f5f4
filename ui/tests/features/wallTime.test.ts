// Times of day as people type them, against moments that Rust has said.
import { describe, expect, test } from 'vitest';
import { after, atOrBefore, middayOf, minutesOfDay, promised } from '../../src/features/ticket/wallTime';
import { chosenUpdate, lineParts } from '../../src/features/ticket/nextUpdate';
import { moment } from '../fixtures';
import { replyForm } from './ticketFixture';

/** A summer day: 15:18 BST is 14:18 UTC. */
const summer = { ...moment('15:18', '2026-07-01'), at: '2026-07-01T14:18:00Z', zone: 'BST' };

test.each([
  ['9:05', 545],
  ['09.05', 545],
  ['0905', 545],
  [' 15:00 ', 900],
  ['24:00', null],
  ['12:60', null],
  ['soon', null],
  ['', null],
])('%j is %j minutes since midnight', (typed, minutes) => {
  expect(minutesOfDay(typed)).toBe(minutes);
});

test('the last and the next instant with a time of day, in the zone of the moment', () => {
  expect(atOrBefore('15:00', summer)).toBe('2026-07-01T14:00:00.000Z');
  expect(atOrBefore('16:00', summer)).toBe('2026-06-30T15:00:00.000Z');
  expect(after('15:00', summer)).toBe('2026-07-02T14:00:00.000Z');
  expect(after('', summer)).toBeNull();
});

test('midday of a date, in winter, in summer and west of Greenwich', () => {
  expect(middayOf('2026-11-26', moment('14:18'))).toBe('2026-11-26T12:00:00.000Z');
  expect(middayOf('2026-07-03', summer)).toBe('2026-07-03T11:00:00.000Z');
  const west = { ...moment('21:00'), at: '2026-11-24T02:00:00Z' };
  expect(middayOf('2026-11-26', west)).toBe('2026-11-26T17:00:00.000Z');
});

describe('a promised time', () => {
  const due = moment('09:15', '2026-11-24', 'Tue 09:15');
  const now = Date.parse('2026-11-23T16:00:00Z');

  test('of the evening before belongs to the evening before', () => {
    expect(promised('16:45', due, now)).toBe('2026-11-23T16:45:00.000Z');
  });

  test('that is past everywhere is the later one, which Rust refuses with the sum', () => {
    expect(promised('15:30', due, now)).toBe('2026-11-24T15:30:00.000Z');
  });

  test('left alone, or the policy’s own, is the policy’s', () => {
    expect(chosenUpdate('', due, now)).toEqual({ at: null });
    expect(chosenUpdate('Tue 09:15', due, now)).toEqual({ at: null });
    expect(chosenUpdate('tea time', due, now)).toEqual({
      problem: 'Write the time of the next update like 15:00',
    });
  });

  test('stands where the policy’s line has it', () => {
    expect(lineParts(replyForm({ next_update_line: 'We write again by 15:18, or earlier.' }))).toEqual({
      before: 'We write again by ',
      said: '15:18',
      after: ', or earlier.',
    });
  });
});
