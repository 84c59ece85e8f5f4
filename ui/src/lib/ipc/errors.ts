// What the screen does for each error code. A code exists only if its row here differs from the others.
import type { ErrorCode } from './bindings';

/** Where the sentence is shown: beside the field, on the page instead of its content, or in the status line. */
export type Place = 'field' | 'page' | 'line';

export interface Reaction {
  /** The heading, if the sentence is shown on a page. */
  heading: string;
  place: Place;
  /** The button beside the sentence; `none`: the sentence itself says what to do. */
  wayOut: 'back_to_list' | 'try_again' | 'settings' | 'about' | 'none';
}

export const reactions: Record<ErrorCode, Reaction> = {
  not_found: { heading: 'This isn’t here any more', place: 'page', wayOut: 'back_to_list' },
  invalid: { heading: 'This needs correcting', place: 'field', wayOut: 'none' },
  not_now: { heading: 'Not possible right now', place: 'line', wayOut: 'none' },
  not_saved: { heading: 'Not saved: your text is still here', place: 'field', wayOut: 'try_again' },
  keychain: { heading: 'The keychain isn’t answering', place: 'line', wayOut: 'settings' },
  help_desk: { heading: 'Couldn’t reach the help desk', place: 'line', wayOut: 'try_again' },
  internal: { heading: 'Something went wrong in Dutydesk', place: 'page', wayOut: 'about' },
};

/** The words on each button. */
export const wayOutWords: Record<Reaction['wayOut'], string> = {
  back_to_list: 'Back to the list',
  try_again: 'Try again',
  settings: 'Open settings',
  about: 'Show where the log is',
  none: '',
};
