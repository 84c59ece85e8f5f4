// The one way to ask Rust for something: `call(name, request)`, typed by the generated list of commands.
import { invoke } from '@tauri-apps/api/core';
import type { CallError, Commands, ErrorCode, Nothing } from './bindings';

type Name = keyof Commands;
type Args<N extends Name> = Nothing extends Commands[N]['request'] ? [] : [request: Commands[N]['request']];

/** A refused call: what the screen does (`code`, see errors.ts) and what to say (`message`). */
export class CallFailure extends Error implements CallError {
  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** Calls a command. Rejects with {@link CallFailure} and nothing else. */
export async function call<N extends Name>(name: N, ...[request]: Args<N>): Promise<Commands[N]['reply']> {
  try {
    return await invoke<Commands[N]['reply']>(name, { request: request ?? {} });
  } catch (refusal) {
    throw asFailure(refusal);
  }
}

/** Whatever was thrown, as a failure: a refusal of the window's own machinery counts as a defect. */
export function asFailure(thrown: unknown): CallFailure {
  if (thrown instanceof CallFailure) return thrown;
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'message' in thrown) {
    return new CallFailure(thrown.code as ErrorCode, String(thrown.message));
  }
  return new CallFailure('internal', `The window could not ask: ${String(thrown)}`);
}
