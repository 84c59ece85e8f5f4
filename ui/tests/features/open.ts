// Opens the window on one view, with the first answers.
import { render, screen } from '@testing-library/svelte';
import App from '../../src/App.svelte';
import { replace, type Params, type ViewName } from '../../src/lib/router';
import { fakeDesk, type FakeDesk, type Script } from '../fakeDesk';
import { answered } from './triageFixture';
import { notes, row } from './incidentFixture';
import { replyForm, ticket } from './ticketFixture';
import { moment } from '../fixtures';

const usual: Script = {
  ticket: ticket(),
  reply_form: replyForm(),
  draft_save: { saved: moment('14:18') },
  triage_form: answered(),
  triage_draft: { proposal: answered().proposal, what_if: answered().what_if, saved: moment('14:18') },
  search: { hits: [] },
  incidents: { incidents: [row()] },
  incident: notes(),
  reply_send: { outcome: 'queued', outbox: 9, sentence: 'Sends after 10 s. Undo with Ctrl Z', leaves_in: 10 },
  note_send: { outcome: 'queued', outbox: 9, sentence: 'Sends after 10 s. Undo with Ctrl Z', leaves_in: 10 },
};

const ids: Partial<Record<ViewName, Params>> = {
  ticket: { ticket: 'rt:work/41' },
  triage: { ticket: 'rt:work/42' },
  incident: { incident: 'incident/2026-11-23-1' },
};

/** Opens a view. */
export function start(view: ViewName, script: Script = {}, params: Params = {}): FakeDesk {
  const desk = fakeDesk({ ...usual, ...script });
  replace(view, { ...ids[view], ...params });
  render(App);
  return desk;
}

/** Opens a view and waits for its heading. */
export async function open(view: ViewName, script: Script = {}, params: Params = {}): Promise<FakeDesk> {
  const desk = start(view, script, params);
  await screen.findAllByRole('heading', { level: 1 });
  return desk;
}
