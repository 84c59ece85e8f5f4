// The last line of every reply: when the tenant will hear from us again. The time in it becomes the deadline.
import type { TypedTime } from '$lib/forms/typedTime.svelte';
import type { ReplyForm } from '$lib/ipc/bindings';

/** The line split around its time, so that you can change only the time. */
export interface LineParts {
  before: string;
  /** As the tenant reads it: `15:18 GMT` or `Tue 24 Nov 11:00 GMT`. */
  said: string;
  after: string;
}

/** The policy's line, split around its time; `null` if nothing can be promised. */
export function lineParts({ next_update_line, next_update_said }: ReplyForm): LineParts | null {
  if (next_update_line === null || next_update_said === null) return null;
  const [before = '', after = ''] = next_update_line.split(next_update_said);
  return { before, said: next_update_said, after };
}

export type Chosen = { at: string | null } | { problem: string };

/** The time that was typed. Nothing, or the same time, means the policy's. */
export async function chosenUpdate(typed: TypedTime, form: ReplyForm | undefined): Promise<Chosen> {
  if (!form?.next_update || typed.empty || typed.text.trim() === lineParts(form)?.said) return { at: null };
  return (await typed.read()) ? { at: typed.at } : { problem: typed.problem ?? '' };
}
