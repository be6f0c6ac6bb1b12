import { type Database, Prisma } from '@payspool/db';
import { timelineOf } from './timeline.ts';

const SUMMARY = {
  provider: true,
  account: true,
  eventKey: true,
  type: true,
  status: true,
  occurredAt: true,
  receivedAt: true,
  error: true,
  partOf: true,
  providerAccount: true,
} as const satisfies Prisma.EventSelect;

/** The number of parts of a delivery by status. */
export type PartCounts = Readonly<Record<string, number>>;

/** Sorted by receipt, newest first. A delivery of several parts comes before its parts, with their counts. */
export async function findEvents(db: Database, filter: EventFilter, limit: number) {
  const found = await db.$queryRaw<{ id: bigint }[]>`
    SELECT id FROM events WHERE ${eventCondition(filter)} ORDER BY id DESC LIMIT ${limit}`;
  const events = await db.event.findMany({
    where: { id: { in: found.map(({ id }) => id) } },
    select: SUMMARY,
    orderBy: { id: 'desc' },
  });
  const deliveries = events.filter(({ status }) => status === 'split');
  if (deliveries.length === 0) return events.map((event) => ({ ...event, partCounts: undefined }));
  const counted = await db.event.groupBy({
    by: ['provider', 'account', 'partOf', 'status'],
    where: {
      OR: deliveries.map(({ provider, account, eventKey: partOf }) => ({ provider, account, partOf })),
    },
    _count: true,
  });
  return events.map((event) => {
    if (event.status !== 'split') return { ...event, partCounts: undefined };
    const own = counted.filter(
      ({ provider, account, partOf }) =>
        provider === event.provider && account === event.account && partOf === event.eventKey,
    );
    const partCounts: PartCounts | undefined = Object.fromEntries(
      own.map(({ status, _count }) => [status, _count]),
    );
    return { ...event, partCounts };
  });
}

/** One event by its key, with what it changed and what else happened to the same purchase or subscription. */
export async function findEvent(db: Database, eventKey: string, { provider, account }: EventFilter = {}) {
  const event = await db.event.findFirst({
    where: { eventKey, ...(provider && { provider }), ...(account && { account }) },
    select: { ...SUMMARY, appliedAt: true, canonical: true, aggregateId: true },
  });
  if (!event) return undefined;
  const { aggregateId, ...shown } = event;
  const deliveryKey = event.partOf ?? eventKey;
  const owner = { provider: event.provider, account: event.account };
  const changedBy = await db.change.findMany({
    where: { ...owner, eventKey },
    distinct: ['kind', 'ref'],
    select: { kind: true, ref: true },
    orderBy: [{ ref: 'asc' }, { kind: 'asc' }],
  });
  const changed = await Promise.all(
    changedBy.map(async ({ kind, ref }) =>
      (await timelineOf(db, { ...owner, ref }))
        .filter((entry) => entry.kind === kind && entry.eventKey === eventKey)
        .map(({ from, to, at }) => ({ kind, ref, from, to, at })),
    ),
  );
  const neighbours =
    aggregateId === null
      ? []
      : await db.event.findMany({
          where: { aggregateId },
          select: SUMMARY,
          orderBy: [{ occurredAt: 'asc' }, { id: 'asc' }],
        });
  const parts = await db.event.findMany({
    where: { ...owner, partOf: eventKey },
    select: SUMMARY,
    orderBy: { id: 'asc' },
  });
  return {
    ...shown,
    // For a part: the body of its delivery. Null after it expired or was erased.
    bodyOf: (await hasBody(db, owner, deliveryKey)) ? deliveryKey : null,
    parts,
    changed: changed.flat(),
    neighbours: neighbours.filter((other) => other.eventKey !== eventKey),
  };
}

async function hasBody(
  db: Database,
  owner: { readonly provider: string; readonly account: string },
  eventKey: string,
): Promise<boolean> {
  const [row] = await db.$queryRaw<{ kept: boolean }[]>`
    SELECT raw_body IS NOT NULL AS kept FROM events
    WHERE provider = ${owner.provider} AND account = ${owner.account} AND event_key = ${eventKey}`;
  return row?.kept ?? false;
}

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
export type StoredEvent = Awaited<ReturnType<typeof nextPage>>[number];

export interface Matches {
  readonly count: number;
  /** The events in order of recording, one page at a time, because a filter may match millions. */
  readonly events: AsyncGenerator<StoredEvent>;
}

const PAGE = 100;

export async function matchingEvents(db: Database, filter: EventFilter): Promise<Matches> {
  const condition = eventCondition(filter);
  const [row] = await db.$queryRaw<
    { count: bigint }[]
  >`SELECT count(*) AS count FROM events WHERE ${condition}`;
  return { count: Number(row?.count ?? 0), events: pages(db, condition) };
}

async function* pages(db: Database, condition: Prisma.Sql): AsyncGenerator<StoredEvent> {
  let last = 0n;
  for (;;) {
    const page = await nextPage(db, condition, last);
    yield* page;
    const end = page.at(-1);
    if (!end) return;
    last = end.id;
  }
}

async function nextPage(db: Database, condition: Prisma.Sql, after: bigint) {
  const found = await db.$queryRaw<{ id: bigint }[]>`
    SELECT id FROM events WHERE ${condition} AND id > ${after} ORDER BY id LIMIT ${PAGE}`;
  return db.event.findMany({ where: { id: { in: found.map(({ id }) => id) } }, orderBy: { id: 'asc' } });
}
