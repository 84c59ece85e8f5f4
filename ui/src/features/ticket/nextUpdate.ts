// The last line of every reply: when the tenant hears from us again. The time told is the clock.
import type { TypedTime } from '$lib/forms/typedTime.svelte';
import type { ReplyForm } from '$lib/ipc/bindings';

/** The line taken apart around its time, so that the time alone can be changed. */
export interface LineParts {
  before: string;
  /** As short as is clear: `15:18`, `Tue 09:15`. */
  said: string;
  after: string;
}

/** The policy's line around its time; `null` when nothing can be promised. */
export function lineParts({ next_update, next_update_line }: ReplyForm): LineParts | null {
  if (!next_update || next_update_line === null) return null;
  for (const said of [next_update.long, next_update.short, next_update.time]) {
    const at = next_update_line.lastIndexOf(said);
    if (at >= 0) {
      return { before: next_update_line.slice(0, at), said, after: next_update_line.slice(at + said.length) };
    }
  }
  return { before: next_update_line, said: next_update.short, after: '' };
}

export type Chosen = { at: string | null } | { problem: string };

/** What was typed in place of the policy's time: nothing or the same keeps the policy's. */
export async function chosenUpdate(typed: TypedTime, form: ReplyForm | undefined): Promise<Chosen> {
  if (!form?.next_update || typed.empty || typed.text.trim() === lineParts(form)?.said) return { at: null };
  return (await typed.read()) ? { at: typed.at } : { problem: typed.problem ?? '' };
}
