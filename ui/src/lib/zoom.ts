// The sizes that text can have, in per cent, and which one Ctrl + or − leads to.
export const textSizes = [90, 100, 110, 125, 150, 175, 200] as const;

/** The next larger (`1`) or smaller (`-1`) size; the same at the end. */
export function nextSize(size: number, by: 1 | -1): number {
  const further = textSizes.filter((each) => (by === 1 ? each > size : each < size));
  return (by === 1 ? further[0] : further.at(-1)) ?? size;
}
