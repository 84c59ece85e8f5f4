// How the palette finds things.
import { expect, test } from 'vitest';
import { best, score } from '../../src/features/palette/fuzzy';

const acts = [
  'Go to Now',
  'Go to Tickets',
  'Start the practice shift',
  'Triage the selected as P3',
  'Show all keys',
];
const found = (query: string) => best(query, acts, (act) => act);

test('letters in order are enough', () => {
  expect(found('gtt')[0]).toBe('Go to Tickets');
  expect(found('practice')[0]).toBe('Start the practice shift');
  expect(found('xyz')).toEqual([]);
});

test('beginnings of words win over letters in the middle', () => {
  expect(found('t')[0]).not.toBe('Show all keys');
  expect((score('sa', 'Show all keys') ?? 0) > (score('ow', 'Show all keys') ?? 0)).toBe(true);
});

test('a word that is being typed wins over the first letters of several', () => {
  const two = ['Read the help desks now', 'Rehearsal of last week'];
  expect(best('reh', two, (act) => act)[0]).toBe('Rehearsal of last week');
  expect(best('rth', two, (act) => act)[0]).toBe('Read the help desks now');
});

test('a word that only starts the same doesn’t hide a match', () => {
  expect(score('lead', 'plead later')).not.toBeNull();
});

test('nothing typed: everything, in its own order', () => {
  expect(found('')).toHaveLength(acts.length);
});
