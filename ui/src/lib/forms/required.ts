// What is wrong with fields, as the error summary wants it: empty ones, and times that cannot be read.
import type { TypedTime } from '$lib/forms/typedTime.svelte';
import type { FieldProblem } from '$lib/ipc/bindings';

/** A problem for each field without text, in the order given. */
export function required(...fields: [field: string, value: string, message: string][]): FieldProblem[] {
  return fields.filter(([, value]) => value.trim() === '').map(([field, , message]) => ({ field, message }));
}

/** A problem for each time that cannot be read, in the order given; afterwards the others know their instant. */
export async function readable(...fields: [field: string, time: TypedTime][]): Promise<FieldProblem[]> {
  await Promise.all(fields.map(([, time]) => time.read()));
  return fields.flatMap(([field, { problem }]) => (problem === null ? [] : [{ field, message: problem }]));
}
