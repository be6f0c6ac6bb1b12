import { type Database, Prisma } from '@payspool/db';

/** The statuses of a recorded event. */
export const EVENT_STATUSES = ['applied', 'ignored', 'failed', 'split'] as const;

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

/** The columns of an event that a replay needs. */
export type StoredEvent = Awaited<ReturnType<typeof matchingEvents>>[number];

/** Events from one id to another, as the filter's condition needs them. */
export interface EventRange {
  /** The event after which the page begins. */
  readonly after: bigint;
  /** The last event that counts. */
  readonly upTo: bigint;
}

/** How many events match, and the last one that is recorded. */
export async function countEvents(
  db: Database,
  filter: EventFilter,
): Promise<{ readonly count: number; readonly upTo: bigint }> {
  const [last] = await db.$queryRaw<{ id: bigint }[]>`SELECT coalesce(max(id), 0)::bigint AS id FROM events`;
  const upTo = last?.id ?? 0n;
  const [row] = await db.$queryRaw<{ count: bigint }[]>`
    SELECT count(*) AS count FROM events WHERE ${eventCondition(filter)} AND id <= ${upTo}`;
  return { count: Number(row?.count ?? 0), upTo };
}

/** A page of matching events in the order of recording: a filter may match millions. */
export async function matchingEvents(
  db: Database,
  filter: EventFilter,
  { after, upTo, limit }: EventRange & { readonly limit: number },
) {
  const found = await db.$queryRaw<{ id: bigint }[]>`
    SELECT id FROM events WHERE ${eventCondition(filter)} AND id > ${after} AND id <= ${upTo} ORDER BY id LIMIT ${limit}`;
  return db.event.findMany({ where: { id: { in: found.map(({ id }) => id) } }, orderBy: { id: 'asc' } });
}
