// The last line of every reply: when the tenant hears from us again. The time told is the clock.
import type { TypedTime } from '$lib/forms/typedTime.svelte';
import type { ReplyForm } from '$lib/ipc/bindings';

/** The line taken apart around its time, so that the time alone can be changed. */
export interface LineParts {
  before: string;
  /** As the tenant reads it: `15:18 GMT`, `Tue 24 Nov 11:00 GMT`. */
  said: string;
  after: string;
}

/** The policy's line around its time; `null` when nothing can be promised. */
export function lineParts({ next_update_line, next_update_said }: ReplyForm): LineParts | null {
  if (next_update_line === null || next_update_said === null) return null;
  const [before = '', after = ''] = next_update_line.split(next_update_said);
  return { before, said: next_update_said, after };
}

export type Chosen = { at: string | null } | { problem: string };

/** What was typed in place of the policy's time: nothing or the same keeps the policy's. */
export async function chosenUpdate(typed: TypedTime, form: ReplyForm | undefined): Promise<Chosen> {
  if (!form?.next_update || typed.empty || typed.text.trim() === lineParts(form)?.said) return { at: null };
  return (await typed.read()) ? { at: typed.at } : { problem: typed.problem ?? '' };
}
