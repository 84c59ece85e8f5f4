// Which view is on screen.
import { get } from 'svelte/store';
import { expect, test } from 'vitest';
import { back, go, openFromAddress, replace, route } from '../../src/lib/router';

test('the window is opened with a view, a ticket or an incident', () => {
  openFromAddress('?view=ticket&ticket=rt:work/41&theme=dark');
  expect(get(route)).toMatchObject({ view: 'ticket', params: { ticket: 'rt:work/41' } });
  openFromAddress('?view=nonsense');
  expect(get(route).view).toBe('now');
});

test('back goes through the earlier views, and then to Now', () => {
  replace('now');
  go('tickets');
  go('ticket', { ticket: 'local/7' });
  back();
  expect(get(route).view).toBe('tickets');
  back();
  expect(get(route).view).toBe('now');
});
