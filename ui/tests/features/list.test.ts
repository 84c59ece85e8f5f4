// The arithmetic of a long list, and its rows.
import { describe, expect, test } from 'vitest';
import { itemsBetween, layOut, placeOf } from '../../src/features/list/rows/layout';
import { Rows } from '../../src/features/list/rows/rows.svelte';
import { fakeDesk, refusal } from '../fakeDesk';
import { manyRows, pageOf } from '../fixtures';
import type { RowsRequest } from '../../src/lib/ipc/bindings';

const heights = { row: 36, heading: 25 };
const layout = layOut(
  [
    { section: 'late', label: 'Late: 1', count: 1 },
    { section: 'later', label: 'Later: 99999', count: 99_999 },
  ],
  heights,
);

describe('100,000 rows in two sections', () => {
  test('are as high as their rows and headings', () => {
    expect(layout.total).toBe(100_000);
    expect(layout.height).toBe(2 * 25 + 100_000 * 36);
  });

  test('only what is in sight is drawn, with the heading of its section', () => {
    const items = itemsBetween(layout, 1_000_000, 1_000_400);
    expect(items[0]).toMatchObject({ kind: 'heading', section: 'later' });
    expect(items.length).toBeLessThanOrEqual(14);
    for (const item of items.slice(1)) {
      expect(item.top).toBeGreaterThan(1_000_000 - 36);
      expect(item.top).toBeLessThan(1_000_400);
    }
  });

  test('the top shows both headings and the rows between', () => {
    const items = itemsBetween(layout, 0, 130);
    expect(items.map((item) => (item.kind === 'row' ? item.index : item.label))).toEqual([
      'Late: 1',
      0,
      'Later: 99999',
      1,
      2,
    ]);
    expect(items.map((item) => item.line)).toEqual([0, 1, 2, 3, 4]);
  });

  test('a row’s place is where it is drawn; the first of a section includes its heading', () => {
    const drawn = itemsBetween(layout, 0, 130).find((item) => item.kind === 'row' && item.index === 2);
    expect(placeOf(layout, 2)).toEqual({ top: drawn?.top, withHeading: drawn?.top });
    expect(placeOf(layout, 1).withHeading).toBe(25 + 36);
  });
});

describe('rows', () => {
  const all = manyRows(1000);

  test('are fetched a page at a time, each page once', async () => {
    const desk = fakeDesk({ rows: (request) => pageOf(all, request) });
    const rows = new Rows('now', 'all');
    await rows.ensure(90, 110);
    await rows.ensure(95, 120);
    expect(desk.asked('rows').map(({ offset }) => offset)).toEqual([0, 100]);
    expect(rows.at(105)?.subject).toBe('Ticket 105');
    expect(rows.indexOf('rt:work/105')).toBe(105);
    expect(rows.at(300)).toBeUndefined();
  });

  test('an answer from before a refresh doesn’t bring old rows back', async () => {
    let answer: () => void = () => {};
    const slow = new Promise<void>((resolve) => (answer = resolve));
    let present = all;
    fakeDesk({
      rows: (async (request: RowsRequest) => {
        const page = pageOf(present, request);
        if (request.offset === 100) await slow;
        return page;
      }) as never,
    });
    const rows = new Rows('now', 'all');
    const late = rows.ensure(100, 110);
    present = manyRows(10);
    await rows.refresh(0, 5);
    answer();
    await late;
    expect(rows.total).toBe(10);
    expect(rows.at(105)).toBeUndefined();
  });

  test('a page that failed is asked for again, and the others stay', async () => {
    let broken = false;
    fakeDesk({
      rows: (request) => {
        if (broken) throw refusal('internal', 'The disk is gone.');
        return pageOf(all, request);
      },
    });
    const rows = new Rows('now', 'all');
    await rows.ensure(0, 10);
    broken = true;
    await rows.ensure(100, 110);
    expect(rows.failure?.message).toBe('The disk is gone.');
    expect(rows.at(5)).toBeDefined();
    broken = false;
    await rows.ensure(100, 110);
    expect(rows.failure).toBeNull();
    expect(rows.at(105)).toBeDefined();
  });
});
