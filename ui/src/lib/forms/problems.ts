// The problems of a form, as the error summary takes them: empty fields, and times that can't be read.
import type { TypedTime } from '$lib/forms/typedTime.svelte';
import type { FieldProblem } from '$lib/ipc/bindings';

/** The problem of one field. */
export const problemOf = (problems: readonly FieldProblem[], field: string): string | undefined =>
  problems.find((each) => each.field === field)?.message;

/** Without the problems of these fields; the same list if none of them has one. */
export function without(
  problems: readonly FieldProblem[],
  fields: readonly (string | false | undefined)[],
): FieldProblem[] {
  const left = problems.filter(({ field }) => !fields.includes(field));
  return left.length === problems.length ? (problems as FieldProblem[]) : left;
}

/** A problem for each field without text, in the order given. */
export function required(...fields: [field: string, value: string, message: string][]): FieldProblem[] {
  return fields.filter(([, value]) => value.trim() === '').map(([field, , message]) => ({ field, message }));
}

/** A problem for each time that can't be read, in the order given. Afterwards the others know their instant. */
export async function readable(...fields: [field: string, time: TypedTime][]): Promise<FieldProblem[]> {
  await Promise.all(fields.map(([, time]) => time.read()));
  return fields.flatMap(([field, { problem }]) => (problem === null ? [] : [{ field, message: problem }]));
}
