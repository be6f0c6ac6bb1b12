import type { Database } from '@payspool/db';
import type { ReactionKey } from './claim.ts';
import { promoteAfter } from './promote.ts';

export type Ending = 'succeeded' | 'failed' | 'skipped';

/** One attempt at a reaction. Its result counts unless a later attempt has begun. */
interface AttemptKey extends ReactionKey {
  readonly attempt: number;
}

/** The result of an attempt. */
export interface AttemptEnding extends AttemptKey {
  readonly status: Ending;
  readonly error?: string | null;
}

/**
 * Ends a reaction, and makes the next one of the same purchase or subscription and consumer ready.
 *
 * @returns the number of reactions that became ready; `undefined` if the attempt's lease was over and another attempt has begun, whose result counts
 */
export async function settle(
  db: Database,
  key: AttemptKey,
  ending: { readonly status: Ending; readonly error?: string | null },
): Promise<number | undefined> {
  const [ready] = await settleReactions(db, [{ ...key, ...ending }]);
  return ready;
}

/** The same for a set of attempts, in two statements. The returned number is that of all of them together. */
export async function settleReactions(
  db: Database,
  endings: readonly AttemptEnding[],
): Promise<(number | undefined)[]> {
  const ended = await db.$queryRaw<(AttemptKey & { readonly aggregateId: bigint })[]>`
    UPDATE reactions SET status = given.status::reaction_status, finished_at = now(), lease_until = NULL, error = given.error
    FROM unnest(${endings.map(({ outboxId }) => outboxId)}::bigint[], ${endings.map(({ consumer }) => consumer)}::text[],
      ${endings.map(({ attempt }) => attempt)}::int[], ${endings.map(({ status }) => status)}::text[],
      ${endings.map(({ error = null }) => error)}::text[]) AS given (outbox_id, consumer, attempt, status, error)
    WHERE reactions.outbox_id = given.outbox_id AND reactions.consumer = given.consumer
      AND reactions.attempts = given.attempt AND reactions.finished_at IS NULL
    RETURNING reactions.outbox_id AS "outboxId", reactions.consumer, reactions.attempts AS attempt,
      reactions.aggregate_id AS "aggregateId"`; // the present aggregate: two purchases may have been merged meanwhile
  if (ended.length === 0) return endings.map(() => undefined);
  // A separate statement after the commit, so that the later of two consumers that finish at once sees both.
  const ready = await promoteAfter(db, ended);
  const names = new Set(ended.map(nameOf));
  return endings.map((ending) => (names.has(nameOf(ending)) ? ready : undefined));
}

const nameOf = ({ outboxId, consumer, attempt }: AttemptKey): string => `${outboxId} ${consumer} ${attempt}`;

/** Returns an attempt that failed or was interrupted; another one follows. */
export async function release(
  db: Database,
  { outboxId, consumer, attempt }: AttemptKey,
  error: string,
): Promise<void> {
  await db.$executeRaw`
    UPDATE reactions SET lease_until = NULL, queued_at = now(), error = ${error}
    WHERE outbox_id = ${outboxId} AND consumer = ${consumer} AND attempts = ${attempt} AND finished_at IS NULL`;
}
