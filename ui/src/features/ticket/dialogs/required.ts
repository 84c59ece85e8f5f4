// Fields that may not be empty, as the error summary wants them.
import type { FieldProblem } from '$lib/ipc/bindings';

/** A problem for each field without text, in the order given. */
export function required(...fields: [field: string, value: string, message: string][]): FieldProblem[] {
  return fields.filter(([, value]) => value.trim() === '').map(([field, , message]) => ({ field, message }));
}
