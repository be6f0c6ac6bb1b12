import type { Database } from '@payspool/db';
import { waitFor } from '@payspool/testkit';
import type { Ledger } from './ledger.ts';

const TIMEOUT_MS = 120_000;

/**
 * How long it takes after a fault was lifted until both ends work again: each ingest acknowledges what is sent to it, and events are
 * applied. What has piled up in the meantime is worked off after that. Milliseconds; `undefined` when it takes more than two minutes.
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
      // The database may be the one that is down.
      (await lastApplied().catch(() => 0)) > liftedAt;
    return waitFor(works, { timeoutMs: TIMEOUT_MS, everyMs: 100, what: 'recovery' }).then(
      () => Date.now() - liftedAt,
      () => undefined,
    );
  };
}
