import {
  type FilteredList,
  MOST_COUNTED,
  type OrderRow,
  type Page,
  type StatusCount,
  type SubscriptionRow,
} from '@payspool/inspect';
import { type AskedFilter, filterBar, pages } from '../../html/filter-bar.ts';
import { html, type Html } from '../../html/html.ts';
import { idText } from '../../html/id.ts';
import { href, type Query } from '../../html/href.ts';
import { money } from '../../html/money.ts';
import type { PageContent } from '../../html/page.ts';
import { status } from '../../html/status.ts';
import { type Column, table } from '../../html/table.ts';
import { exactTimeElement, time } from '../../html/time.ts';
import { purchaseHref } from './purchase-link.ts';

export interface ListViewOptions<Row> {
  readonly list: FilteredList;
  readonly asked: AskedFilter;
  readonly query: Query;
  readonly now: Date;
  /** Absent if the filter could not be read. */
  readonly page?: Page<Row>;
  readonly counts?: readonly StatusCount[];
}

const ORDER_PRESETS = [
  { name: 'Disputed', filter: 'disputed:yes updated:90d' },
  { name: 'Money went back', filter: 'status:refunded,partially_refunded updated:7d' },
  { name: 'Failed', filter: 'status:failed updated:1d' },
  { name: 'Authorized, not captured', filter: 'status:authorized updated:30d' },
];

export const ordersView = (options: ListViewOptions<OrderRow>): PageContent =>
  listView(options, {
    title: 'Orders',
    command: 'orders',
    path: href.orders(),
    presets: ORDER_PRESETS,
    columns: [
      { label: 'order', isHead: true, cell: nameCell },
      { label: 'your ref', cell: ({ merchantRef }) => code(merchantRef) },
      {
        label: 'status',
        cell: (row) =>
          html`${status(row.status)}
          ${row.disputed ? html`<small>${status('disputed', 'bad')}</small>` : false}`,
      },
      { label: 'amount', isNumber: true, cell: (row) => amount(row, row.amountMinor) },
      { label: 'paid', isNumber: true, cell: (row) => amount(row, row.paidMinor) },
      { label: 'refunded', isNumber: true, cell: (row) => lost(row, row.refundedMinor) },
      { label: 'charged back', isNumber: true, cell: (row) => lost(row, row.chargedBackMinor) },
      { label: 'customer', cell: customerCell },
      { label: 'updated', cell: ({ updatedAt }) => time(updatedAt, options.now) },
    ],
  });

const SUBSCRIPTION_PRESETS = [
  { name: 'Past due', filter: 'status:past_due,unpaid updated:90d' },
  { name: 'Access ended', filter: 'access:ended updated:30d' },
  { name: 'Canceled', filter: 'status:canceled updated:7d' },
];

export const subscriptionsView = (options: ListViewOptions<SubscriptionRow>): PageContent =>
  listView(options, {
    title: 'Subscriptions',
    command: 'subscriptions',
    path: href.subscriptions(),
    presets: SUBSCRIPTION_PRESETS,
    columns: [
      { label: 'subscription', isHead: true, cell: nameCell },
      { label: 'your ref', cell: ({ merchantRef }) => code(merchantRef) },
      { label: 'status', cell: (row) => status(row.status) },
      { label: 'plan', cell: ({ planRef }) => code(planRef) },
      { label: 'paid until', cell: ({ paidUntil }) => paidUntil && exactTimeElement(paidUntil) },
      { label: 'access', cell: (row) => access(row, options.now) },
      { label: 'customer', cell: customerCell },
      { label: 'updated', cell: ({ updatedAt }) => time(updatedAt, options.now) },
    ],
  });

interface ListWords<Row> {
  readonly title: string;
  readonly command: string;
  readonly path: string;
  readonly presets: readonly { readonly name: string; readonly filter: string }[];
  readonly columns: readonly Column<Row>[];
}

function listView<Row>(
  { list, asked, query, page, counts = [] }: ListViewOptions<Row>,
  { title, command, path, presets, columns }: ListWords<Row>,
): PageContent {
  const bar = filterBar({ list, asked, path, presets });
  const shared = { title, command: [command, 'list', asked.text] };
  if (!page) return { ...shared, body: bar, status: 400 };
  return {
    ...shared,
    body: html`${bar} ${statusLinks(counts, { path, asked })}
    ${table({ caption: `${title} that match, the one that changed last first`, columns, rows: page.rows, empty: emptyText(title) })}
    ${pages(page, { path, query })}`,
  };
}

const emptyText = (title: string): Html =>
  html`<p>No ${title.toLowerCase()} match. Drop a term above, or widen the time: <code>updated:90d</code>.</p>
    <p>
      The provider knows it, and it is not here? Look for its id in the box above: an event of it may have
      failed.
    </p>`;

/** How many rows each status has, as links that narrow the list to it. */
function statusLinks(
  counts: readonly StatusCount[],
  { path, asked }: { readonly path: string; readonly asked: AskedFilter },
): Html {
  const others = (asked.filter?.terms ?? [])
    .filter(({ key }) => key !== 'status')
    .map(({ written }) => written);
  return html`<p class="terms" aria-label="By status">
    ${counts
      .filter(({ count }) => count > 0)
      .map(
        ({ status: word, count, isMore }) =>
          html`<a href="${href.withQuery(path, {}, { filter: [...others, `status:${word}`].join(' ') })}"
            >${status(word)}
            <span class="num">${isMore ? `more than ${MOST_COUNTED.toLocaleString('en')}` : count}</span></a
          >`,
      )}
  </p>`;
}

const nameCell = (row: OrderRow | SubscriptionRow): Html =>
  html`<a class="row-link" href="${purchaseHref(row)}"><code>${idText(row.ref)}</code></a>
    <small>${row.provider}/${row.account}</small>`;

const customerCell = ({ customerRef }: OrderRow | SubscriptionRow): Html => code(customerRef);

const code = (text: string | null): Html => (text === null ? html`` : html`<code>${idText(text)}</code>`);

const amount = ({ exponent, currency }: OrderRow, minor: bigint | null): Html =>
  money({ minor, exponent, currency });

/** A loss of nothing is not worth a number. */
const lost = (row: OrderRow, minor: bigint): Html => (minor === 0n ? html`` : amount(row, minor));

const access = (row: SubscriptionRow, now: Date): Html =>
  row.access === 'granted' && row.validUntil && row.validUntil <= now
    ? html`${status('ended', 'past')} <small>${exactTimeElement(row.validUntil)}</small>`
    : status(row.access);
