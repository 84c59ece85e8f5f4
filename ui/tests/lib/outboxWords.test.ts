// What you can decide about an act in the outbox.
import { expect, test } from 'vitest';
import { outboxChoices } from '../../src/lib/outboxWords';

const words = (state: 'refused' | 'unknown', readable: boolean) =>
  outboxChoices({ state, readable }).map((choice) => choice.words);

test('an act that cannot be read is never offered to be sent again', () => {
  expect(words('refused', true)).toEqual(['Send again', 'Don’t send']);
  expect(words('refused', false)).toEqual(['Don’t send']);
  expect(words('unknown', false)).toEqual(['Mark as sent', 'Don’t send']);
});
