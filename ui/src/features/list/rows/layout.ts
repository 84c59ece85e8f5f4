// Where each row and heading of a long list is drawn. Rows and headings have fixed heights, so the sizes of the
// sections are enough, and of 100,000 rows only those in sight are drawn.
import type { SectionCount } from '$lib/ipc/bindings';

/** Heights in px. */
export interface Heights {
  row: number;
  heading: number;
}

interface Block {
  label: string;
  section: SectionCount['section'];
  /** The index of its first row, counted over all sections. */
  first: number;
  count: number;
  /** The top of its heading. */
  top: number;
}

export interface Layout {
  blocks: Block[];
  total: number;
  height: number;
  heights: Heights;
}

/** A heading or a row to draw. `line` counts both, from 0, for aria-rowindex. */
export type Item =
  | { kind: 'heading'; top: number; line: number; label: string; section: SectionCount['section'] }
  | { kind: 'row'; top: number; line: number; index: number };

export function layOut(sections: readonly SectionCount[], heights: Heights): Layout {
  const blocks: Block[] = [];
  let first = 0;
  let top = 0;
  for (const { section, label, count } of sections) {
    blocks.push({ section, label, first, count, top });
    first += count;
    top += heights.heading + count * heights.row;
  }
  return { blocks, total: first, height: top, heights };
}

/** The items that are at least partly between `from` and `to` (px), in order. */
export function itemsBetween(layout: Layout, from: number, to: number): Item[] {
  return layout.blocks.flatMap((block, before) => {
    const { row, heading } = layout.heights;
    const rowsTop = block.top + heading;
    const bottom = rowsTop + block.count * row;
    if (bottom <= from || block.top >= to) return [];
    const line = block.first + before;
    const items: Item[] = [
      { kind: 'heading', top: block.top, line, label: block.label, section: block.section },
    ];
    const start = Math.max(0, Math.floor((from - rowsTop) / row));
    const end = Math.min(block.count, Math.ceil((to - rowsTop) / row));
    for (let n = start; n < end; n += 1) {
      items.push({ kind: 'row', top: rowsTop + n * row, line: line + 1 + n, index: block.first + n });
    }
    return items;
  });
}

/** The top of a row, and the top of the heading above it if it is the first of its section. */
export function placeOf(layout: Layout, index: number): { top: number; withHeading: number } {
  const block = layout.blocks.findLast((each) => each.first <= index);
  if (!block) return { top: 0, withHeading: 0 };
  const top = block.top + layout.heights.heading + (index - block.first) * layout.heights.row;
  return { top, withHeading: index === block.first ? block.top : top };
}
