import type { Database, Prisma } from '@payspool/db';

export interface EventFilter {
  readonly provider?: string | undefined;
  readonly account?: string | undefined;
  /** The provider's own event type. */
  readonly type?: string | undefined;
  readonly status?: 'applied' | 'ignored' | 'failed' | undefined;
  /** An order, payment, subscription, … reference: everything that belongs to that purchase or subscription. */
  readonly order?: string | undefined;
  readonly since?: Date | undefined;
  /** Text that the body holds, byte for byte. */
  readonly text?: string | undefined;
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
export async function findEvents(db: Database, filter: EventFilter, limit: number) {
  return db.event.findMany({
    where: await whereOf(db, filter),
    select: SUMMARY,
    orderBy: { id: 'desc' },
    take: limit,
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

export async function whereOf(
  db: Database,
  { provider, account, type, status, order, since, text }: EventFilter,
): Promise<Prisma.EventWhereInput> {
  return {
    ...(provider && { provider }),
    ...(account && { account }),
    ...(type && { type }),
    ...(status && { status }),
    ...(since && { receivedAt: { gte: since } }),
    ...(order && { aggregate: { aliases: { some: { ref: order } } } }),
    ...(text && { id: { in: await idsHolding(db, text) } }),
  };
}

/** Reads every body that is still there; there is no index over what providers write. */
async function idsHolding(db: Database, text: string): Promise<bigint[]> {
  const rows = await db.$queryRaw<{ id: bigint }[]>`
    SELECT id FROM events WHERE raw_body IS NOT NULL AND position(convert_to(${text}, 'UTF8') IN raw_body) > 0`;
  return rows.map(({ id }) => id);
}
