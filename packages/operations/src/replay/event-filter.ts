import { type Database, Prisma } from '@payspool/db';
import type { EVENT_STATUSES } from '@payspool/events';
import { EVENT_LIST, filterCondition, inScope, parseFilter, type Scope } from '@payspool/inspect';

export interface EventFilter {
  readonly provider?: string | undefined;
  readonly account?: string | undefined;
  /** The provider's own event type. */
  readonly type?: string | undefined;
  readonly status?: (typeof EVENT_STATUSES)[number] | undefined;
  /** A reference of an order, payment, subscription …: selects all events of that purchase or subscription. */
  readonly order?: string | undefined;
  readonly since?: Date | undefined;
  /** Text that the body contains, byte for byte. */
  readonly text?: string | undefined;
}

/** The filter as a condition on `events`. It is SQL, because more bodies may contain the text than a statement can have parameters. */
export function eventCondition({
  provider,
  account,
  type,
  status,
  order,
  since,
  text,
}: EventFilter): Prisma.Sql {
  const conditions = [
    provider && Prisma.sql`provider = ${provider}`,
    account && Prisma.sql`account = ${account}`,
    type && Prisma.sql`type = ${type}`,
    status && Prisma.sql`status = ${status}::event_status`,
    since && Prisma.sql`received_at >= ${since}`,
    order && Prisma.sql`aggregate_id IN (SELECT aggregate_id FROM aliases WHERE ref = ${order})`,
    // Reads every stored body; there is no index over the content of bodies.
    text && Prisma.sql`raw_body IS NOT NULL AND position(convert_to(${text}, 'UTF8') IN raw_body) > 0`,
  ];
  return Prisma.join(
    [Prisma.sql`true`, ...conditions.filter((condition) => typeof condition === 'object')],
    ' AND ',
  );
}

/** Which events: those that match both filters, of accounts that whoever asked may see. */
export interface EventSelection {
  readonly filter: EventFilter;
  /** The filter of the list of events: `status:failed type:invoice.*`. Its times must be absolute. */
  readonly terms?: string | undefined;
  readonly scope?: Scope | undefined;
}

/** The selection as a condition on `events e`. */
export function selectionCondition({ filter, terms, scope = 'all' }: EventSelection): Prisma.Sql {
  const conditions = [eventCondition(filter), ofReader(inScope(scope, 'e'))];
  // A stored filter has a span of time, unless it is narrow, so that the time of this reading has no effect.
  if (terms !== undefined)
    conditions.push(ofReader(filterCondition(parseFilter(EVENT_LIST, terms, new Date(0)))));
  return Prisma.join(conditions, ' AND ');
}

/** SQL of the reader's library for Prisma. Both are the same library, but each recognises only its own class. */
export const ofReader = ({
  strings,
  values,
}: {
  readonly strings: readonly string[];
  readonly values: readonly unknown[];
}): Prisma.Sql => new Prisma.Sql(strings, values);

/** The columns of an event that a replay needs. */
export type StoredEvent = Awaited<ReturnType<typeof matchingEvents>>[number];

/** Events from one id to another, as the filter's condition needs them. */
export interface EventRange {
  /** The event after which the page begins. */
  readonly after: bigint;
  /** The last event that counts. */
  readonly upTo: bigint;
}

/** How many events match, and the last one that counts: `fixed`, or the last one that is recorded. */
export async function countEvents(
  db: Database,
  selection: EventSelection,
  fixed?: string,
): Promise<{ readonly count: number; readonly upTo: bigint }> {
  const upTo = fixed === undefined ? await lastEvent(db) : BigInt(fixed);
  const [row] = await db.$queryRaw<{ count: bigint }[]>`
    SELECT count(*) AS count FROM events e WHERE ${selectionCondition(selection)} AND id <= ${upTo}`;
  return { count: Number(row?.count ?? 0), upTo };
}

async function lastEvent(db: Database): Promise<bigint> {
  const [last] = await db.$queryRaw<{ id: bigint }[]>`SELECT coalesce(max(id), 0)::bigint AS id FROM events`;
  return last?.id ?? 0n;
}

/** A page of matching events in the order of recording: a filter may match millions. */
export async function matchingEvents(
  db: Database,
  selection: EventSelection,
  { after, upTo, limit }: EventRange & { readonly limit: number },
) {
  const found = await db.$queryRaw<{ id: bigint }[]>`
    SELECT id FROM events e WHERE ${selectionCondition(selection)} AND id > ${after} AND id <= ${upTo} ORDER BY id LIMIT ${limit}`;
  return db.event.findMany({ where: { id: { in: found.map(({ id }) => id) } }, orderBy: { id: 'asc' } });
}
