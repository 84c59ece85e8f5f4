// The rules of the house, read from the source: imports go one way and never in a circle, outside HTML is never
// rendered, only one folder talks to Rust, and nothing needs a looser content-security policy.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

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

test('the imports of a file are found', () => {
  expect(files.length).toBeGreaterThan(40);
  expect(
    importsOf({ file: 'views/Now.svelte', text: "import X from '../features/now/Hero.svelte'" }),
  ).toEqual(['features/now/Hero.svelte']);
});

/** The file that an import leads to; `undefined` for packages and style sheets. */
const target = (imported: string) =>
  ['', '.ts', '.svelte', '.svelte.ts'].map((ending) => imported + ending).find((file) => names.has(file));

const names = new Set(files.map(({ file }) => file));

test('every import of our own files is understood', () => {
  const own = /^(lib|features|views)\/(?!.*\.css$)/;
  expect(offences((_, imported) => own.test(imported) && target(imported) === undefined)).toEqual([]);
});

test('every file is used by another, but for the one that begins', () => {
  const used = new Set(files.flatMap((each) => importsOf(each).map(target)));
  expect([...names].filter((file) => !used.has(file))).toEqual(['main.ts']);
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

/**
 * The parts of a folder, in order: a part may import those before it, and no others. `.` is the files directly in the
 * folder. A new subfolder needs an entry here.
 */
const partsOf: Record<string, readonly string[]> = {
  lib: ['ipc', '.', 'components', 'forms', 'attachments'],
  'features/frame': ['strips', '.'],
  'features/list': ['rows', 'together', '.'],
  'features/settings': ['accounts', 'policy', 'notifications', '.'],
  'features/ticket': ['state', 'composer', 'thread', 'clocks', 'dialogs', '.'],
  'features/triage': ['questions', 'proposal', '.'],
};

/** The part of a folder that a path is in; `undefined` if it is outside the folder. */
function partIn(folder: string, path: string): string | undefined {
  if (!path.startsWith(`${folder}/`)) return undefined;
  const [first = '', ...rest] = path.slice(folder.length + 1).split('/');
  return rest.length > 0 ? first : '.';
}

/** Every folder in `lib` and `features`, at any depth. */
const folders = new Set(
  [...names]
    .flatMap((file) => {
      const steps = dirname(file).split('/');
      return steps.map((_, n) => steps.slice(0, n + 1).join('/'));
    })
    .filter((folder) => /^(lib|features\/)/.test(folder)),
);

/** The parts of a folder as they are on disk. */
const partsOnDisk = (folder: string) =>
  new Set([...names].flatMap((file) => partIn(folder, file) ?? []).concat('.'));

describe('the parts of a folder', () => {
  test('are all in the table, and the table names no others', () => {
    const onDisk = [...folders]
      .map((folder) => [folder, partsOnDisk(folder)] as const)
      .filter(([, parts]) => parts.size > 1);
    const listed = Object.entries(partsOf).map(([folder, parts]) => [folder, new Set(parts)] as const);
    expect(new Map(listed)).toEqual(new Map(onDisk));
  });

  test.each(Object.entries(partsOf))('%s: import only the parts before them', (folder, order) => {
    expect(
      offences((file, imported) => {
        const [own, other] = [partIn(folder, file), partIn(folder, target(imported) ?? '')];
        return own !== undefined && other !== undefined && order.indexOf(other) > order.indexOf(own);
      }),
    ).toEqual([]);
  });

  test('each says what belongs in it, at the top of one file', () => {
    const wanted = [...folders].filter((folder) => folder !== 'lib');
    const said = files
      .filter(({ text }) => /^(<!--(?:(?!-->)[\s\S])*|(?:\/\/.*\n)*\/\/.*)Belongs here:/.test(text))
      .map(({ file }) => dirname(file));
    expect(said.toSorted()).toEqual(wanted.toSorted());
  });
});

/** The shortest way along imports from a file back to itself. */
function circle(start: string): string | undefined {
  const ways = [[start]];
  const seen = new Set<string>();
  for (const way of ways) {
    for (const next of graph.get(way.at(-1) ?? '') ?? []) {
      if (next === start) return [...way, next].join(' → ');
      if (!seen.has(next)) ways.push([...way, next]);
      seen.add(next);
    }
  }
  return undefined;
}

const graph = new Map(
  files.map((each) => [each.file, importsOf(each).flatMap((imported) => target(imported) ?? [])]),
);

test('no files import each other in a circle', () => {
  expect(graph.get('views/Outbox.svelte')).toEqual(['features/outbox/OutboxPage.svelte']);
  expect([...names].flatMap((file) => circle(file) ?? [])).toEqual([]);
});

test('only lib/ipc talks to Rust', () => {
  expect(
    offences((file, imported) => !file.startsWith('lib/ipc/') && imported.startsWith('@tauri-apps/')),
  ).toEqual([]);
});

/** The files with something in their text, comments left out. */
const having = (pattern: RegExp) =>
  files
    .filter(({ text }) => pattern.test(text.replaceAll(/<!--[\s\S]*?-->|\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')))
    .map(({ file }) => file);

test('no text becomes HTML', () => {
  expect(having(/\{@html|innerHTML|insertAdjacentHTML|document\.write/)).toEqual([]);
});

test('no style attributes and no transitions: both need a looser content-security policy', () => {
  expect(having(/\sstyle="|svelte\/(transition|animate)/)).toEqual([]);
});

test('the window makes no network request', () => {
  expect(
    having(/\b(XMLHttpRequest|WebSocket|EventSource|sendBeacon|window\.fetch)\b|https?:\/\/(?!rt\.example)/),
  ).toEqual([]);
});

test('r22 columns of words grow with the text size', () => {
  const fixed = /grid-template-columns:[^;]*(?<![(\d.])(3[6-9]|[4-9]\d|\d{3,})px/;
  expect(having(fixed)).toEqual([]);
});
