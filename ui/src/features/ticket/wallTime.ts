// Times of day that a person types, against a moment that Rust has said in the policy's zone. The zone's rules stay
// in Rust: here an instant is only moved by the difference between two times of day, and Rust judges the result.
import type { Moment } from '$lib/ipc/bindings';

const DAY = 24 * 60;

/** Minutes since midnight of `9:05`, `09.05` or `0905`; `null` for anything else. */
export function minutesOfDay(typed: string): number | null {
  const [, hours, minutes] = /^\s*(\d{1,2})[:.]?(\d{2})\s*$/.exec(typed) ?? [];
  if (hours === undefined || minutes === undefined) return null;
  const total = Number(hours) * 60 + Number(minutes);
  return Number(hours) < 24 && Number(minutes) < 60 ? total : null;
}

function moved(reference: Moment, minutes: number): string {
  return new Date(Date.parse(reference.at) + minutes * 60_000).toISOString();
}

/** How many minutes later than the moment's own time of day the typed one is; negative when earlier. */
function difference(typed: string, reference: Moment): number | null {
  const asked = minutesOfDay(typed);
  const own = minutesOfDay(reference.time);
  return asked === null || own === null ? null : asked - own;
}

/** The last instant with that time of day at or before the moment; `null` when no time was typed. */
export function atOrBefore(typed: string, reference: Moment): string | null {
  const minutes = difference(typed, reference);
  if (minutes === null) return null;
  return moved(reference, minutes > 0 ? minutes - DAY : minutes);
}

/** The first instant with that time of day after the moment; `null` when no time was typed. */
export function after(typed: string, reference: Moment): string | null {
  const minutes = difference(typed, reference);
  if (minutes === null) return null;
  return moved(reference, minutes > 0 ? minutes : minutes + DAY);
}

/**
 * The time to promise instead of `due`: the last instant with that time of day between `now` (milliseconds) and `due`. Where there is
 * none, the same time of `due`'s day: Rust refuses it with the sum.
 */
export function promised(typed: string, due: Moment, now: number): string | null {
  const earlier = atOrBefore(typed, due);
  if (earlier === null || Date.parse(earlier) > now) return earlier;
  return moved(due, difference(typed, due) ?? 0);
}

/** Midday of a date (`2026-11-25`) in the zone of the moment: a chase date falls into the working day. */
export function middayOf(date: string, reference: Moment): string | null {
  const midday = Date.parse(`${date}T12:00:00Z`);
  const local = minutesOfDay(reference.time);
  if (Number.isNaN(midday) || local === null) return null;
  const utc = new Date(reference.at);
  const ahead = local - (utc.getUTCHours() * 60 + utc.getUTCMinutes());
  const offset = ahead > DAY / 2 ? ahead - DAY : ahead < -DAY / 2 ? ahead + DAY : ahead;
  return new Date(midday - offset * 60_000).toISOString();
}
