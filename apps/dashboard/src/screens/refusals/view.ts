import { REFUSAL_LIST, termText } from '@payspool/inspect';
import type { RefusalGroup, RefusedDelivery } from '@payspool/queue';
import { type AskedFilter, filterBar } from '../../html/filter-bar.ts';
import { html, type Html, nothing } from '../../html/html.ts';
import { href } from '../../html/href.ts';
import type { PageContent } from '../../html/page.ts';
import { table } from '../../html/table.ts';
import { duration, time } from '../../html/time.ts';

export interface RefusalsData {
  readonly groups: readonly RefusalGroup[];
  readonly refusals: readonly RefusedDelivery[];
  readonly total: number;
  readonly asked: AskedFilter;
  /** Why the list cannot be read. */
  readonly problem?: string | undefined;
  readonly path: string;
  readonly now: Date;
}

export const refusalsView = ({
  groups,
  refusals,
  total,
  asked,
  problem,
  path,
  now,
}: RefusalsData): PageContent => ({
  title: 'Refusals',
  command: ['refusals', 'list', ...(asked.text === '' ? [] : [asked.text])],
  ...(asked.faults && { status: 400 as const }),
  body: html`<p>
      Deliveries that were not authentic, without their bodies: the newest 1,000 of the last 30 days. Of a
      flood only some are kept, with the number of the others.
    </p>
    ${filterBar({ list: REFUSAL_LIST, asked, path, presets: PRESETS })}
    ${problem === undefined ? nothing : html`<p class="notice bad" role="alert">${problem}. Run payspool doctor.</p>`}
    <h2>By account and reason</h2>
    ${groupTable(groups, path, now)}
    <h2>One by one</h2>
    ${singleTable(refusals, now)}
    ${total > refusals.length ? html`<p class="quiet">${total - refusals.length} older ones match. Add a term to see them.</p>` : nothing}`,
});

const PRESETS = [
  { name: 'Last hour', filter: 'at:1h' },
  { name: 'Signatures', filter: 'code:signature_*' },
  { name: 'Clocks', filter: 'code:timestamp_*' },
];

const nameOf = ({ provider, account }: { provider: string; account: string }): string =>
  `${provider}/${account}`;

const groupTable = (groups: readonly RefusalGroup[], path: string, now: Date): Html =>
  table({
    caption: 'Refused deliveries by account and reason',
    rows: groups,
    empty: html`<p>No refused delivery matches.</p>`,
    columns: [
      { label: 'how many', isNumber: true, cell: ({ count }) => count.toLocaleString('en') },
      {
        label: 'reason',
        isHead: true,
        cell: ({ code, provider, account }) =>
          html`<a
            class="row-link"
            href="${href.withQuery(path, {}, { filter: filterOf({ code, provider, account }) })}"
            ><code>${code}</code></a
          >`,
      },
      { label: 'all of', cell: (group) => html`<a href="${href.account(group)}">${nameOf(group)}</a>` },
      { label: 'since', cell: ({ since }) => time(since, now) },
      { label: 'last', cell: ({ until }) => time(until, now) },
      { label: 'addresses', isNumber: true, cell: ({ sources }) => sources },
      {
        label: 'why',
        cell: ({ guess, newest }) =>
          html`<div>${guess === undefined ? nothing : html`<strong>${guess}</strong> `}${newest.why}</div>`,
      },
    ],
  });

const filterOf = (group: Pick<RefusalGroup, 'code' | 'provider' | 'account'>): string =>
  (['code', 'provider', 'account'] as const).map((key) => termText(key, group[key])).join(' ');

const singleTable = (refusals: readonly RefusedDelivery[], now: Date): Html =>
  table({
    caption: 'Refused deliveries, newest first',
    rows: refusals,
    empty: html`<p>No refused delivery matches.</p>`,
    columns: [
      { label: 'when', cell: ({ at }) => time(at, now) },
      { label: 'account', cell: (one) => nameOf(one) },
      {
        label: 'reason',
        cell: ({ code, leftOut }) =>
          html`<code>${code}</code>${leftOut > 0 ? html` <small>and ${leftOut} before it</small>` : nothing}`,
      },
      { label: 'address', cell: ({ source }) => source ?? html`<span class="quiet">unknown</span>` },
      { label: 'bytes', isNumber: true, cell: ({ bytes }) => bytes },
      { label: 'signed', cell: offBy },
      { label: 'headers', cell: headersOf },
    ],
  });

/** How far the signed time was from the arrival. */
const offBy = ({ at, signedAt }: RefusedDelivery) => {
  if (!signedAt) return html`<span class="quiet">no time</span>`;
  const ms = at.getTime() - signedAt.getTime();
  return `${duration(ms)} ${ms < 0 ? 'after' : 'before'} it came`;
};

const headersOf = ({ headers, shown, why }: RefusedDelivery): Html =>
  html`<details>
    <summary>${headers.length} headers</summary>
    <p>${why}</p>
    <p><code>${headers.join(' ')}</code></p>
    ${Object.entries(shown).map(([name, value]) => html`<p><code>${name}: ${value}</code></p>`)}
  </details>`;
