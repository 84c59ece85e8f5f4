// The rules of the house, read from the source: imports go one way, HTML from outside has no way in, one folder speaks
// to Rust, and nothing needs a looser content-security policy.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

const src = join(import.meta.dirname, '../src');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(ts|svelte)$/.test(file))
  .map((file) => ({ file, text: readFileSync(join(src, file), 'utf8') }));

/** What a file imports: paths from `src`, or the package's name. */
function importsOf({ file, text }: { file: string; text: string }): string[] {
  const named = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, path]) => path as string);
  return named.map((path) => {
    if (path.startsWith('.')) return relative(src, join(src, dirname(file), path));
    return path.replace(/^\$/, '');
  });
}

const offences = (breaks: (file: string, imported: string) => boolean) =>
  files.flatMap((each) =>
    importsOf(each)
      .filter((imported) => breaks(each.file, imported))
      .map((imported) => `${each.file} imports ${imported}`),
  );

const feature = (path: string) => /^features\/([^/]+)/.exec(path)?.[1];

test('there is something to check', () => {
  expect(files.length).toBeGreaterThan(40);
  expect(
    importsOf({ file: 'views/Now.svelte', text: "import X from '../features/now/Hero.svelte'" }),
  ).toEqual(['features/now/Hero.svelte']);
});

test('lib knows nothing of features and views', () => {
  expect(
    offences((file, imported) => file.startsWith('lib/') && /^(features|views)\//.test(imported)),
  ).toEqual([]);
});

test('features know nothing of views', () => {
  expect(offences((file, imported) => file.startsWith('features/') && imported.startsWith('views/'))).toEqual(
    [],
  );
});

test('features do not import each other', () => {
  expect(
    offences((file, imported) => {
      const [own, other] = [feature(file), feature(imported)];
      return own !== undefined && other !== undefined && own !== other;
    }),
  ).toEqual([]);
});

test('only lib/ipc speaks to Rust', () => {
  expect(
    offences((file, imported) => !file.startsWith('lib/ipc/') && imported.startsWith('@tauri-apps/')),
  ).toEqual([]);
});

/** Files whose text, without comments, has something that it must not have. */
const having = (pattern: RegExp) =>
  files
    .filter(({ text }) => pattern.test(text.replaceAll(/<!--[\s\S]*?-->|\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')))
    .map(({ file }) => file);

test('no HTML is made from text', () => {
  expect(having(/\{@html|innerHTML|insertAdjacentHTML|document\.write/)).toEqual([]);
});

test('no style attributes and no transitions: both need a looser content-security policy', () => {
  expect(having(/\sstyle="|svelte\/(transition|animate)/)).toEqual([]);
});

test('the window asks nothing of a network', () => {
  expect(
    having(/\b(XMLHttpRequest|WebSocket|EventSource|sendBeacon|window\.fetch)\b|https?:\/\/(?!rt\.example)/),
  ).toEqual([]);
});
