// Where the radar draws its marks.
import { describe, expect, test } from 'vitest';
import { groups, labelCovers, scale } from '../../src/features/now/radar';
import type { Radar, RadarMark } from '../../src/lib/ipc/bindings';
import { nowView } from '../fixtures';

const WIDTH = 900;
const found = groups(nowView.radar, WIDTH);

test('an instant is placed in proportion to the eight hours', () => {
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

test('a deadline before the left edge is drawn at the edge', () => {
  const early = { ...nowView.radar, from: nowView.radar.now };
  expect(groups(early, WIDTH).find(({ lane }) => lane === 'update')?.x).toBe(0);
});

describe('labels never touch', () => {
  const [, , , respond] = nowView.radar.marks;
  /** First responses due at these times, P1 to P4 in turn. */
  const due = (...times: string[]): Radar => ({
    ...nowView.radar,
    marks: times.map((time, index) => ({
      ...(respond as RadarMark),
      ticket: `rt:work/${index}`,
      priority: (['P1', 'P2', 'P3', 'P4'] as const)[index % 4] ?? null,
      due: { ...nowView.radar.now, at: `2026-11-23T${time}:00Z`, time },
    })),
  });
  const seen = (radar: Radar, width = WIDTH) =>
    groups(radar, width).map(({ label, side }) => `${label} ${side}`);

  test('a label on the line of now is known to cover it, and no other is', () => {
    const radar = due('14:28', '14:43');
    const now = scale(radar, WIDTH)(radar.now.at);
    const crossed = groups(radar, WIDTH).map((group) => [group.label, labelCovers(group, now)]);
    expect(crossed).toEqual([
      ['P1', true],
      ['P2', false],
    ]);
  });

  test('two marks 15 minutes apart: the first label moves to the left', () => {
    expect(seen(due('15:00', '15:15'))).toEqual(['P1 left', 'P2 right']);
  });

  test('three of them have no room for three labels, so one says how many they are', () => {
    expect(seen(due('15:00', '15:15', '15:30'))).toEqual(['P1 left', '2 right']);
  });

  test('each label is clear of all marks and of the other labels, however they fall', () => {
    for (let minutes = 1; minutes <= 40; minutes += 1) {
      const times = [0, 1, 2, 3, 4].map((n) => {
        const at = 15 * 60 + n * minutes;
        return `${Math.floor(at / 60)}:${String(at % 60).padStart(2, '0')}`;
      });
      const drawn = groups(due(...times), WIDTH);
      expect(drawn.flatMap(({ marks }) => marks)).toHaveLength(5);
      const stretches = drawn.flatMap(({ x, side, label }) => [
        [x - 6, x + 6],
        side === 'right' ? [x + 10, x + 10 + 7 * label.length] : [x - 10 - 7 * label.length, x - 10],
      ]);
      stretches.sort(([a = 0], [b = 0]) => a - b);
      for (const [index, [from = 0]] of stretches.entries()) {
        expect(from, `${minutes} min apart`).toBeGreaterThanOrEqual(stretches[index - 1]?.[1] ?? -Infinity);
      }
    }
  });
});
