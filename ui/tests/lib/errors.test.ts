// Every error code of the contract has a row that says what the screen does, and failures keep their code.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { asFailure, CallFailure } from '../../src/lib/ipc/call';
import { reactions, wayOutWords } from '../../src/lib/ipc/errors';

const bindings = readFileSync(join(import.meta.dirname, '../../src/lib/ipc/bindings.ts'), 'utf8');

test('every code has a reaction, and there is none for a code that does not exist', () => {
  const union = /export type ErrorCode = ([^;]+);/.exec(bindings)?.[1] ?? '';
  const codes = [...union.matchAll(/"(\w+)"/g)].map(([, code]) => code);
  expect(codes.length).toBeGreaterThan(0);
  expect(Object.keys(reactions).toSorted()).toEqual(codes.toSorted());
});

test('every button that a code offers has words', () => {
  for (const { wayOut, heading } of Object.values(reactions)) {
    expect(heading).not.toBe('');
    expect(wayOutWords[wayOut] === '').toBe(wayOut === 'none');
  }
});

test('a refusal from Rust has its own code; anything else is a defect of ours', () => {
  expect(asFailure({ code: 'keychain', message: 'It is locked.' })).toMatchObject({
    code: 'keychain',
    message: 'It is locked.',
  });
  expect(asFailure('command rows not allowed')).toMatchObject({ code: 'internal' });
  const failure = new CallFailure('not_now', 'Later.');
  expect(asFailure(failure)).toBe(failure);
});
