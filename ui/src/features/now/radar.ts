// Where the radar's marks stand. Pure: instants and a width go in, pixels come out. Words come from Rust.
import type { Clock, Radar, RadarMark } from '$lib/ipc/bindings';

export const lanes: readonly Clock[] = ['respond', 'update', 'triage'];

/** Marks of a lane that would cover each other, drawn as one group. */
export interface Group {
  lane: Clock;
  marks: RadarMark[];
  /** Left edge of the first and of the last, px from the left of the plot. */
  x: number;
  end: number;
  /** `P2`, or how many when there are several. */
  label: string;
  /** On which side the label has room. */
  side: 'left' | 'right';
}

/** Closer than this, two marks are one group (px). */
const CLOSE = 14;
/** Room that a label needs (px). */
const LABEL = 26;

/** Maps an instant to px from the left of a plot `width` wide. */
export function scale(radar: Radar, width: number): (at: string) => number {
  const from = Date.parse(radar.from.at);
  const span = Date.parse(radar.to.at) - from;
  return (at) => ((Date.parse(at) - from) / span) * width;
}

export function groups(radar: Radar, width: number): Group[] {
  const x = scale(radar, width);
  const inside = (mark: RadarMark) => Math.max(0, Math.min(width, x(mark.due.at)));
  return lanes.flatMap((lane) => {
    const found: Group[] = [];
    for (const mark of radar.marks.filter(({ clock }) => clock === lane)) {
      const at = inside(mark);
      const open = found.at(-1);
      if (open && at - open.end < CLOSE) {
        open.marks.push(mark);
        open.end = at;
      } else {
        found.push({ lane, marks: [mark], x: at, end: at, label: '', side: 'right' });
      }
    }
    return withLabels(found, x(radar.now.at), radarEdges(radar, x));
  });
}

/** Lines that a label should not cross: now, and where a frame ends. */
const radarEdges = (radar: Radar, x: (at: string) => number) => radar.frames.map((frame) => x(frame.to.at));

function withLabels(found: Group[], now: number, edges: number[]): Group[] {
  const obstacles = [now, ...edges];
  return found.map((group, index) => {
    const next = found[index + 1]?.x ?? Infinity;
    const blocked = [...obstacles, next].some((at) => at > group.end + 4 && at < group.end + LABEL);
    const before = found[index - 1]?.end ?? -Infinity;
    const roomBefore = group.x - before > LABEL * 2 && group.marks.length === 1;
    const label = group.marks.length > 1 ? String(group.marks.length) : (group.marks[0]?.priority ?? '?');
    return { ...group, label, side: blocked && roomBefore ? 'left' : 'right' };
  });
}
