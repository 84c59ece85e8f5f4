// What the screen does for every error code. A code exists only because its row here differs from the others.
import type { ErrorCode } from './bindings';

/** Where the sentence is shown: beside the field, on the page in place of what is missing, or in the status line. */
export type Place = 'field' | 'page' | 'line';

export interface Reaction {
  /** The heading, when the sentence is shown on a page. */
  heading: string;
  place: Place;
  /** The way out that is offered beside the sentence; `none`: the sentence itself says it. */
  wayOut: 'back_to_list' | 'try_again' | 'settings' | 'about' | 'none';
}

export const reactions: Record<ErrorCode, Reaction> = {
  not_found: { heading: 'This is not here any more', place: 'page', wayOut: 'back_to_list' },
  invalid: { heading: 'This cannot be taken as it is', place: 'field', wayOut: 'none' },
  not_now: { heading: 'Not possible now', place: 'line', wayOut: 'none' },
  not_saved: { heading: 'Not saved: your text is still here', place: 'field', wayOut: 'try_again' },
  keychain: { heading: 'The keychain does not answer', place: 'line', wayOut: 'settings' },
  help_desk: { heading: 'The help desk could not be reached', place: 'line', wayOut: 'try_again' },
  internal: { heading: 'Something is broken in Dutydesk', place: 'page', wayOut: 'about' },
};

/** The words of each way out, for its button. */
export const wayOutWords: Record<Reaction['wayOut'], string> = {
  back_to_list: 'Back to the list',
  try_again: 'Try again',
  settings: 'Open settings',
  about: 'Where the log is',
  none: '',
};
