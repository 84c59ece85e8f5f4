// Where the radar draws its marks.
import { expect, test } from 'vitest';
import { groups, scale } from '../../src/features/now/radar';
import { nowView } from '../fixtures';

const WIDTH = 900;
const found = groups(nowView.radar, WIDTH);

test('an instant stands in proportion to the eight hours', () => {
  const x = scale(nowView.radar, 498); // a pixel per minute from 14:00 to 22:18
  expect(x('2026-11-23T14:00:00Z')).toBe(0);
  expect(x('2026-11-23T17:00:00Z')).toBe(180);
});

test('marks that would cover each other become one group that says how many', () => {
  const triage = found.filter(({ lane }) => lane === 'triage');
  expect(triage).toHaveLength(1);
  expect(triage[0]).toMatchObject({ label: '2', side: 'right' });
});

test('a label does not cross the line of now or the end of a frame', () => {
  const late = found.find(({ lane }) => lane === 'update');
  expect(late).toMatchObject({ label: 'P1', side: 'left' });
  const beforeFive = found.find(({ label }) => label === 'P4');
  expect(beforeFive?.side).toBe('left');
});

test('a deadline before the left edge stands at the edge', () => {
  const early = { ...nowView.radar, from: nowView.radar.now };
  expect(groups(early, WIDTH).find(({ lane }) => lane === 'update')?.x).toBe(0);
});
