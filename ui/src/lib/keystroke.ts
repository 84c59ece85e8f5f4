// What a keystroke means on any keyboard. A key of the table is meant by what is written on it. Where a layout writes no
// Latin letter or digit there (Cyrillic, Greek, Arabic, dead keys, the digits of French keyboards), its place counts: the
// key where a US keyboard has that letter or digit.

/** The characters at a place of the keyboard that aren't a letter or digit, as on a US keyboard. */
const places: Record<string, string> = {
  Comma: ',',
  Period: '.',
  Slash: '/',
  Minus: 'Minus',
  Equal: 'Plus',
  NumpadAdd: 'Plus',
  NumpadSubtract: 'Minus',
};
const written: Record<string, string> = { '+': 'Plus', '=': 'Plus', '-': 'Minus', '−': 'Minus', _: 'Minus' };

const isLatin = (key: string) => /^[a-z0-9]$/i.test(key);
const isLetter = (key: string) => /^[a-z]$/.test(key);

/** Whether this keystroke is `key`: `r`, `?`, `Enter`, `Mod+K`, `Shift+Mod+1`. `mac`: Mod is Command. */
export function spells(event: KeyboardEvent, key: string, mac = false): boolean {
  const parts = key.split('+');
  const last = parts.at(-1) ?? '';
  // AltGr types a character. Windows reports it as Ctrl and Alt together.
  const altGr = event.getModifierState?.('AltGraph') ?? false;
  const mod = !altGr && (mac ? event.metaKey : event.ctrlKey);
  if (mod !== parts.includes('Mod') || (event.altKey && !altGr)) return false;
  const wanted = last.length === 1 ? last.toLowerCase() : last;
  if (wanted.length > 1 && !(wanted in shiftless)) {
    return event.shiftKey === parts.includes('Shift') && event.key.toLowerCase() === wanted.toLowerCase();
  }
  if (!meanings(event, mod, altGr).includes(wanted)) return false;
  // Whether Shift is needed for a digit or a sign depends on the layout. For a letter it never is.
  return !isLetter(wanted) || event.shiftKey === parts.includes('Shift');
}

/** Named signs, for which Shift doesn't count. */
const shiftless: Record<string, true> = { Plus: true, Minus: true };

/** What a keystroke can mean, the character on the key first. */
function meanings(event: KeyboardEvent, mod: boolean, altGr: boolean): string[] {
  const typed = isNamed(event.key) ? '' : event.key.toLowerCase();
  if (isLatin(typed)) return [typed];
  if (altGr) return typed ? [typed] : [];
  const place = placeOf(event, mod);
  // With Ctrl, a digit's place is that digit even if a sign is written on it: `Ctrl -` on a French keyboard is Ctrl 6.
  if (mod && /^\d$/.test(place)) return [place];
  const sign = mod ? (written[typed] ?? typed) : typed;
  return [sign, place].filter(Boolean).slice(0, isSign(sign) ? 1 : 2);
}

/** A sign that some act uses as it is written, wherever it is on the keyboard. */
const isSign = (typed: string) => /^([?/.,]|Plus|Minus)$/.test(typed);

/** The letter, digit or sign at this place on a US keyboard; empty if there is none. */
function placeOf({ code, shiftKey, key }: KeyboardEvent, mod: boolean): string {
  if (isNamed(key)) return '';
  const digit = /^Digit(\d)$/.exec(code)?.[1];
  // Without Ctrl, Shift and a digit's key type a sign on most keyboards, and that is what is meant.
  if (digit) return mod || !shiftKey ? digit : '';
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter) return letter.toLowerCase();
  if (code === 'Slash' && shiftKey) return '?';
  const sign = places[code] ?? '';
  // Zooming needs Ctrl, and a letter written there is a letter: `ß` on a German keyboard.
  return sign.length > 1 && (!mod || /^\p{L}$/u.test(key)) ? '' : sign;
}

/** `Tab`, `F5`; not a character, or two that one key types (Arabic, Devanagari). */
const isNamed = (key: string) => /^[A-Z][A-Za-z0-9]+$/.test(key) && key !== 'Dead' && key !== 'Unidentified';

/** The digit of a keystroke, with or without Alt; `null` if it is none. */
export function digitOf(event: KeyboardEvent): number | null {
  if (/^\d$/.test(event.key)) return Number(event.key);
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];
  return digit === undefined ? null : Number(digit);
}
