import type { Database, Prisma } from '@payspool/db';
import { eventCondition, type EventFilter } from './event-condition.ts';

const SUMMARY = {
  provider: true,
  account: true,
  eventKey: true,
  type: true,
  status: true,
  occurredAt: true,
  receivedAt: true,
  error: true,
} as const satisfies Prisma.EventSelect;

/** Newest receipt first. */
export async function findEvents(db: Database, filter: EventFilter, limit: number) {
  const found = await db.$queryRaw<{ id: bigint }[]>`
    SELECT id FROM events WHERE ${eventCondition(filter)} ORDER BY id DESC LIMIT ${limit}`;
  return db.event.findMany({
    where: { id: { in: found.map(({ id }) => id) } },
    select: SUMMARY,
    orderBy: { id: 'desc' },
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
  const owner = { provider: event.provider, account: event.account };
  const changed = await db.change.findMany({
    where: { ...owner, eventKey },
    orderBy: [{ ref: 'asc' }, { sequence: 'asc' }],
  });
  const neighbours =
    aggregateId === null
      ? []
      : await db.event.findMany({
          where: { aggregateId },
          select: SUMMARY,
          orderBy: [{ occurredAt: 'asc' }, { id: 'asc' }],
        });
  return {
    ...shown,
    changed: changed.map(({ kind, ref, from, to, at }) => ({ kind, ref, from, to, at })),
    neighbours: neighbours.filter((other) => other.eventKey !== eventKey),
  };
}
