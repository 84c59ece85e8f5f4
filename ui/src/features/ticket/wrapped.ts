// How tall an editor has to be: lines that are too long for its width take more than one row.

/** The rows that the text of an editor needs beyond those it has; 0 when all of it is in sight. */
export function rowsMissing(editor: HTMLTextAreaElement): number {
  const hidden = editor.scrollHeight - editor.clientHeight;
  const line = Number.parseFloat(getComputedStyle(editor).lineHeight);
  return hidden > 0 && line > 0 ? Math.ceil(hidden / line) : 0;
}
