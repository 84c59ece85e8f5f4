// The focus ring around a label whose real input isn't drawn. Some engines forget `:has(:focus-visible)` when an arrow key
// moves the focus from one radio to the next, so the class is set from the events.
import type { Action } from 'svelte/action';

export const RINGED = 'ringed';

/** The label has the class {@link RINGED} while its input has the focus, unless a pointer put it there. */
export const ring: Action<HTMLElement> = (label) => {
  let pointed = false;
  const on = () => {
    if (!pointed) label.classList.add(RINGED);
  };
  const off = () => label.classList.remove(RINGED);
  const listen: [string, () => void][] = [
    ['pointerdown', () => (pointed = true)],
    ['pointerup', () => setTimeout(() => (pointed = false))],
    ['focusin', on],
    ['keydown', on],
    ['change', on],
    ['focusout', off],
  ];
  for (const [event, act] of listen) label.addEventListener(event, act);
  return { destroy: () => listen.forEach(([event, act]) => label.removeEventListener(event, act)) };
};
