// The one table of keys: no key means two things at once, and single keys are off while typing or when turned off.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import {
  allowSingleKeys,
  offer,
  onKey,
  perform,
  shortcuts,
  spellKey,
  together,
  type Scope,
} from '../../src/lib/shortcuts';

const press = (key: string, more: KeyboardEventInit = {}, target: Element = document.body) => {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
  target.dispatchEvent(event);
  return event;
};

beforeEach(() => {
  document.body.replaceChildren();
  allowSingleKeys(true);
  window.addEventListener('keydown', onKey);
  return () => window.removeEventListener('keydown', onKey);
});

test.each(together.map((scopes) => [scopes.join(', '), scopes]))('no key twice in %s', (_, scopes) => {
  const keys = shortcuts
    .filter(({ scope }) => (scopes as readonly Scope[]).includes(scope))
    .flatMap((each) => each.keys);
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
});

test('every scope is in a row of those that share the keyboard', () => {
  const known = new Set(together.flat());
  expect(shortcuts.filter(({ scope }) => !known.has(scope))).toEqual([]);
});

test('a key is written as on the keyboard', () => {
  expect(spellKey('Mod+K')).toBe('Ctrl K');
  expect(spellKey('r')).toBe('R');
  expect(spellKey('Mod+Enter')).toBe('Ctrl ↵');
});

describe('a keystroke', () => {
  test('does what somebody on screen offers, and nothing once that is gone', () => {
    const reply = vi.fn();
    const withdraw = offer({ ticket_reply: reply });
    press('r');
    withdraw();
    press('r');
    expect(reply).toHaveBeenCalledOnce();
  });

  test('the view that offered it last answers', () => {
    const [first, second] = [vi.fn(), vi.fn()];
    const withdraw = [offer({ go_search: first }), offer({ go_search: second })];
    perform('go_search');
    withdraw.forEach((each) => each());
    expect(first).not.toHaveBeenCalled();
    expect(second).toHaveBeenCalledOnce();
  });

  test('single keys are off in a text field, those with Ctrl are not', () => {
    const [reply, send] = [vi.fn(), vi.fn()];
    const withdraw = offer({ ticket_reply: reply, ticket_send: send });
    const field = document.body.appendChild(document.createElement('textarea'));
    press('r', {}, field);
    press('Enter', { ctrlKey: true }, field);
    withdraw();
    expect(reply).not.toHaveBeenCalled();
    expect(send).toHaveBeenCalledOnce();
  });

  test('single keys act while a radio has the focus, but Enter and arrows belong to the control', () => {
    const [priority, down] = [vi.fn(), vi.fn()];
    const withdraw = offer({ triage_p2: priority, list_down: down });
    const radio = document.body.appendChild(
      Object.assign(document.createElement('input'), { type: 'radio' }),
    );
    press('2', {}, radio);
    press('ArrowDown', {}, radio);
    withdraw();
    expect(priority).toHaveBeenCalledOnce();
    expect(down).not.toHaveBeenCalled();
  });

  test('can be switched off; arrows and Ctrl stay', () => {
    const [reply, down, palette] = [vi.fn(), vi.fn(), vi.fn()];
    const withdraw = offer({ row_reply: reply, list_down: down, palette });
    allowSingleKeys(false);
    press('r');
    press('ArrowDown');
    press('k', { ctrlKey: true });
    withdraw();
    expect(reply).not.toHaveBeenCalled();
    expect(down).toHaveBeenCalledOnce();
    expect(palette).toHaveBeenCalledOnce();
  });

  test('is left alone under an open dialog and while text is composed', () => {
    const reply = vi.fn();
    const withdraw = offer({ row_reply: reply });
    press('r', { isComposing: true });
    document.body.appendChild(document.createElement('dialog')).setAttribute('open', '');
    press('r');
    withdraw();
    expect(reply).not.toHaveBeenCalled();
  });

  test('Escape first leaves the text field, then the view', () => {
    const back = vi.fn();
    const withdraw = offer({ back });
    const field = document.body.appendChild(document.createElement('input'));
    field.focus();
    press('Escape', {}, field);
    expect(back).not.toHaveBeenCalled();
    expect(document.activeElement).not.toBe(field);
    press('Escape');
    withdraw();
    expect(back).toHaveBeenCalledOnce();
  });
});
