import type { SweepState } from '@payspool/inspect';
import { html, type Html } from '../../html/html.ts';
import { href } from '../../html/href.ts';
import { status } from '../../html/status.ts';
import { table } from '../../html/table.ts';
import { time } from '../../html/time.ts';

/** How far the list of events of each account, and of each connected merchant, has been read. */
export const sweepTable = (sweeps: readonly SweepState[], now: Date): Html =>
  table({
    caption: 'Sweeps',
    rows: sweeps,
    empty: html`<p>No list of events is read: no account has API credentials for it.</p>`,
    columns: [
      {
        label: 'account',
        cell: ({ provider, account, merchant }) =>
          html`<a href="${href.account({ provider, account })}">${provider}/${account}</a>
            ${merchant === '' ? false : html`<code>${merchant}</code>`}`,
      },
      { label: 'read to', cell: ({ doneTo }) => (doneTo ? time(doneTo, now) : 'the first has not finished') },
      { label: 'last attempt', cell: ({ endedAt }) => time(endedAt, now) },
      { label: 'events read', isNumber: true, cell: ({ read }) => read },
      { label: 'missed', isNumber: true, cell: ({ missed }) => missed },
      {
        label: 'state',
        cell: ({ error }) => (error === null ? status('ok') : html`${status('failed')} ${error}`),
      },
    ],
  });
