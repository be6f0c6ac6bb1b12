import { raw, type Reader, sql, type Sql } from '@payspool/db/reader';
import { type Filter, filterCondition } from '../filter/index.ts';
import { pageClauses, pageOf } from '../page.ts';
import { inScope } from '../scope.ts';
import { searchedPage, type SearchedPage, type SearchRequest } from '../search-limit.ts';
import { eventSearchLimit } from './search-limit.ts';
import { type ChangeOfEvent, changesOfEvents } from './changes-of-events.ts';
import { EVENT_COLUMNS, type EventRow } from './event-row.ts';

/** What an event is about, as its first meaning names it. */
export interface Touched {
  readonly kind: 'order' | 'subscription' | 'payment' | 'refund' | 'dispute';
  readonly ref: string;
}

export interface AmountOfEvent {
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly exponent: number;
}

export interface ListedEvent extends EventRow {
  /** `undefined` if the event has no meaning. */
  readonly touched: Touched | undefined;
  /** The canonical type of its first meaning: `payment.succeeded`. */
  readonly meaning: string | null;
  /** The amount of its first meaning. */
  readonly amount: AmountOfEvent | undefined;
  /** What it changed in orders and subscriptions. */
  readonly changes: readonly ChangeOfEvent[];
  /** The number of its parts by status, of a delivery that concerns several purchases. */
  readonly parts: Readonly<Record<string, number>> | undefined;
}

/** A page of events, newest first by receipt, of the accounts in `scope`. Two statements at most. */
export async function listEvents(
  reader: Reader,
  filter: Filter,
  { scope = 'all', isUnlimited, ...request }: SearchRequest = {},
): Promise<SearchedPage<ListedEvent>> {
  const clauses = pageClauses(request, { time: 'e.received_at', id: 'e.id', idType: 'bigint' });
  const limit = eventSearchLimit(filter, { scope, isUnlimited, ...request });
  const direction = raw(request.newer ? 'ASC' : 'DESC');
  const found = await reader.query<ListedRow & { readonly searchedTo: Date | null }>(sql`
    WITH ${limit.cte}, found AS (
      SELECT ${LISTED_COLUMNS} FROM events e
      WHERE ${filterCondition(filter)} AND ${inScope(scope, 'e')} AND ${clauses.where} AND ${limit.condition} ${clauses.orderBy}
    )
    SELECT found.*, (SELECT at FROM search_limit) AS "searchedTo" FROM (VALUES (1)) AS one LEFT JOIN found ON true
    ORDER BY found."receivedAt" ${direction}, found.id ${direction}`);
  const rows = found.flatMap(({ searchedTo: _limit, ...row }): ListedRow[] => (row.id === null ? [] : [row]));
  const page = pageOf(rows, request, ({ receivedAt, id }) => ({ at: receivedAt, id: String(id) }));
  return searchedPage(
    { ...page, rows: await withEffects(reader, page.rows) },
    {
      request,
      searchedTo: found[0]?.searchedTo,
      isFull: rows.length > page.rows.length,
      lowestId: '0',
    },
  );
}

/** A row of `events` with the facts of its first meaning that a list shows, and how many parts it has of each status. */
export type ListedRow = EventRow & {
  readonly facts: Readonly<Record<string, unknown>> | null;
  readonly parts: Readonly<Record<string, number>> | null;
};

/** The columns of a `ListedRow`. The statement names the table `e`. */
export const LISTED_COLUMNS: Sql = sql`${EVENT_COLUMNS},
  (SELECT jsonb_object_agg(key, value) FROM jsonb_each(e.canonical -> 0)
   WHERE key IN ('type', 'orderRef', 'subscriptionRef', 'paymentRef', 'refundRef', 'disputeRef', 'invoiceRef', 'customerRef', 'amount')) AS facts,
  CASE WHEN e.status = 'split' THEN
    (SELECT jsonb_object_agg(counted.status, counted.count) FROM (
       SELECT part.status::text AS status, count(*) AS count FROM events part
       WHERE part.provider = e.provider AND part.account = e.account AND part.part_of = e.event_key GROUP BY part.status) AS counted)
  END AS parts`;

/** Adds what events touched and changed. One statement at most. */
export async function withEffects(reader: Reader, rows: readonly ListedRow[]): Promise<ListedEvent[]> {
  const changes = await changesOfEvents(
    reader,
    rows.filter(({ status }) => status === 'applied'),
  );
  return rows.map(({ facts, parts, ...row }) => ({
    ...row,
    meaning: textOf(facts?.['type']) ?? null,
    touched: touchedBy(facts ?? {}),
    amount: amountOf(facts?.['amount']),
    changes: changes.get(row.id) ?? [],
    parts: parts ?? undefined,
  }));
}

const REFS = [
  ['refund', 'refundRef'],
  ['dispute', 'disputeRef'],
  ['subscription', 'subscriptionRef'],
  ['order', 'orderRef'],
  ['payment', 'paymentRef'],
] as const;

/** The subject of the canonical type, or the first thing that the event names. */
function touchedBy(facts: Readonly<Record<string, unknown>>): Touched | undefined {
  const named = REFS.flatMap(([kind, key]) => {
    const ref = textOf(facts[key]);
    return ref === undefined ? [] : [{ kind, ref }];
  });
  const [subject] = (textOf(facts['type']) ?? '').split('.');
  return named.find(({ kind }) => kind === subject) ?? named[0];
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function amountOf(value: unknown): AmountOfEvent | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { amountMinor, currency, exponent } = value as Record<string, unknown>;
  if (typeof amountMinor !== 'string' || typeof currency !== 'string' || typeof exponent !== 'number')
    return undefined;
  return { amountMinor: BigInt(amountMinor), currency, exponent };
}
