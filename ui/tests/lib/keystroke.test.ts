// Report 14: the keys of the table on keyboards of other layouts, as WebKit reports them.
import { describe, expect, test } from 'vitest';
import { digitOf, spells } from '../../src/lib/keystroke';
import { shortcuts } from '../../src/lib/shortcuts';

interface Stroke {
  key: string;
  code: string;
  ctrl?: boolean;
  shift?: boolean;
  alt?: boolean;
  altGr?: boolean;
}

function stroke({ key, code, ctrl, shift, alt, altGr }: Stroke): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, code, ctrlKey: ctrl, shiftKey: shift, altKey: alt });
  event.getModifierState = (name) => name === 'AltGraph' && (altGr ?? false);
  return event;
}

/** The keys of the table that a keystroke is. */
const meant = (each: Stroke) =>
  [...new Set(shortcuts.flatMap(({ keys }) => keys))].filter((key) => spells(stroke(each), key));

describe('r14 a keystroke on another keyboard', () => {
  const strokes: [string, Stroke, string[]][] = [
    ['US J', { key: 'j', code: 'KeyJ' }, ['j']],
    ['Cyrillic о is J', { key: 'о', code: 'KeyJ' }, ['j']],
    ['Cyrillic т is N', { key: 'т', code: 'KeyN' }, ['n']],
    ['Cyrillic Ctrl л is Ctrl K', { key: 'л', code: 'KeyK', ctrl: true }, ['Mod+K']],
    [
      'Cyrillic Ctrl Shift н is Ctrl Shift Y',
      { key: 'Н', code: 'KeyY', ctrl: true, shift: true },
      ['Mod+Shift+Y'],
    ],
    ['Cyrillic Ctrl б is Ctrl ,', { key: 'б', code: 'Comma', ctrl: true }, ['Mod+,']],
    ['Cyrillic full stop as written, beside the right Shift', { key: '.', code: 'Slash' }, ['.']],
    ['Cyrillic ? is Shift 7', { key: '?', code: 'Digit7', shift: true }, ['?']],
    ['Greek ρ is R', { key: 'ρ', code: 'KeyR' }, ['r']],
    ['Greek ; where Q is means nothing', { key: ';', code: 'KeyQ' }, []],
    ['Arabic لا, two characters on one key, is B', { key: 'لا', code: 'KeyB' }, []],
    ['Arabic ق is R', { key: 'ق', code: 'KeyR' }, ['r']],
    ['Hebrew ר is R', { key: 'ר', code: 'KeyR' }, ['r']],
    ['Persian ۲ is 2', { key: '۲', code: 'Digit2' }, ['2']],
    ['French Ctrl é is Ctrl 2', { key: 'é', code: 'Digit2', ctrl: true }, ['Mod+2']],
    ['French Ctrl Shift é is Ctrl 2', { key: '2', code: 'Digit2', ctrl: true, shift: true }, ['Mod+2']],
    ['French Ctrl - is Ctrl 6', { key: '-', code: 'Digit6', ctrl: true }, ['Mod+6']],
    ['French " in a list is 3', { key: '"', code: 'Digit3' }, ['3']],
    ['French Shift " is 3', { key: '3', code: 'Digit3', shift: true }, ['3']],
    ['French / is Shift :', { key: '/', code: 'Period', shift: true }, ['/']],
    ['French A is where Q is on a US keyboard', { key: 'a', code: 'KeyQ' }, ['a']],
    ['French M is right of L', { key: 'm', code: 'Semicolon' }, ['m']],
    ['Czech ě is 2', { key: 'ě', code: 'Digit2', ctrl: true }, ['Mod+2']],
    ['Dvorak writes J where C is', { key: 'j', code: 'KeyC' }, ['j']],
    ['Turkish dotless ı is I', { key: 'ı', code: 'KeyI' }, ['i']],
    ['German ? is Shift ß', { key: '?', code: 'Minus', shift: true }, ['?']],
    ['German / is Shift 7', { key: '/', code: 'Digit7', shift: true }, ['/']],
    ['US # is no 3', { key: '#', code: 'Digit3', shift: true }, []],
    ['A dead key where a letter is', { key: 'Dead', code: 'KeyN' }, ['n']],
    ['Caps Lock doesn’t change the key', { key: 'R', code: 'KeyR' }, ['r']],
    ['Shift and Caps Lock is Shift', { key: 'r', code: 'KeyR', shift: true }, []],
    ['AltGr E types €', { key: '€', code: 'KeyE', altGr: true }, []],
    [
      'AltGr on Windows comes with Ctrl and Alt',
      { key: '2', code: 'Digit2', ctrl: true, alt: true, altGr: true },
      ['2'],
    ],
    ['AltGr ? on a Canadian keyboard', { key: '?', code: 'Digit6', altGr: true, shift: true }, ['?']],
    ['AltGr Ctrl k opens no palette', { key: 'ĸ', code: 'KeyK', ctrl: true, alt: true, altGr: true }, []],
    ['Alt is for the window manager', { key: 'r', code: 'KeyR', alt: true }, []],
    ['a key of the keypad', { key: '4', code: 'Numpad4' }, ['4']],
    ['Tab', { key: 'Tab', code: 'Tab' }, []],
  ];
  test.each(strokes)('%s', (_, each, keys) => {
    expect(meant(each)).toEqual(keys);
  });

  test('a digit with Alt, for a priority in a text field', () => {
    expect(digitOf(stroke({ key: '&', code: 'Digit1', alt: true }))).toBe(1);
    expect(digitOf(stroke({ key: '¡', code: 'Digit1', alt: true }))).toBe(1);
    expect(digitOf(stroke({ key: '2', code: 'Numpad2', alt: true }))).toBe(2);
    expect(digitOf(stroke({ key: 'a', code: 'KeyA', alt: true }))).toBeNull();
  });
});
