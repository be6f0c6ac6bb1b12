import type { Database } from '@payspool/db';
import type { ReactionKey } from './claim.ts';
import { promoteAfter } from './promote.ts';

export type Ending = 'succeeded' | 'failed' | 'skipped';

/** One attempt at a reaction: its ending counts as long as no later one has begun. */
interface AttemptKey extends ReactionKey {
  readonly attempt: number;
}

/**
 * Ends a reaction, and makes the next one of the same purchase or subscription and consumer ready.
 *
 * @returns how many became ready; `undefined` when the attempt's lease was over and another has begun: that one will say how it ended
 */
export async function settle(
  db: Database,
  { outboxId, consumer, attempt }: AttemptKey,
  { status, error = null }: { readonly status: Ending; readonly error?: string | null },
): Promise<number | undefined> {
  const [ended] = await db.$queryRaw<{ aggregateId: bigint }[]>`
    UPDATE reactions SET status = ${status}::reaction_status, finished_at = now(), lease_until = NULL, error = ${error}
    WHERE outbox_id = ${outboxId} AND consumer = ${consumer} AND attempts = ${attempt} AND finished_at IS NULL
    RETURNING aggregate_id AS "aggregateId"`; // as it is now: two purchases may have become one meanwhile
  if (!ended) return undefined;
  // A statement of its own, after the commit: of two consumers that finish at once the later one sees both.
  return promoteAfter(db, { outboxId, aggregateId: ended.aggregateId });
}

/** Gives an attempt back that did not succeed, or had to be broken off: another one follows. */
export async function release(
  db: Database,
  { outboxId, consumer, attempt }: AttemptKey,
  error: string,
): Promise<void> {
  await db.$executeRaw`
    UPDATE reactions SET lease_until = NULL, queued_at = now(), error = ${error}
    WHERE outbox_id = ${outboxId} AND consumer = ${consumer} AND attempts = ${attempt} AND finished_at IS NULL`;
}
