// Notes of an incident for tests and pictures: routers, Mon 23 Nov 2026, 14:18.
import type { IncidentLine, IncidentRow, IncidentView } from '../../src/lib/ipc/bindings';
import { moment as at } from '../fixtures';

export const line = (id: number, time: string, kind: string, text: string): IncidentLine => ({
  id,
  at: at(time),
  kind,
  text,
});

export const row = (some: Partial<IncidentRow> = {}): IncidentRow => ({
  id: 'incident/2026-11-23-1',
  name: 'Incident 2026-11-23-1',
  title: 'Routers return 502 for many tenants',
  priority: 'P2',
  opened: at('14:00'),
  closed: null,
  paused_until: null,
  lines: 5,
  ...some,
});

export const notes = (some: Partial<IncidentView> = {}): IncidentView => ({
  row: row(),
  headline: 'Incident 2026-11-23-1 · declared 14:00, running 18 min · RT 48',
  tickets: [
    {
      ticket: 'rt:work/48',
      from: 'RT 48',
      subject: 'elevated 502 rate on routers',
      told: null,
      to_tell: false,
    },
  ],
  lines: [
    line(1, '14:00', 'declared', 'Lead: you. Comms lead: not set'),
    line(2, '14:05', 'priority', 'P1 by route to P2: some requests fail, apps are served'),
    line(3, '14:06', 'line', 'Router 2 drops connections after the deploy of 13:50'),
    line(4, '14:09', 'action', 'Rolled back routers to 0.221 on staging first'),
    line(5, '14:15', 'decision', 'Staging clean for five minutes. Rolling production'),
  ],
  open: true,
  course: {
    sentence: '18 min without a break. Pause it by 20:00 GMT',
    paused: false,
    overdue: false,
    usual: at('09:00'),
    asks_why: false,
  },
  roles: [
    { title: 'Incident lead', does: 'Investigates and decides. Only the lead changes production.' },
    { title: 'Comms lead', does: 'Tells tenants, in plain words about impact, not cause.' },
  ],
  checklists: [
    {
      id: 'incident',
      title: 'Incident',
      items: [
        { text: 'Name an incident lead and a comms lead', ticked: true },
        { text: 'On the status page, tick the components: without them nobody is notified', ticked: false },
      ],
    },
  ],
  ...some,
});
