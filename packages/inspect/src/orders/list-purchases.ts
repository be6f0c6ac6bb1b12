import { type Reader, sql, type Sql } from '@payspool/db/reader';
import { ORDER_STATUSES, SUBSCRIPTION_STATUSES } from '@payspool/events';
import { type Filter, filterCondition } from '../filter/index.ts';
import { inScope, type Scope } from '../scope.ts';
import { pageClauses, pageOf } from '../page.ts';
import { searchedPage, type SearchedPage, type SearchRequest } from '../search-limit.ts';
import { columns } from './columns.ts';
import { purchaseSearchLimit } from './purchase-search-limit.ts';
import { ORDER_COLUMNS, type OrderRow, SUBSCRIPTION_COLUMNS, type SubscriptionRow } from './purchase-row.ts';

/** Where a status of a list stops being counted. */
export const MOST_COUNTED = 10_000;

/** The number of rows of one status that match a filter. */
export interface StatusCount {
  readonly status: string;
  /** At most `MOST_COUNTED`. */
  readonly count: number;
  /** There are more than `count`. */
  readonly isMore: boolean;
}

/** One page of orders, the one that changed last first. @param filter of `ORDERS` */
export const listOrders = async (
  reader: Reader,
  filter: Filter,
  request: SearchRequest = {},
): Promise<SearchedPage<OrderRow>> =>
  listed(request, await reader.query<Found<OrderRow>>(ordersPage(filter, request)), asOrder);

/** One page of subscriptions, the one that changed last first. @param filter of `SUBSCRIPTIONS` */
export const listSubscriptions = async (
  reader: Reader,
  filter: Filter,
  request: SearchRequest = {},
): Promise<SearchedPage<SubscriptionRow>> =>
  listed(
    request,
    await reader.query<Found<SubscriptionRow>>(subscriptionsPage(filter, request)),
    asSubscription,
  );

type Found<Row> = Omit<Row, 'kind'> & { readonly searchedTo: Date | null };

const asOrder = (row: Omit<OrderRow, 'kind'>): OrderRow => ({ kind: 'order', ...row });
const asSubscription = (row: Omit<SubscriptionRow, 'kind'>): SubscriptionRow => ({
  kind: 'subscription',
  ...row,
});

function listed<Row extends OrderRow | SubscriptionRow>(
  request: SearchRequest,
  found: readonly Found<Row>[],
  asRow: (row: Omit<Row, 'kind'>) => Row,
): SearchedPage<Row> {
  const rows = found.flatMap(({ searchedTo: _limit, ...row }): Row[] => {
    const stored = row as unknown as Omit<Row, 'kind'> & { readonly ref: string | null };
    return stored.ref === null ? [] : [asRow(stored)];
  });
  const page = pageOf(rows, request, ({ updatedAt, provider, account, ref }) => ({
    at: updatedAt,
    id: `${provider}/${account}/${ref}`,
  }));
  const isFull = rows.length > page.rows.length;
  return searchedPage(page, { request, searchedTo: found[0]?.searchedTo, isFull, lowestId: ' ' });
}

/** The name of a row, unique in its table. */
const NAME = (ref: string) => `(t.provider || '/' || t.account || '/' || t.${ref})`;

const ordersPage = (filter: Filter, page: SearchRequest): Sql =>
  pageStatement({
    filter,
    page,
    table: sql`orders`,
    ref: 'order_ref',
    shown: columns('t', ORDER_COLUMNS),
    statuses: ORDER_STATUSES,
  });

const subscriptionsPage = (filter: Filter, page: SearchRequest): Sql =>
  pageStatement({
    filter,
    page,
    table: sql`subscriptions`,
    ref: 'subscription_ref',
    shown: columns('t', SUBSCRIPTION_COLUMNS),
    statuses: SUBSCRIPTION_STATUSES,
  });

/**
 * Reads the newest rows of each status by the index on status and time, and of these the newest: without an index on the time alone, and
 * without a scan of the table.
 */
function pageStatement({
  filter,
  page,
  table,
  ref,
  shown,
  statuses,
}: {
  readonly filter: Filter;
  readonly page: SearchRequest;
  readonly table: Sql;
  readonly ref: string;
  readonly shown: Sql;
  readonly statuses: readonly string[];
}): Sql {
  const { where, orderBy } = pageClauses(page, { time: 't.updated_at', id: NAME(ref), idType: 'text' });
  const limit = purchaseSearchLimit(filter, { table, statuses: wanted(filter, statuses), where, page });
  return sql`
    WITH ${limit.cte}
    SELECT ${shown}, (SELECT at FROM search_limit) AS "searchedTo" FROM (VALUES (1)) AS one LEFT JOIN (
      SELECT t.* FROM unnest(${wanted(filter, statuses)}::text[]) AS s (status)
      CROSS JOIN LATERAL (
        SELECT * FROM ${table} AS t
        WHERE t.status = s.status AND ${filterCondition(filter)} AND ${inScope(page.scope ?? 'all', 't')} AND ${where}
          AND ${limit.condition} ${orderBy}
      ) AS t
      ${orderBy}
    ) AS t ON true
    ${orderBy}`;
}

/** The statuses that a filter lets through, as far as its terms that name some say. */
function wanted({ terms }: Filter, statuses: readonly string[]): string[] {
  const named = terms.filter(({ key }) => key === 'status');
  return statuses.filter((status) =>
    named.every(({ matches, isNegative }) => matches.texts.includes(status) !== isNegative),
  );
}

/** The rows that match the other terms of a filter, by status. */
export const countOrders = (
  reader: Reader,
  filter: Filter,
  { scope = 'all' }: Pick<SearchRequest, 'scope'> = {},
): Promise<StatusCount[]> =>
  countStatuses(reader, { filter, scope, table: sql`orders`, statuses: ORDER_STATUSES });

/** The rows that match the other terms of a filter, by status. */
export const countSubscriptions = (
  reader: Reader,
  filter: Filter,
  { scope = 'all' }: Pick<SearchRequest, 'scope'> = {},
): Promise<StatusCount[]> =>
  countStatuses(reader, { filter, scope, table: sql`subscriptions`, statuses: SUBSCRIPTION_STATUSES });

async function countStatuses(
  reader: Reader,
  {
    filter,
    scope,
    table,
    statuses,
  }: {
    readonly filter: Filter;
    readonly scope: Scope;
    readonly table: Sql;
    readonly statuses: readonly string[];
  },
): Promise<StatusCount[]> {
  const others = { ...filter, terms: filter.terms.filter(({ key }) => key !== 'status') };
  const limit = purchaseSearchLimit(others, { table, statuses, where: sql`true`, page: { scope } });
  const counted = await reader.query<{ status: string; count: bigint }>(sql`
    WITH ${limit.cte}
    SELECT s.status, c.count FROM unnest(${statuses}::text[]) WITH ORDINALITY AS s (status, place)
    CROSS JOIN LATERAL (
      SELECT count(*) AS count FROM (
        SELECT FROM ${table} AS t WHERE t.status = s.status AND ${filterCondition(others)} AND ${inScope(scope, 't')}
          AND ${limit.condition}
        ORDER BY t.updated_at DESC LIMIT ${MOST_COUNTED + 1}
      ) AS bounded
    ) AS c
    ORDER BY s.place`);
  return counted.map(({ status, count }) => ({
    status,
    count: Math.min(Number(count), MOST_COUNTED),
    isMore: count > BigInt(MOST_COUNTED),
  }));
}
