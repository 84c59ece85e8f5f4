// What you can do with the ticket on screen: each act with its words, its place, and whether it is possible now. The
// buttons, the menu, the keys and the palette all read this one list.
// Belongs here: what several parts of the page share, without markup: the acts, and the texts being written. Elsewhere:
// how a part looks (the part itself).
import type { TicketView, Undo } from '$lib/ipc/bindings';
import { askAssignee } from '$lib/assign';
import { openIncidentNotes } from '$lib/incidentNotes';
import { call } from '$lib/ipc/call';
import { doneWords } from '$lib/promiseActs';
import { go } from '$lib/router';
import { say, sayTrouble } from '$lib/say';
import type { ActionName } from '$lib/shortcuts';
import { askSnooze } from '$lib/snooze';
import { goToNext } from '$lib/nextTicket';
import { sayDone } from '$lib/undo';

/** Acts that ask something first, in a dialog. */
export type AskingAct =
  'pause' | 'rename' | 'close' | 'replied_elsewhere' | 'link' | 'nothing_needed' | 'was_i_told';

export interface TicketAct {
  /** Its key, and its place in the palette; an act without one is reached by its button. */
  action?: ActionName;
  words: string;
  place: 'row' | 'menu';
  primary?: boolean;
  run: () => void;
}

export class TicketActs {
  /** The dialog that is open. */
  asking = $state<AskingAct | null>(null);

  constructor(
    readonly ticket: string,
    readonly refetch: () => Promise<void>,
  ) {}

  /** Does it, says so, and shows the ticket as it is then. An act that has an undo offers it under these words. */
  run = async (
    work: () => Promise<{ undo?: Undo | null } | object>,
    sentence: string,
    words = '',
  ): Promise<void> => {
    try {
      const done = await work();
      const undo = 'undo' in done ? (done.undo ?? null) : null;
      sayDone(sentence, words, [{ ticket: this.ticket, undo }]);
    } catch (refusal) {
      sayTrouble(refusal, () => void this.run(work, sentence, words));
    }
    await this.refetch();
  };

  snooze = (minutes: number): void => {
    void this.run(
      () => call('snooze', { ticket: this.ticket, minutes }),
      `Snoozed for ${minutes} min. The deadline hasn’t changed.`,
      'Snooze',
    );
  };

  /** The acts that are possible now, in the order in which they are shown. */
  possible = (view: TicketView): TicketAct[] => [...this.#row(view), ...this.#menu(view)];

  #row({ can, priority }: TicketView): TicketAct[] {
    const acts: (TicketAct | false)[] = [
      can.includes('triage_commit') && {
        action: 'ticket_triage',
        words: priority ? 'Retriage' : 'Triage',
        place: 'row',
        primary: !priority,
        run: () => go('triage', { ticket: this.ticket }),
      },
      can.includes('triage_commit') &&
        !priority && {
          action: 'ticket_p1_now',
          words: 'Set P1 now',
          place: 'row',
          run: () =>
            void this.run(
              () => call('triage_now', { ticket: this.ticket, answers: {}, priority: 'P1' }),
              'P1 set. Answer the triage questions when you can: they stay open on the ticket.',
            ),
        },
      can.includes('assign_to_me') &&
        this.#simple('ticket_assign', 'Assign to me', 'assign_to_me', 'Assigned to you.'),
      can.includes('start_work') &&
        this.#simple('ticket_start_work', 'Start work', 'start_work', doneWords.start_work),
      can.includes('pause') && this.#asks('ticket_pause', 'Pause', 'pause', 'row'),
      can.includes('resume') &&
        this.#simple('ticket_pause', 'Resume', 'resume', 'Resumed. The update clock is running again.'),
      can.includes('rename') && this.#asks('ticket_rename', 'Rename', 'rename', 'row'),
      can.includes('close_ticket') && this.#asks('ticket_close', 'Close', 'close', 'row'),
      can.includes('reopen') && this.#simple('ticket_close', 'Reopen', 'reopen', 'Reopened.'),
    ];
    return acts.filter((act) => act !== false);
  }

  #menu({ can, has_web_page, incident }: TicketView): TicketAct[] {
    const acts: (TicketAct | false)[] = [
      can.includes('acknowledge') && {
        ...this.#simple('ticket_acknowledge', 'Acknowledge', 'acknowledge', doneWords.acknowledge),
        place: 'menu',
      },
      can.includes('snooze') && {
        action: 'ticket_snooze',
        words: 'Snooze 10 min',
        place: 'menu',
        run: () => this.snooze(10),
      },
      can.includes('snooze') && {
        action: 'ticket_snooze_for',
        words: 'Snooze for…',
        place: 'menu',
        run: () => askSnooze([this.ticket]),
      },
      { action: 'ticket_next', words: 'Next ticket', place: 'menu', run: () => void goToNext(this.ticket) },
      can.includes('assign_to') && {
        action: 'ticket_assign_to',
        words: 'Assign to…',
        place: 'menu',
        run: () => askAssignee([this.ticket]),
      },
      can.includes('replied_elsewhere') &&
        this.#asks('ticket_replied', 'Replied elsewhere', 'replied_elsewhere', 'menu'),
      can.includes('nothing_needed') &&
        this.#asks('ticket_nothing_needed', 'Nothing needed', 'nothing_needed', 'menu'),
      this.#asks('ticket_was_told', 'Was I notified?', 'was_i_told', 'menu'),
      this.#asks('ticket_link', 'Link to another ticket', 'link', 'menu'),
      {
        action: 'ticket_incident',
        words: incident ? incident.title : 'Start incident notes',
        place: 'menu',
        run: () => void openIncidentNotes(this.ticket, incident?.id),
      },
      has_web_page && {
        ...this.#simple(
          'ticket_help_desk',
          'Open in help desk',
          'open_in_help_desk',
          'Opened in the browser.',
        ),
        place: 'menu',
      },
      { action: 'ticket_copy_link', words: 'Copy link', place: 'menu', run: () => void this.#copyLink() },
    ];
    return acts.filter((act) => act !== false);
  }

  #simple(
    action: ActionName | undefined,
    words: string,
    command: 'assign_to_me' | 'start_work' | 'resume' | 'reopen' | 'acknowledge' | 'open_in_help_desk',
    sentence: string,
  ): TicketAct {
    const work = (): Promise<object> => call(command, { ticket: this.ticket });
    return { action, words, place: 'row', run: () => void this.run(work, sentence, words) };
  }

  #asks(action: ActionName, words: string, asking: AskingAct, place: 'row' | 'menu'): TicketAct {
    return { action, words, place, run: () => (this.asking = asking) };
  }

  async #copyLink(): Promise<void> {
    try {
      const { text } = await call('ticket_link', { ticket: this.ticket });
      await navigator.clipboard.writeText(text);
      say(`Copied: ${text}`);
    } catch (refusal) {
      sayTrouble(refusal);
    }
  }
}
