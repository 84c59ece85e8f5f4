// Message templates leave in sight what the product does not know, `{reason}`: it is written by hand, and should not
// reach a tenant as it is.

const PLACEHOLDER =
  /\{(name|tenant|subject|old_subject|ticket|engineer|team|priority|next_update|reason|words|chase_date|where|when|contact|card)\}/;

/** The first placeholder that is still in the text, as it stands there; `null` when there is none. */
export function unwritten(text: string): string | null {
  return PLACEHOLDER.exec(text)?.[0] ?? null;
}

/** Selects the first placeholder, so that typing replaces it; without one the cursor goes to the end. */
export function selectUnwritten(field: HTMLTextAreaElement): void {
  const found = PLACEHOLDER.exec(field.value);
  const start = found?.index ?? field.value.length;
  field.setSelectionRange(start, start + (found?.[0].length ?? 0));
}
