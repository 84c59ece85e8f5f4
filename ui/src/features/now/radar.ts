// Where the chart's marks are drawn. Pure: instants and a width go in, pixels come out. Words come from Rust.
import type { Clock, Radar, RadarMark } from '$lib/ipc/bindings';

export const lanes: readonly Clock[] = ['respond', 'update', 'triage'];

/** Marks in one lane that are too close for a label each, or due at the same time. They are drawn as one mark with their
    number. */
export interface Group {
  lane: Clock;
  marks: RadarMark[];
  /** The middle of the mark, in px from the left of the plot. */
  x: number;
  /** The worst standing of its marks. */
  standing: RadarMark['standing'];
  /** `P2`, or the number of marks if there are several. */
  label: string;
  /** The side on which there is room for the label. */
  side: 'left' | 'right';
}

/** A part of a lane that is in use, in px from the left of the plot. */
type Stretch = readonly [from: number, to: number];

/** Two marks closer than this become one group (px). */
const CLOSE = 14;
/** Half of a mark's width, and the distance from the middle of a mark to its label (px). */
const HALF = 7;
export const LABEL_GAP = 10;
/** The width of a figure or letter of a label, and a little space after it (px). */
const FIGURE = 7;
const SPACE = 3;
/** How far a label may reach beyond the plot on the left and on the right without leaving the card (px). */
const BEYOND = 28;

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
    return labelled(merged(alone, CLOSE), lines, width);
  });
}

function groupOf(marks: RadarMark[], x: number): Group {
  const [first] = marks;
  const label = marks.length > 1 ? String(marks.length) : (first?.priority ?? '?');
  return {
    lane: first?.clock ?? 'triage',
    marks,
    x,
    standing: worst(marks),
    label,
    side: 'right',
  };
}

const order: readonly RadarMark['standing'][] = ['breached', 'at_risk'];
const worst = (marks: readonly RadarMark[]): RadarMark['standing'] =>
  order.find((standing) => marks.some((mark) => mark.standing === standing)) ?? 'running';

/** Puts neighbours closer than `close` into one group. */
function merged(found: readonly Group[], close: number): Group[] {
  const apart: Group[] = [];
  for (const group of found) {
    const open = apart.at(-1);
    if (open && group.x - open.x < close) {
      apart.splice(-1, 1, groupOf([...open.marks, ...group.marks], open.x));
    } else apart.push(group);
  }
  return apart;
}

/** Puts each label on the side where it covers nothing. If there is no such side, the group joins its nearer
    neighbour: a number you can read says more than two names you can't. */
function labelled(found: readonly Group[], lines: readonly number[], width: number): Group[] {
  const taken: Stretch[] = found.map(({ x }) => [x - HALF, x + HALF]);
  const placed: Group[] = [];
  for (const [index, group] of found.entries()) {
    const side = sideOf(group, taken, lines, width) ?? (found.length === 1 ? 'right' : null);
    if (side === null) return labelled(joined(found, index), lines, width);
    taken.push(stretchOf(group, side));
    placed.push({ ...group, side });
  }
  return placed;
}

/** Prefers a side that is clear of marks and lines, then one that is clear of marks; and right to left. */
function sideOf(
  group: Group,
  taken: readonly Stretch[],
  lines: readonly number[],
  width: number,
): Group['side'] | null {
  const free = (['right', 'left'] as const).filter((side) => {
    const [from, to] = stretchOf(group, side);
    if (from < -BEYOND || to > width + BEYOND) return false;
    return !taken.some(([left, right]) => left < to && right > from);
  });
  const clear = free.find((side) => {
    const [from, to] = stretchOf(group, side);
    // No line may be between a mark and its label either.
    return !lines.some((line) => line > Math.min(from, group.x) && line < Math.max(to, group.x));
  });
  return clear ?? free[0] ?? null;
}

function stretchOf({ x, label }: Group, side: Group['side']): Stretch {
  const wide = label.length * FIGURE + SPACE;
  return side === 'right' ? [x + LABEL_GAP, x + LABEL_GAP + wide] : [x - LABEL_GAP - wide, x - LABEL_GAP];
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
    return before && after ? after.x - before.x : Infinity;
  };
  const at = gap(index - 1) < gap(index) ? index - 1 : index;
  return [...found.slice(0, at), ...merged(found.slice(at, at + 2), Infinity), ...found.slice(at + 2)];
}
