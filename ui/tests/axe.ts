// Asks axe whether everybody can use the page. Contrast needs real colours, so contrast.test.ts checks it, and the test
// of the real window asks axe again.
import axe from 'axe-core';
import { expect } from 'vitest';

export async function expectAccessible(container: Element = document.body): Promise<void> {
  const { violations } = await axe.run(container, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)).toEqual(
    [],
  );
}
