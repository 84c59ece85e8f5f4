// Which view is on screen, and the way back. The window has one page, so there are no addresses.
import { get, writable, type Readable } from 'svelte/store';
import type { Hit, Narrow, OwnerFilter } from './ipc/bindings';

export const views = [
  'now',
  'tickets',
  'ticket',
  'triage',
  'incidents',
  'incident',
  'search',
  'outbox',
  'shift',
  'check',
  'rehearsal',
  'settings',
  'first_start',
] as const;

export type ViewName = (typeof views)[number];

/** What the ticket view does as soon as it is there. */
export type OpenAct = 'reply' | 'note' | 'start_work' | 'why' | 'first_response';

/** What a view needs to know. A view that needs something takes it as its one property, `params`. */
export interface Params {
  ticket?: string;
  incident?: string;
  /** For the ticket view: open the reply editor, show how the deadline was worked out, and so on. */
  act?: OpenAct;
  /** For settings: open the form for a new help desk. */
  add?: boolean;
  /** For search. */
  words?: string;
}

/** A list that isn't narrowed. */
export const everything: Narrow = { words: '', order: 'due' };

/** Where a person was in a list. */
export interface ListPlace {
  owner: OwnerFilter;
  narrow: Narrow;
  /** The selected row; -1: the card above the list, or the first row if there is none. */
  cursor: number;
  scrollTop: number;
  /** The ticket that was selected. */
  ticket: string | undefined;
}

export interface Route {
  view: ViewName;
  params: Params;
}

const current = writable<Route>({ view: 'now', params: {} });
const before: Route[] = [];
const places = new WeakMap<Route, ListPlace>();

export const route: Readable<Route> = { subscribe: current.subscribe };

/** Shows a view. {@link back} returns to the one before. */
export function go(view: ViewName, params: Params = {}): void {
  before.push(withoutAct(get(current)));
  if (before.length > 50) before.shift();
  current.set({ view, params });
}

/** What was asked for on arrival was done then: coming back doesn't do it again. */
function withoutAct(here: Route): Route {
  if (!here.params.act) return here;
  return { ...here, params: { ...here.params, act: undefined } };
}

/** Shows a view in place of this one: {@link back} won't return to it. */
export function replace(view: ViewName, params: Params = {}): void {
  current.set({ view, params });
}

/** Opens what a search has found. */
export function openHit({ kind, id }: Hit): void {
  if (kind === 'ticket') go('ticket', { ticket: id });
  else go('incident', { incident: id });
}

/** Shows the view before, or Now. */
export function back(): void {
  current.set(before.pop() ?? { view: 'now', params: {} });
}

/** Reads what the window was opened with: `?view=ticket&ticket=rt:work/41`. An unknown view is Now. */
export function openFromAddress(search: string): void {
  const asked = new URLSearchParams(search);
  const view = views.find((name) => name === asked.get('view')) ?? 'now';
  replace(view, { ticket: asked.get('ticket') ?? undefined, incident: asked.get('incident') ?? undefined });
}

/** Where a person was in the list of this view when they left it; in a new view, the top. */
export function listPlace(): { left: ListPlace; leave: (place: ListPlace) => void } {
  const here = get(current);
  const left = places.get(here) ?? {
    owner: 'all',
    narrow: everything,
    cursor: -1,
    scrollTop: 0,
    ticket: undefined,
  };
  return { left, leave: (place) => void places.set(here, place) };
}
