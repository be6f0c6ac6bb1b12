import { AUDIT_LIST, type AuditRow, type Page } from '@payspool/inspect';
import { type AskedFilter, filterBar, pages } from '../../html/filter-bar.ts';
import { html, nothing } from '../../html/html.ts';
import { idText } from '../../html/id.ts';
import { href, type Query } from '../../html/href.ts';
import type { PageContent } from '../../html/page.ts';
import { status } from '../../html/status.ts';
import { table } from '../../html/table.ts';
import { time } from '../../html/time.ts';

export interface AuditViewOptions {
  readonly asked: AskedFilter;
  /** `undefined` if the filter has mistakes. */
  readonly found?: Page<AuditRow>;
  readonly path: string;
  readonly query: Query;
  readonly now: Date;
}

const PRESETS = [
  { name: 'Refused', filter: 'outcome:refused' },
  { name: 'Bodies', filter: 'action:read-body' },
  { name: 'Logins', filter: 'action:log-*' },
];

export const auditView = ({ asked, found, path, query, now }: AuditViewOptions): PageContent => ({
  title: 'Audit',
  status: asked.faults ? 400 : 200,
  body: html`<p class="quiet">
      What people did in this dashboard, and what was refused to them. Rows are only added.
    </p>
    ${filterBar({ list: AUDIT_LIST, asked, path, presets: PRESETS })}
    ${found ? list(found.rows, now) : nothing} ${found ? pages(found, { path, query }) : nothing}`,
});

const list = (rows: readonly AuditRow[], now: Date) =>
  table({
    caption: 'What people did, newest first',
    rows,
    empty: 'Nobody did anything in this time. Choose a longer one: at:30d',
    columns: [
      { label: 'when', cell: ({ at }) => time(at, now) },
      { label: 'user', cell: ({ userName, via }) => html`${userName} <small>${via}</small>` },
      { label: 'from', cell: ({ ip }) => ip },
      { label: 'did', isHead: true, cell: ({ action }) => action },
      { label: 'to', cell: subjectOf },
      { label: 'outcome', cell: ({ outcome }) => status(outcome) },
      { label: 'why', cell: ({ reason }) => reason },
    ],
  });

const subjectOf = ({ subject, operationId }: AuditRow) =>
  html`${subject === null ? nothing : html`<code>${idText(subject)}</code>`}
  ${operationId === null ? nothing : html`<a href="${href.operation(operationId)}">operation ${operationId}</a>`}`;
