import type { Database } from '@payspool/db';

/** A reaction's name. */
export interface ReactionKey {
  readonly outboxId: bigint;
  readonly consumer: string;
}

/** A transition, as the attempt that has it for itself reads it. */
export interface ClaimedReaction {
  readonly topic: string;
  readonly payload: unknown;
  readonly idempotencyKey: string;
  /** 1 for the first. */
  readonly attempt: number;
  /** Its consumer is told nothing for now. */
  readonly isDisabled: boolean;
}

export type Claim =
  | ({ readonly claim: 'taken' } & ClaimedReaction)
  /** It succeeded, or was skipped: there is nothing to do. */
  | { readonly claim: 'finished' }
  /** Another attempt has it, or a later one of the same purchase, or has died with it, until then. */
  | { readonly claim: 'leased'; readonly forMs: number }
  /** An earlier one is unfinished: it waits again. */
  | { readonly claim: 'behind'; readonly aggregateId: bigint };

/** Takes a reaction for one attempt, for so long and no longer, if it is its turn. One that failed for good is taken too: somebody asked for it again. */
export async function claimReaction(
  db: Database,
  { outboxId, consumer }: ReactionKey,
  leaseMs: number,
): Promise<Claim> {
  const [taken] = await db.$queryRaw<ClaimedReaction[]>`
    UPDATE reactions SET status = 'queued', attempts = attempts + 1, started_at = coalesce(started_at, now()),
      lease_until = now() + make_interval(secs => ${leaseMs / 1000}), queued_at = now(), finished_at = NULL
    FROM outbox
    WHERE outbox.id = reactions.outbox_id AND reactions.outbox_id = ${outboxId} AND reactions.consumer = ${consumer}
      AND reactions.status IN ('ready', 'queued', 'failed')
      AND (reactions.lease_until IS NULL OR reactions.lease_until <= now())
      AND NOT EXISTS (
        SELECT 1 FROM reactions AS earlier
        WHERE earlier.aggregate_id = reactions.aggregate_id AND earlier.consumer = reactions.consumer
          AND earlier.outbox_id < reactions.outbox_id AND earlier.status IN ('waiting', 'ready', 'queued'))
      AND NOT EXISTS (
        SELECT 1 FROM reactions AS later
        WHERE later.aggregate_id = reactions.aggregate_id AND later.consumer = reactions.consumer
          AND later.outbox_id > reactions.outbox_id AND later.lease_until > now())
    RETURNING outbox.topic, outbox.payload, outbox.idempotency_key AS "idempotencyKey", reactions.attempts AS attempt,
      EXISTS (SELECT 1 FROM disabled_consumers WHERE consumer = reactions.consumer) AS "isDisabled"`;
  if (taken) return { claim: 'taken', ...taken };
  return refusal(db, { outboxId, consumer });
}

async function refusal(db: Database, { outboxId, consumer }: ReactionKey): Promise<Claim> {
  const [row] = await db.$queryRaw<{ status: string; forMs: number; aggregateId: bigint }[]>`
    SELECT status, aggregate_id AS "aggregateId",
      greatest(0, extract(epoch FROM (
        SELECT max(lease_until) FROM reactions AS own_or_later
        WHERE own_or_later.aggregate_id = reactions.aggregate_id AND own_or_later.consumer = reactions.consumer
          AND own_or_later.outbox_id >= reactions.outbox_id) - now()) * 1000)::int AS "forMs"
    FROM reactions WHERE outbox_id = ${outboxId} AND consumer = ${consumer}`;
  if (!row || row.status === 'succeeded' || row.status === 'skipped') return { claim: 'finished' };
  if (row.forMs > 0) return { claim: 'leased', forMs: row.forMs };
  await db.$executeRaw`
    UPDATE reactions SET status = 'waiting'
    WHERE outbox_id = ${outboxId} AND consumer = ${consumer} AND status IN ('ready', 'queued', 'failed')
      AND (lease_until IS NULL OR lease_until <= now())`;
  return { claim: 'behind', aggregateId: row.aggregateId };
}
