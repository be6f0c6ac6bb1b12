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

/** A page of events, newest first by receipt, of the accounts in `scope`. Three statements at most. */
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
      SELECT ${EVENT_COLUMNS}, ${FACTS} FROM events e
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

/** A row of `events` with the facts of its first meaning that a list shows. */
export type ListedRow = EventRow & { readonly facts: Readonly<Record<string, unknown>> | null };

/** The column `facts`. The statement names the table `e`. */
export const FACTS: Sql = sql`
  (SELECT jsonb_object_agg(key, value) FROM jsonb_each(e.canonical -> 0)
   WHERE key IN ('type', 'orderRef', 'subscriptionRef', 'paymentRef', 'refundRef', 'disputeRef', 'invoiceRef', 'customerRef', 'amount')) AS facts`;

/** Adds what events touched and changed. Two statements at most. */
export async function withEffects(reader: Reader, rows: readonly ListedRow[]): Promise<ListedEvent[]> {
  const changes = await changesOfEvents(
    reader,
    rows.filter(({ status }) => status === 'applied'),
  );
  const parts = await partsOf(
    reader,
    rows.filter(({ status }) => status === 'split'),
  );
  return rows.map(({ facts, ...row }) => ({
    ...row,
    meaning: textOf(facts?.['type']) ?? null,
    touched: touchedBy(facts ?? {}),
    amount: amountOf(facts?.['amount']),
    changes: changes.get(row.id) ?? [],
    parts: parts.get(row.id),
  }));
}

interface PartCount {
  readonly id: bigint;
  readonly status: string;
  readonly count: number;
}

/** How many parts of each status these deliveries have. */
async function partsOf(
  reader: Reader,
  deliveries: readonly EventRow[],
): Promise<ReadonlyMap<bigint, Record<string, number>>> {
  if (deliveries.length === 0) return new Map();
  const counted = await reader.query<PartCount>(sql`
    SELECT delivery.id, part.status::text AS status, count(*)::int AS count
    FROM unnest(${deliveries.map(({ id }) => id)}::bigint[]) AS delivery (id)
    JOIN events whole ON whole.id = delivery.id
    JOIN events part ON part.provider = whole.provider AND part.account = whole.account AND part.part_of = whole.event_key
    GROUP BY delivery.id, part.status ORDER BY part.status`);
  const byId = new Map<bigint, Record<string, number>>();
  for (const { id, status, count } of counted) byId.set(id, { ...byId.get(id), [status]: count });
  return byId;
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
