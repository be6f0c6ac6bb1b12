import type { Database, Prisma } from '@payspool/db';
import { eventCondition, type EventFilter } from '@payspool/operations';
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
