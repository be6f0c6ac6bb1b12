import { OPERATION_LIST, type OperationRow } from '@payspool/inspect';
import type { FilteredPage } from './routes.ts';
import { filterBar, pages } from '../../html/filter-bar.ts';
import { href } from '../../html/href.ts';
import { html, type Html, nothing } from '../../html/html.ts';
import type { PageContent } from '../../html/page.ts';
import { status } from '../../html/status.ts';
import { table } from '../../html/table.ts';
import { time } from '../../html/time.ts';
import { FORMS } from './fields.ts';
import { setInWords } from './in-words.ts';

/** Operations, newest first. */
export const listView = ({ asked, page, path, query, now, mayOperate }: FilteredPage): PageContent => ({
  title: 'Operations',
  status: asked.faults ? 400 : 200,
  command: ['operations', 'list'],
  body: html`<p class="quiet">
      Retries, replays, rebuilds, comparisons, imports and erasures, of this dashboard, of commands and of the
      schedule. Workers run them.
    </p>
    ${mayOperate ? begin : nothing} ${filterBar({ list: OPERATION_LIST, asked, path, presets: PRESETS })}
    ${page ? list(page.rows, now) : nothing} ${page ? pages(page, { path, query }) : nothing}`,
});

const PRESETS = [
  { name: 'running', filter: 'status:waiting,running' },
  { name: 'failed', filter: 'status:failed' },
  { name: 'not rehearsals', filter: 'rehearsal:false' },
];

const begin = html`<ul class="terms">
  ${Object.entries(FORMS).map(([kind, { title }]) => html`<li><a href="${href.newOperation({ kind })}">${title}</a></li>`)}
</ul>`;

const list = (rows: readonly OperationRow[], now: Date): Html =>
  table({
    caption: 'Operations, newest first',
    rows,
    empty: 'No operation matches.',
    columns: [
      {
        label: 'number',
        isHead: true,
        cell: ({ id }) => html`<a class="go" href="${href.operation(id)}">${id}</a>`,
      },
      { label: 'status', cell: (row) => status(row.status) },
      {
        label: 'what',
        cell: (row) => html`${row.kind}${row.isRehearsal ? html` <small>rehearsal</small>` : nothing}`,
      },
      { label: 'which', cell: setInWords },
      {
        label: 'done',
        isNumber: true,
        cell: ({ done, total }) => html`${done}${total === null ? nothing : html`/${total}`}`,
      },
      { label: 'by', cell: ({ requestedBy }) => requestedBy },
      { label: 'asked for', cell: ({ createdAt }) => time(createdAt, now) },
    ],
  });
