// Whether an element can be seen: what a key acts on has to be.

/** Whether the middle of it is in sight in everything that scrolls around it. */
export function inSight(element: Element | null): boolean {
  if (!element) return false;
  const { top, bottom } = element.getBoundingClientRect();
  const middle = (top + bottom) / 2;
  for (let around = element.parentElement; around; around = around.parentElement) {
    if (around.scrollHeight <= around.clientHeight) continue;
    const clip = around.getBoundingClientRect();
    if (middle < clip.top || middle > clip.bottom) return false;
  }
  return true;
}
