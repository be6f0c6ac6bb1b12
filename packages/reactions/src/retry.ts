import { type Database, OUTBOX_CHANNEL, Prisma, type Transaction } from '@payspool/db';
import type { ReactionKey } from './claim.ts';
import { promote, promoteAfter } from './promote.ts';
import { given } from './turns.ts';

export interface ReactionFilter {
  readonly id?: bigint | undefined;
  readonly topic?: string | undefined;
  readonly consumer?: string | undefined;
  /** Reference of an order, payment or subscription, as in the outbox or as the provider names it. */
  readonly ref?: string | undefined;
  readonly status?: string | undefined;
  /** By the time at which the transition was written. */
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
  /** The last transition that counts. */
  readonly upTo?: bigint | undefined;
  /** Only of these accounts; of every account of a provider, if none is named. */
  readonly accounts?:
    | readonly { readonly provider: string; readonly account?: string | undefined }[]
    | undefined;
  /** A further condition, on `reactions r` and `outbox o`. */
  readonly where?: Prisma.Sql | undefined;
}

/** The filter over `reactions` joined with `outbox`. */
export function reactionCondition({
  id,
  topic,
  consumer,
  ref,
  status,
  since,
  until,
  upTo,
  accounts,
  where,
}: ReactionFilter): Prisma.Sql {
  const conditions = [
    id !== undefined && Prisma.sql`outbox.id = ${id}`,
    topic && Prisma.sql`outbox.topic = ${topic}`,
    consumer && Prisma.sql`reactions.consumer = ${consumer}`,
    ref &&
      Prisma.sql`(outbox.aggregate_ref = ${ref} OR outbox.aggregate_id IN (SELECT aggregate_id FROM aliases WHERE ref = ${ref}))`,
    status && Prisma.sql`reactions.status = ${status}::reaction_status`,
    since && Prisma.sql`outbox.created_at >= ${since}`,
    until && Prisma.sql`outbox.created_at < ${until}`,
    upTo !== undefined && Prisma.sql`outbox.id <= ${upTo}`,
    accounts && ofAccounts(accounts),
    where &&
      Prisma.sql`(reactions.outbox_id, reactions.consumer) IN (
        SELECT r.outbox_id, r.consumer FROM reactions r JOIN outbox o ON o.id = r.outbox_id WHERE ${where})`,
  ];
  return Prisma.join(
    [Prisma.sql`true`, ...conditions.filter((condition) => typeof condition === 'object')],
    ' AND ',
  );
}

/** With the connected accounts of each. */
function ofAccounts(accounts: NonNullable<ReactionFilter['accounts']>): Prisma.Sql {
  if (accounts.length === 0) return Prisma.sql`false`;
  const each = accounts.map(({ provider, account }) =>
    account === undefined
      ? Prisma.sql`outbox.provider = ${provider}`
      : Prisma.sql`(outbox.provider = ${provider} AND (outbox.account = ${account} OR starts_with(outbox.account, ${`${account}/`})))`,
  );
  return Prisma.sql`(${Prisma.join(each, ' OR ')})`;
}

const AGAIN = {
  /** What ended without success. */
  failed: ['failed', 'skipped'],
  all: ['failed', 'skipped', 'succeeded'],
  /** What failed or still waits for an attempt: it can be skipped. */
  unfinished: ['failed', 'waiting', 'ready', 'queued'],
} as const;

/** Which reactions, by their status. */
export interface Which {
  readonly again: keyof typeof AGAIN;
}

const isAmong = ({ again }: Which): Prisma.Sql =>
  Prisma.sql`reactions.status::text = ANY(${[...AGAIN[again]]}::text[])`;

/** A reaction that can be retried or skipped. */
export interface FinishedReaction extends ReactionKey {
  readonly aggregateId: string;
  readonly topic: string;
  readonly provider: string;
  readonly account: string;
  readonly aggregateKind: string;
  readonly aggregateRef: string;
  readonly idempotencyKey: string;
  readonly status: string;
  readonly attempts: number;
  readonly error: string | null;
}

