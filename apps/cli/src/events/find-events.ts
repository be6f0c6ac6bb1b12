import type { Database, Prisma } from '@payspool/db';

export interface EventFilter {
  readonly provider?: string | undefined;
  readonly account?: string | undefined;
  /** The provider's own event type. */
  readonly type?: string | undefined;
  readonly status?: 'applied' | 'ignored' | 'failed' | undefined;
  /** An order or subscription reference: everything that belongs to that purchase or subscription. */
  readonly ref?: string | undefined;
  readonly since?: Date | undefined;
}

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
export function findEvents(db: Database, filter: EventFilter, limit: number) {
  return db.event.findMany({ where: whereOf(filter), select: SUMMARY, orderBy: { id: 'desc' }, take: limit });
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
  const changed = await db.change.findMany({ where: { ...owner, eventKey }, orderBy: [{ ref: 'asc' }, { sequence: 'asc' }] });
  const neighbours =
    aggregateId === null
      ? []
      : await db.event.findMany({ where: { aggregateId }, select: SUMMARY, orderBy: [{ occurredAt: 'asc' }, { id: 'asc' }] });
  return {
    ...shown,
    changed: changed.map(({ kind, ref, from, to, at }) => ({ kind, ref, from, to, at })),
    neighbours: neighbours.filter((other) => other.eventKey !== eventKey),
  };
}

function whereOf({ provider, account, type, status, ref, since }: EventFilter): Prisma.EventWhereInput {
  return {
    ...(provider && { provider }),
    ...(account && { account }),
    ...(type && { type }),
    ...(status && { status }),
    ...(since && { receivedAt: { gte: since } }),
    ...(ref && { aggregate: { aliases: { some: { ref } } } }),
  };
}
