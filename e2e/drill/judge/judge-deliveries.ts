import type { DrillStack } from '../drill-stack.ts';
import { repeated } from './repeated.ts';

/** The result for the acknowledged deliveries. */
export interface DeliveryVerdict {
  /** Acknowledged, but not in the event log as applied or ignored: hashes of their bodies. */
  readonly lost: readonly string[];
  /** Events that were applied more than once, or bodies that are in the log more than once. */
  readonly twice: readonly string[];
  /** Authentic deliveries that were recorded as failed but should have been applied. */
  readonly failed: readonly string[];
  readonly recorded: number;
  readonly applied: number;
}

/** Compares the answers to providers with the event log, by the bytes of the bodies. */
export async function judgeDeliveries(
  { db, applications }: Pick<DrillStack, 'db' | 'applications'>,
  acknowledged: readonly string[],
): Promise<DeliveryVerdict> {
  const rows = await db.$queryRaw<{ hash: string; status: string }[]>`
    SELECT encode(sha256(raw_body), 'hex') AS hash, status::text FROM events`;
  const failed = rows.filter(({ status }) => status === 'failed').map(({ hash }) => hash);
  const recorded = rows.filter(({ status }) => status !== 'failed').map(({ hash }) => hash);
  const known = new Set(recorded);
  return {
    lost: acknowledged.filter((hash) => !known.has(hash)),
    twice: [...repeated(recorded), ...repeated(await applications())],
    failed,
    recorded: rows.length,
    applied: rows.filter(({ status }) => status === 'applied').length,
  };
}
