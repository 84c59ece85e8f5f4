// Message templates. They leave placeholders such as `{reason}` for what Dutydesk doesn't know. Somebody has to write
// that, and the placeholder itself must not reach a tenant.
import { call } from './ipc/call';

const PLACEHOLDER =
  /\{(name|tenant|subject|old_subject|ticket|engineer|team|priority|next_update|reason|words|chase_date|where|when|contact|card)\}/;

/** The policy's message of this kind, for this ticket; empty when there is none, so that it is written by hand. */
export async function policyMessage(ticket: string, id: string): Promise<string> {
  const form = await call('reply_form', { ticket }).catch(() => null);
  return form?.templates.find((each) => each.id === id)?.text ?? '';
}

/** What is wrong with a text that still has a placeholder. */
export function unwritten(text: string): string | undefined {
  const [placeholder] = PLACEHOLDER.exec(text) ?? [];
  return placeholder && `Replace ${placeholder} with your own words`;
}

/** Selects the first placeholder, so that typing replaces it. Without one, the cursor goes to the end. */
export function selectUnwritten(field: HTMLTextAreaElement): void {
  const found = PLACEHOLDER.exec(field.value);
  const start = found?.index ?? field.value.length;
  field.setSelectionRange(start, start + (found?.[0].length ?? 0));
}
