import type { Database } from '@payspool/db';
import { waitFor } from '@payspool/testkit';
import type { Ledger } from './ledger.ts';

const TIMEOUT_MS = 120_000;

/**
 * How long it takes after a fault was lifted until the whole way works again: each ingest acknowledges what is sent to it, and
 * something that was received since then is applied. Milliseconds; `undefined` when it does not happen within two minutes.
 */
export function watchRecovery(
  db: Database,
  ledger: Ledger,
  ingests: readonly { readonly label: string }[],
): (liftedAt: number) => Promise<number | undefined> {
  const isApplying = async (since: number) => {
    const received = { status: 'applied', receivedAt: { gt: new Date(since) } } as const;
    // The database may be the one that is down.
    return db.event.findFirst({ where: received, select: { id: true } }).catch(() => null);
  };
  return (liftedAt) => {
    const works = async () =>
      ingests.every(({ label }) => ledger.hasAcknowledgedSince(label, liftedAt)) &&
      (await isApplying(liftedAt)) !== null;
    return waitFor(works, { timeoutMs: TIMEOUT_MS, everyMs: 100, what: 'recovery' }).then(
      () => Date.now() - liftedAt,
      () => undefined,
    );
  };
}
