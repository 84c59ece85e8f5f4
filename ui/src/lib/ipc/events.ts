// Events that Rust sends to the window. There is one listener on the Rust side and any number here.
import { listen } from '@tauri-apps/api/event';
import type { DeskEvent } from './bindings';

type Hear = (event: DeskEvent) => void;

const hearers = new Set<Hear>();
let stop: Promise<() => void> | null = null;

/** Calls `hear` on every event until the returned function is called. */
export function onDesk(hear: Hear): () => void {
  stop ??= listen<DeskEvent>('desk', ({ payload }) => hearers.forEach((each) => each(payload)));
  hearers.add(hear);
  return () => forget(hear);
}

function forget(hear: Hear): void {
  hearers.delete(hear);
  if (hearers.size > 0) return;
  void stop?.then((unlisten) => unlisten());
  stop = null;
}
