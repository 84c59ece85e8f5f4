// The one way to ask Rust for something: `call(name, request)`, typed by the generated list of commands.
// Belongs here: all talk with Rust, and what the screen does about its errors. Elsewhere: what a command is for, in the
// features that call it.
import { invoke } from '@tauri-apps/api/core';
import type { CallError, Commands, ErrorCode, Nothing } from './bindings';

type Name = keyof Commands;
type Args<N extends Name> = Nothing extends Commands[N]['request'] ? [] : [request: Commands[N]['request']];

/** A refused call: `code` decides what the screen does (see errors.ts), `message` is what to say. */
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

/** Whatever was thrown, as a failure. If Tauri itself refused the call, that is a defect of ours. */
export function asFailure(thrown: unknown): CallFailure {
  if (thrown instanceof CallFailure) return thrown;
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'message' in thrown) {
    return new CallFailure(thrown.code as ErrorCode, String(thrown.message));
  }
  return new CallFailure('internal', `The window couldn’t reach the rest of Dutydesk: ${String(thrown)}`);
}
