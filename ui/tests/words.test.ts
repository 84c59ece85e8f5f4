// Words that must not come back to the screen, each with the word to use instead. It checks the texts that people read:
// text in templates, attributes such as labels, and strings with a space or a capital letter. It ignores names in code,
// comments, imports, and whatever is marked as <code>.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const src = join(import.meta.dirname, '../src');

/** What never to say, and what to say instead. */
const words: [never: RegExp, instead: string][] = [
  [/\bnotices?\b/i, 'notification'],
  [
    /\b(i|you) (be|was|were|are) told\b|\b(was i|would i be|not|due to be) told\b|\btold (again|next)\b/i,
    'notified',
  ],
  [/\btold elsewhere\b/i, 'replied elsewhere'],
  [/\bpro(ven|of)\b/i, 'last tested, not tested yet'],
  [/\bresolv(e|es|ed|ing)\b|\bopen(ed)? again\b/i, 'close, closed, reopen'],
  [/\b(start|end) (being on )?support\b/i, 'go on support, go off support'],
  [/\bmails?\b/i, 'email'],
  [/\bsources?\b/i, 'account'],
  [/\bkept\b|\bkeep (it|them|the)\b/i, 'save, saved'],
  [/\bleaves\b|\bwait(s|ing)? to be sent\b|\bto decide\b/i, 'send; waiting to send; needs a decision'],
  [/\btake[ns]? back\b/i, 'undo send'],
  [/\bbreach(ed|es)?\b/i, 'late'],
  [/\bsearch or do\b/i, 'search or run a command'],
  [/\bread now\b|\bread the help desks?\b/i, 'sync now'],
  [/\bstands?\b/i, 'a plainer verb'],
  [/\bgo(es)? on\b(?! support| or off support)/i, 'resume, continue'],
  [/\bwhat became of\b|\bthat which\b/i, 'a plainer sentence'],
  [/\bcannot\b/i, 'can’t, couldn’t'],
  [/\blaptop\b/i, 'computer'],
];

/** Attributes and properties that people read. */
const READ =
  /\s(?:label|title|placeholder|aria-label|asideLabel|hint|heading|question|text|empty|what|submit|done|explanation)="([^"]*)"/g;
/** Comments, to be skipped, and strings. */
const STRINGS =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g;

/** The strings of a script that look like something to read. */
const stringsOf = (script: string): string[] =>
  [...script.replaceAll(/^\s*(import|} from) .*$/gm, '').matchAll(STRINGS)]
    .map(
      ([, single, double, template]) => single ?? double ?? template?.replaceAll(/\$\{[^{}]*\}/g, '…') ?? '',
    )
    .filter((text) => /^[A-Z]|\S \S/.test(text));

/** Takes the expressions in braces out of a template. */
function apart(template: string): { text: string; expressions: string } {
  let [text, expressions, depth] = ['', '', 0];
  for (const letter of template) {
    if (letter === '}' && --depth === 0) text += '…';
    if (depth > 0) expressions += letter;
    else if (letter !== '{' && letter !== '}') text += letter;
    if (letter === '{') depth += 1;
  }
  return { text, expressions };
}

function textsOf(file: string): string[] {
  const source = readFileSync(join(src, file), 'utf8');
  if (file.endsWith('.ts')) return stringsOf(source);
  const scripts = [...source.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, script]) => script ?? '',
  );
  const { text, expressions } = apart(
    source.replaceAll(/<!--[\s\S]*?-->|<(script|style|code)\b[^>]*>[\s\S]*?<\/\1>/g, ''),
  );
  const attributes = [...text.matchAll(READ)].map(([, read]) => read ?? '');
  const between = text.split(/<[^>]*>/).map((piece) => piece.replaceAll(/\s+/g, ' ').trim());
  return [...stringsOf(scripts.join('\n')), ...stringsOf(expressions), ...attributes, ...between];
}

const texts = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(ts|svelte)$/.test(file) && !file.endsWith('bindings.ts'))
  .flatMap((file) => textsOf(file).map((text) => ({ file, text })));

test('the texts of the screen are found', () => {
  const all = texts.map(({ text }) => text);
  expect(all).toContain('Undo send'); // a string in a table
  expect(all).toContain('Was I notified?'); // an attribute
  expect(all).toContain('How do you want to begin?'); // the text of an element
  expect(all).toContain('Nothing waiting to send'); // a string in a template's expression
});

test.each(words)('%s isn’t said on screen; say: %s', (never) => {
  expect(texts.filter(({ text }) => never.test(text)).map(({ file, text }) => `${file}: ${text}`)).toEqual(
    [],
  );
});
