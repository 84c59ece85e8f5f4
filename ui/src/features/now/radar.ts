// Where the chart's marks are drawn. Pure: instants and a width go in, pixels come out. Words come from Rust.
import type { Clock, Radar, RadarMark } from '$lib/ipc/bindings';

export const lanes: readonly Clock[] = ['respond', 'update', 'triage'];

/** Marks in one lane that are too close for a label each. They are drawn as one group. */
export interface Group {
  lane: Clock;
  marks: RadarMark[];
  /** The middle of the first and the last mark as drawn, in px from the left of the plot. */
  x: number;
  end: number;
  /** `P2`, or the number of marks if there are several. */
  label: string;
  /** The side on which there is room for the label. */
  side: 'left' | 'right';
}

/** A part of a lane that is in use, in px from the left of the plot. */
type Stretch = readonly [from: number, to: number];

/** Two marks closer than this become one group (px). */
const CLOSE = 14;
/** The distance between the marks of a group (px). */
export const STEP = 10;
/** Half of a mark's width, and the distance from the middle of a mark to its label (px). */
const HALF = 7;
export const LABEL_GAP = 10;
/** The width of a label, with a little space (px). */
const LABEL = 17;

/** Maps an instant to px from the left of a plot that is `width` px wide. */
export function scale(radar: Radar, width: number): (at: string) => number {
  const from = Date.parse(radar.from.at);
  const span = Date.parse(radar.to.at) - from;
  return (at) => ((Date.parse(at) - from) / span) * width;
}

export function groups(radar: Radar, width: number): Group[] {
  const x = scale(radar, width);
  /** Lines that a label shouldn't cross: now, and the end of each frame. */
  const lines = [radar.now.at, ...radar.frames.map((frame) => frame.to.at)].map(x);
  return lanes.flatMap((lane) => {
    const marks = radar.marks.filter(({ clock }) => clock === lane);
    const alone = marks.map((mark) => groupOf([mark], Math.max(0, Math.min(width, x(mark.due.at)))));
    return labelled(merged(alone, CLOSE), lines);
  });
}

function groupOf(marks: RadarMark[], x: number): Group {
  const [first] = marks;
  const label = marks.length > 1 ? String(marks.length) : (first?.priority ?? '?');
  return {
    lane: first?.clock ?? 'triage',
    marks,
    x,
    end: x + (marks.length - 1) * STEP,
    label,
    side: 'right',
  };
}

/** Puts neighbours closer than `close` into one group. */
function merged(found: readonly Group[], close: number): Group[] {
  const apart: Group[] = [];
  for (const group of found) {
    const open = apart.at(-1);
    if (open && group.x - open.end < close) {
      apart.splice(-1, 1, groupOf([...open.marks, ...group.marks], open.x));
    } else apart.push(group);
  }
  return apart;
}

/** Puts each label on the side where it covers nothing. If there is no such side, the group joins its nearer
    neighbour: a number you can read says more than two names you can't. */
function labelled(found: readonly Group[], lines: readonly number[]): Group[] {
  const taken: Stretch[] = found.map(({ x, end }) => [x - HALF, end + HALF]);
  const placed: Group[] = [];
  for (const [index, group] of found.entries()) {
    const side = sideOf(group, taken, lines);
    if (side === null) return labelled(joined(found, index), lines);
    taken.push(stretchOf(group, side));
    placed.push({ ...group, side });
  }
  return placed;
}

/** Prefers a side that is clear of marks and lines, then one that is clear of marks; and right to left. */
function sideOf(group: Group, taken: readonly Stretch[], lines: readonly number[]): Group['side'] | null {
  const free = (['right', 'left'] as const).filter((side) => {
    const [from, to] = stretchOf(group, side);
    return !taken.some(([left, right]) => left < to && right > from);
  });
  const clear = free.find((side) => {
    const [from, to] = stretchOf(group, side);
    // No line may be between a mark and its label either.
    return !lines.some((line) => line > Math.min(from, group.end) && line < Math.max(to, group.x));
  });
  return clear ?? free[0] ?? null;
}

function stretchOf({ x, end }: Group, side: Group['side']): Stretch {
  return side === 'right'
    ? [end + LABEL_GAP, end + LABEL_GAP + LABEL]
    : [x - LABEL_GAP - LABEL, x - LABEL_GAP];
}

/** Whether the label of a group covers `at` (px). */
export function labelCovers(group: Group, at: number): boolean {
  const [from, to] = stretchOf(group, group.side);
  return from <= at && at <= to;
}

/** The groups, with one of them joined to its nearer neighbour. */
function joined(found: readonly Group[], index: number): Group[] {
  const gap = (at: number) => {
    const [before, after] = [found[at], found[at + 1]];
    return before && after ? after.x - before.end : Infinity;
  };
  const at = gap(index - 1) < gap(index) ? index - 1 : index;
  return [...found.slice(0, at), ...merged(found.slice(at, at + 2), Infinity), ...found.slice(at + 2)];
}
