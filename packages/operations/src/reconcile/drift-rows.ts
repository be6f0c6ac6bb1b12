import type { Database } from '@payspool/db';
import { Finding } from './finding.ts';

/** Writes a finding. One that was resolved before counts as found anew. */
export async function writeDrift(
  db: Pick<Database, '$executeRaw'>,
  { provider, account, kind, id, class: name, rows, remedy }: Finding,
  now: Date,
): Promise<void> {
  await db.$executeRaw`
    INSERT INTO drift AS known (provider, account, object_kind, object_id, class, rows, remedy, found_at, seen_at)
    VALUES (${provider}, ${account}, ${kind}, ${id}, ${name}, ${JSON.stringify(rows)}::jsonb, ${remedy}, ${now}, ${now})
    ON CONFLICT (provider, account, object_kind, object_id) DO UPDATE SET
      class = excluded.class, rows = excluded.rows, remedy = excluded.remedy, seen_at = excluded.seen_at, resolved_at = NULL,
      found_at = CASE WHEN known.resolved_at IS NULL THEN known.found_at ELSE excluded.found_at END`;
}

/** Notes that an object no longer differs, in whichever account of the unit it was found. */
export async function resolveDrift(
  db: Pick<Database, '$executeRaw'>,
  { provider, accounts, kind, id }: DriftKey,
  now: Date,
): Promise<void> {
  await db.$executeRaw`
    UPDATE drift SET resolved_at = ${now}
    WHERE provider = ${provider} AND account = ANY(${[...accounts]}::text[]) AND object_kind = ${kind} AND object_id = ${id}
      AND resolved_at IS NULL`;
}

export interface DriftKey {
  readonly provider: string;
  readonly accounts: readonly string[];
  readonly kind: string;
  readonly id: string;
}

/** The finding of an object since a time, resolved or not. */
export async function driftSince(
  db: Pick<Database, 'drift'>,
  { provider, accounts, kind: objectKind, id: objectId }: DriftKey,
  since: Date,
): Promise<Finding | undefined> {
  const row = await db.drift.findFirst({
    where: { provider, account: { in: [...accounts] }, objectKind, objectId, seenAt: { gte: since } },
  });
  return row
    ? Finding.parse({
        provider,
        account: row.account,
        kind: objectKind,
        id: objectId,
        class: row.class,
        rows: row.rows,
        remedy: row.remedy,
        applied: row.resolvedAt !== null,
      })
    : undefined;
}

/** Objects that an earlier comparison found and that were not found since: whether they still differ must be seen. */
export async function earlierDrift(
  db: Pick<Database, 'drift'>,
  {
    provider,
    account,
    kinds,
    before,
    after,
    limit,
  }: {
    readonly provider: string;
    /** The account of the rows. */
    readonly account: string;
    readonly kinds: readonly string[] | undefined;
    readonly before: Date;
    readonly after: { readonly kind: string; readonly id: string } | undefined;
    readonly limit: number;
  },
): Promise<{ kind: string; id: string }[]> {
  const rows = await db.drift.findMany({
    where: {
      provider,
      account,
      resolvedAt: null,
      seenAt: { lt: before },
      // Information does not change, and there may be much of it.
      class: { notIn: ['gone', 'elsewhere'] },
      ...(kinds && { objectKind: { in: [...kinds] } }),
      ...(after && {
        OR: [{ objectKind: { gt: after.kind } }, { objectKind: after.kind, objectId: { gt: after.id } }],
      }),
    },
    orderBy: [{ objectKind: 'asc' }, { objectId: 'asc' }],
    take: limit,
    select: { objectKind: true, objectId: true },
  });
  return rows.map(({ objectKind: kind, objectId: id }) => ({ kind, id }));
}

/** The number of objects that differ now, by provider and class. */
export async function countDrift(
  db: Pick<Database, 'drift'>,
): Promise<readonly { readonly provider: string; readonly class: string; readonly count: number }[]> {
  const counts = await db.drift.groupBy({
    by: ['provider', 'class'],
    where: { resolvedAt: null },
    _count: true,
    orderBy: [{ provider: 'asc' }, { class: 'asc' }],
  });
  return counts.map(({ provider, class: name, _count: count }) => ({ provider, class: name, count }));
}
