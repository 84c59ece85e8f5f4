// Text from outside can't reverse the text beside it.
import { expect, test } from 'vitest';
import { pieces } from '../../src/lib/bidi';

const shown = (text: string) => pieces(text).map((piece) => (piece.turns ? `[${piece.text}]` : piece.text));

test.each([
  ['plain', ['plain']],
  ['', []],
  ['invoice\u202Etxt.exe', ['invoice', '[U+202E]', 'txt.exe']],
  ['\u2067\u2069', ['[U+2067]', '[U+2069]']],
  ['שלום world', ['שלום world']],
])('%j is cut at what would turn its direction', (text, expected) => {
  expect(shown(text)).toEqual(expected);
});

test('every character that embeds, overrides or isolates is shown', () => {
  const turning = [0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069];
  for (const code of turning) {
    expect(pieces(String.fromCharCode(code))).toEqual([
      { text: `U+${code.toString(16).toUpperCase()}`, turns: true },
    ]);
  }
});
