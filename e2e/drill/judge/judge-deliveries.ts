import type { Database } from '@payspool/db';

/** What became of the deliveries that were acknowledged. */
export interface DeliveryVerdict {
  /** Acknowledged, and in the log of events neither as applied nor as ignored: hashes of their bodies. */
  readonly lost: readonly string[];
  /** In the log more often than once. */
  readonly twice: readonly string[];
  /** Recorded as failed: authentic deliveries that should have been applied. */
  readonly failed: readonly string[];
  readonly recorded: number;
  readonly applied: number;
}

/** Compares what providers were answered with the log of events, by the bytes of the bodies. */
export async function judgeDeliveries(
  db: Database,
  acknowledged: readonly string[],
): Promise<DeliveryVerdict> {
  const rows = await db.$queryRaw<{ hash: string; status: string }[]>`
    SELECT encode(sha256(raw_body), 'hex') AS hash, status::text FROM events`;
  const failed = rows.filter(({ status }) => status === 'failed').map(({ hash }) => hash);
  const times = new Map<string, number>();
  for (const { hash, status } of rows) if (status !== 'failed') times.set(hash, (times.get(hash) ?? 0) + 1);
  return {
    lost: acknowledged.filter((hash) => !times.has(hash)),
    twice: [...times].filter(([, count]) => count > 1).map(([hash]) => hash),
    failed,
    recorded: rows.length,
    applied: rows.filter(({ status }) => status === 'applied').length,
  };
}
