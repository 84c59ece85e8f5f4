// How tall an editor has to be. A line that is too long for its width takes more than one row.

/** How many more rows the text of an editor needs; 0 if all of it is in sight. */
export function rowsMissing(editor: HTMLTextAreaElement): number {
  const hidden = editor.scrollHeight - editor.clientHeight;
  const line = Number.parseFloat(getComputedStyle(editor).lineHeight);
  return hidden > 0 && line > 0 ? Math.ceil(hidden / line) : 0;
}
