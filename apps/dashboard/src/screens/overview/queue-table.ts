import { html, type Html } from '../../html/html.ts';
import { href } from '../../html/href.ts';
import { table } from '../../html/table.ts';
import { duration } from '../../html/time.ts';
import type { QueueState } from './read-queue.ts';

/** The jobs of each queue by state; if the store does not answer, why. */
export function queueTable({ backlog, problem }: Pick<QueueState, 'backlog' | 'problem'>): Html {
  if (problem !== undefined)
    return html`<p class="notice bad" role="alert">${problem}. Run payspool doctor.</p>`;
  return table({
    caption: 'Jobs of each queue',
    rows: backlog,
    empty: html`<p>There is no queue.</p>`,
    columns: [
      { label: 'queue', cell: ({ name }) => html`<a href="${href.queues()}">${name}</a>` },
      { label: 'waiting', isNumber: true, cell: ({ waiting }) => waiting },
      { label: 'active', isNumber: true, cell: ({ active }) => active },
      { label: 'delayed', isNumber: true, cell: ({ delayed }) => delayed },
      {
        label: 'failed',
        isNumber: true,
        cell: ({ failed }) => (failed === 0 ? 0 : html`<a href="${href.failures()}">${failed}</a>`),
      },
      {
        label: 'next has waited',
        isNumber: true,
        cell: ({ oldestWaitingMs }) => oldestWaitingMs !== undefined && duration(oldestWaitingMs),
      },
    ],
  });
}
