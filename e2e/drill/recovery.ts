import type { Database } from '@payspool/db';
import { waitFor } from '@payspool/testkit';
import type { Ledger } from './ledger.ts';

const TIMEOUT_MS = 120_000;

/**
 * The time after the end of a fault until both ends work again: each ingest acknowledges deliveries, and events are applied. The
 * backlog is processed after that. In milliseconds; `undefined` if it takes more than two minutes.
 */
export function watchRecovery(
  db: Database,
  ledger: Ledger,
  ingests: readonly { readonly label: string }[],
): (liftedAt: number) => Promise<number | undefined> {
  const lastApplied = async () => {
    const { _max } = await db.event.aggregate({ _max: { appliedAt: true } });
    return _max.appliedAt?.getTime() ?? 0;
  };
  return (liftedAt) => {
    const works = async () =>
      ingests.every(({ label }) => ledger.hasAcknowledgedSince(label, liftedAt)) &&
      // The database itself may be down.
      (await lastApplied().catch(() => 0)) > liftedAt;
    return waitFor(works, { timeoutMs: TIMEOUT_MS, everyMs: 100, what: 'recovery' }).then(
      () => Date.now() - liftedAt,
      () => undefined,
    );
  };
}
