// Every text colour reaches 4.5:1 on every background of its theme, control lines and the focus ring 3:1 (WCAG 2.2,
// 1.4.3 and 1.4.11). Read from the tokens themselves.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const css = readFileSync(join(import.meta.dirname, '../../src/lib/styles/tokens.css'), 'utf8');
const tokens = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(([, name, light, dark]) => [
    name as string,
    { light: light as string, dark: dark as string },
  ]),
);

type Theme = 'light' | 'dark';

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string, theme: Theme): number {
  const [a, b] = [one, other].map((name) => luminance(tokens.get(name)?.[theme] ?? '')) as [number, number];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

const backgrounds = ['page', 'surface', 'sunken', 'accent-soft', 'internal'];
const texts = ['text', 'muted', 'accent', 'breached', 'at-risk', 'met'];
const themes: Theme[] = ['light', 'dark'];
const pairs = themes.flatMap((theme) => [
  ...texts.flatMap((text) => backgrounds.map((on) => [theme, text, on] as const)),
  [theme, 'on-accent', 'accent'] as const,
  [theme, 'breached', 'breached-soft'] as const,
  [theme, 'text', 'breached-soft'] as const,
]);

test.each(pairs)('%s: %s on %s', (theme, text, on) => {
  expect(contrast(text, on, theme)).toBeGreaterThanOrEqual(4.5);
});

test.each(themes.flatMap((theme) => backgrounds.map((on) => [theme, on] as const)))(
  '%s: the focus ring on %s',
  (theme, on) => {
    expect(contrast('focus-ring', on, theme)).toBeGreaterThanOrEqual(3);
  },
);

test.each(themes)('%s: the line of a text field', (theme) => {
  expect(contrast('control-line', 'surface', theme)).toBeGreaterThanOrEqual(3);
});