/** A page of such reactions, in the order of publishing. */
export const findRetryable = (
  db: Database,
  filter: ReactionFilter,
  { after, limit, ...which }: Which & { readonly after: ReactionKey; readonly limit: number },
): Promise<FinishedReaction[]> => db.$queryRaw`
  SELECT outbox.id AS "outboxId", reactions.consumer, reactions.aggregate_id::text AS "aggregateId", topic, provider, account,
    aggregate_kind AS "aggregateKind", aggregate_ref AS "aggregateRef", idempotency_key AS "idempotencyKey",
    reactions.status::text AS status, attempts, error
  FROM reactions JOIN outbox ON outbox.id = reactions.outbox_id
  WHERE ${isAmong(which)} AND ${reactionCondition(filter)} AND (outbox.id, reactions.consumer) > (${after.outboxId}::bigint, ${after.consumer}::text)
  ORDER BY outbox.id, reactions.consumer LIMIT ${limit}`;

/** The number of all such reactions. */
export async function countRetryable(db: Database, filter: ReactionFilter, which: Which): Promise<number> {
  const [row] = await db.$queryRaw<{ count: bigint }[]>`
    SELECT count(*) AS count FROM reactions JOIN outbox ON outbox.id = reactions.outbox_id
    WHERE ${isAmong(which)} AND ${reactionCondition(filter)}`;
  return Number(row?.count ?? 0);
}

interface Change extends Which {
  /** Writes what belongs to the change, in its transaction. */
  readonly beforeCommit?: (tx: Transaction) => Promise<void>;
}

/**
 * Retries finished reactions, each at its turn. They keep their idempotency keys. Their transitions count as undelivered again, so that none
 * is deleted meanwhile. Reactions that were retried by somebody else meanwhile stay as they are.
 */
export async function retryThese(
  db: Database,
  reactions: readonly (ReactionKey & { readonly aggregateId: string })[],
  { beforeCommit, ...which }: Change,
): Promise<void> {
  await db.$transaction(async (tx) => {
    await tx.$executeRaw`
      WITH again AS MATERIALIZED (
        SELECT outbox.id, reactions.consumer FROM reactions JOIN outbox ON outbox.id = reactions.outbox_id
        JOIN ${given(reactions)} ON given.outbox_id = reactions.outbox_id AND given.consumer = reactions.consumer
        WHERE ${isAmong(which)} ORDER BY outbox.id FOR UPDATE OF reactions, outbox
      ), undelivered AS (
        UPDATE outbox SET delivered_at = NULL WHERE id IN (SELECT id FROM again) AND delivered_at IS NOT NULL
      )
      UPDATE reactions SET status = 'waiting', finished_at = NULL, queued_at = NULL
      FROM again WHERE reactions.outbox_id = again.id AND reactions.consumer = again.consumer`;
    await beforeCommit?.(tx);
  });
  await promote(db, [...new Set(reactions.map(({ aggregateId }) => BigInt(aggregateId)))]);
  await db.$executeRaw`SELECT pg_notify(${OUTBOX_CHANNEL}, '')`;
}

/** Ends reactions as `skipped`, with a reason, and lets the next ones of the same purchases run. One that runs now is not touched. */
export async function skipThese(
  db: Database,
  reactions: readonly ReactionKey[],
  { beforeCommit, reason, ...which }: Change & { readonly reason: string },
): Promise<void> {
  const ended = await db.$transaction(async (tx) => {
    const skipped = await tx.$queryRaw<{ outboxId: bigint; aggregateId: bigint }[]>`
      UPDATE reactions SET status = 'skipped', finished_at = now(), lease_until = NULL, error = ${reason}
      FROM ${given(reactions)}
      WHERE reactions.outbox_id = given.outbox_id AND reactions.consumer = given.consumer AND ${isAmong(which)}
        AND (reactions.lease_until IS NULL OR reactions.lease_until <= now())
      RETURNING reactions.outbox_id AS "outboxId", reactions.aggregate_id AS "aggregateId"`;
    await beforeCommit?.(tx);
    return skipped;
  });
  if (ended.length > 0) await promoteAfter(db, ended);
  await db.$executeRaw`SELECT pg_notify(${OUTBOX_CHANNEL}, '')`;
}

/** Retries all reactions of a filter, with `retryThese`. Returns the number of reactions. */
export async function retryReactions(db: Database, filter: ReactionFilter, which: Which): Promise<number> {
  let after: ReactionKey = { outboxId: 0n, consumer: '' };
  for (let count = 0; ;) {
    const page = await findRetryable(db, filter, { ...which, after, limit: 100 });
    if (page.length > 0) await retryThese(db, page, which);
    count += page.length;
    after = page.at(-1) ?? after;
    if (page.length < 100) return count;
  }
}
