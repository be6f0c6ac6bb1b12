import { type Database, Prisma, type Transaction } from '@payspool/db';
import { given, IS_ITS_TURN, lockTurns, type Place, statusOf } from './turns.ts';

/** The identity of a reaction. */
export interface ReactionKey {
  readonly outboxId: bigint;
  readonly consumer: string;
}

/** A transition, as read by the attempt that has reserved its reaction. */
export interface ClaimedReaction {
  readonly topic: string;
  readonly payload: unknown;
  readonly idempotencyKey: string;
  /** The number of the attempt, from 1. */
  readonly attempt: number;
  /** Its consumer is disabled. */
  readonly isDisabled: boolean;
}

export type Claim =
  | ({ readonly claim: 'taken' } & ClaimedReaction)
  /** It succeeded or was skipped, so there is nothing to do. */
  | { readonly claim: 'finished' }
  /** Until this time another attempt has reserved it, or a later reaction of the same purchase; that attempt may have died. */
  | { readonly claim: 'leased'; readonly forMs: number }
  /** An earlier reaction is unfinished, so this one waits again. */
  | { readonly claim: 'behind'; readonly aggregateId: bigint };

/** A requested attempt, with the time for which it reserves the reaction, in milliseconds. */
export interface WantedClaim extends ReactionKey {
  readonly leaseMs: number;
}

/**
 * Reserves a reaction for one attempt and a limited time, if it is its turn. A reaction that failed permanently is reserved too,
 * because a person has requested a retry.
 */
export async function claimReaction(db: Database, key: ReactionKey, leaseMs: number): Promise<Claim> {
  const [claim = FINISHED] = await claimReactions(db, [{ ...key, leaseMs }]);
  return claim;
}

/**
 * The same for a set of attempts, with the answers in the same order. Of the reactions of one purchase or subscription and
 * consumer, no two are reserved at once, even in different transactions.
 */
export async function claimReactions(db: Database, wanted: readonly WantedClaim[]): Promise<Claim[]> {
  const firsts = new Map<string, WantedClaim>();
  for (const claim of wanted) if (!firsts.has(nameOf(claim))) firsts.set(nameOf(claim), claim);
  const answers = new Map<WantedClaim, Claim>();
  for (const [name, claimed] of await take(db, [...firsts.values()], UNCONTESTED)) {
    const first = firsts.get(name);
    if (first) answers.set(first, claimed);
  }
  const left = wanted.filter((claim) => !answers.has(claim));
  if (left.length > 0) for (const [claim, came] of await claimInTurn(db, left)) answers.set(claim, came);
  return wanted.map((claim) => answers.get(claim) ?? FINISHED);
}

/** Claims reactions that another attempt may claim too, or that are refused. It locks their turns and returns a reason for each refusal. */
function claimInTurn(db: Database, wanted: readonly WantedClaim[]): Promise<Map<WantedClaim, Claim>> {
  return db.$transaction(
    async (tx) => {
      const places = new Map((await lockTurns(tx, wanted)).map((place) => [nameOf(place), place]));
      const answers = new Map<WantedClaim, Claim>();
      const turns = new Map<string, Asked[]>();
      for (const claim of wanted) {
        const place = places.get(nameOf(claim));
        if (!place) answers.set(claim, FINISHED);
        else append(turns, `${place.aggregateId} ${place.consumer}`, { claim, place });
      }
      const refused = await takeTurns(tx, [...turns.values()].map(inOrder), answers);
      for (const [claim, came] of await explain(tx, refused)) answers.set(claim, came);
      return answers;
    },
    { maxWait: 10_000, timeout: 30_000 },
  );
}

const FINISHED: Claim = { claim: 'finished' };

interface Asked {
  readonly claim: WantedClaim;
  readonly place: Place;
}

const nameOf = ({ outboxId, consumer }: ReactionKey): string => `${outboxId} ${consumer}`;

const inOrder = (asked: readonly Asked[]): Asked[] =>
  asked.toSorted(({ claim: one }, { claim: other }) => (one.outboxId < other.outboxId ? -1 : 1));

function append(turns: Map<string, Asked[]>, turn: string, asked: Asked): void {
  const others = turns.get(turn);
  if (others) others.push(asked);
  else turns.set(turn, [asked]);
}

/** Reserves the earliest allowed reaction of each turn. Returns the refused ones. */
async function takeTurns(
  tx: Transaction,
  turns: readonly (readonly Asked[])[],
  answers: Map<WantedClaim, Claim>,
): Promise<WantedClaim[]> {
  const refused: WantedClaim[] = [];
  for (let left = turns; left.length > 0;) {
    const taken = await takeLocked(
      tx,
      left.flatMap(([first]) => first ?? []),
    );
    const next: (readonly Asked[])[] = [];
    for (const [first, ...others] of left) {
      if (!first) continue;
      const claimed = taken.get(nameOf(first.claim));
      if (claimed) {
        answers.set(first.claim, claimed);
        refused.push(...others.map(({ claim }) => claim));
      } else {
        refused.push(first.claim);
        if (others.length > 0) next.push(others);
      }
    }
    left = next;
  }
  return refused;
}

/** The turns must be locked, with one reaction of each turn. A reaction that a merge moved meanwhile is not reserved. */
const takeLocked = (tx: Transaction, asked: readonly Asked[]): Promise<Map<string, Claim>> =>
  take(
    tx,
    asked.map(({ claim }) => claim),
    Prisma.sql`
      ${statusOf('reactions')} IN ('ready', 'queued', 'failed') AND (reactions.outbox_id, reactions.aggregate_id) IN (
        SELECT * FROM unnest(${asked.map(({ place }) => place.outboxId)}::bigint[], ${asked.map(({ place }) => place.aggregateId)}::bigint[]))`,
  );

/**
 * Claims reactions for which no conflict is possible, in one statement: an unfinished earlier reaction prevents later ones from
 * being reserved, and a finished earlier one is reserved again only if it failed.
 */
const UNCONTESTED = Prisma.sql`
  ${statusOf('reactions')} IN ('ready', 'queued') AND NOT EXISTS (
    SELECT 1 FROM reactions AS earlier
    WHERE earlier.aggregate_id = reactions.aggregate_id AND earlier.consumer = reactions.consumer
      AND earlier.outbox_id < reactions.outbox_id AND ${statusOf('earlier')} = 'failed')`;

/** Reserves the reactions whose turn it is. Each identity occurs once. */
async function take(
  db: Database | Transaction,
  claims: readonly WantedClaim[],
  condition: Prisma.Sql,
): Promise<Map<string, Claim>> {
  const rows = await db.$queryRaw<(ClaimedReaction & ReactionKey)[]>`
    WITH taken AS (
      UPDATE reactions SET status = 'queued', attempts = attempts + 1, started_at = coalesce(started_at, now()),
        lease_until = now() + make_interval(secs => given.lease), queued_at = now(), finished_at = NULL
      FROM unnest(${claims.map(({ outboxId }) => outboxId)}::bigint[], ${claims.map(({ consumer }) => consumer)}::text[],
        ${claims.map(({ leaseMs }) => leaseMs / 1000)}::float8[]) AS given (outbox_id, consumer, lease)
      WHERE reactions.outbox_id = given.outbox_id AND reactions.consumer = given.consumer AND ${condition}
        AND (reactions.lease_until IS NULL OR reactions.lease_until <= now())
        AND ${IS_ITS_TURN}
      RETURNING reactions.outbox_id, reactions.consumer, reactions.attempts
    ), undelivered AS (
      UPDATE outbox SET delivered_at = NULL FROM taken WHERE outbox.id = taken.outbox_id AND delivered_at IS NOT NULL
    )
    SELECT taken.outbox_id AS "outboxId", taken.consumer, taken.attempts AS attempt,
      outbox.topic, outbox.payload, outbox.idempotency_key AS "idempotencyKey",
      EXISTS (SELECT 1 FROM disabled_consumers WHERE consumer = taken.consumer) AS "isDisabled"
    FROM taken JOIN outbox ON outbox.id = taken.outbox_id`;
  return new Map(
    rows.map(({ outboxId, consumer, ...claimed }) => [
      nameOf({ outboxId, consumer }),
      { claim: 'taken', ...claimed },
    ]),
  );
}

/** Returns why these are not reserved. A reaction with an unfinished earlier one waits again. */
async function explain(
  tx: Transaction,
  refused: readonly WantedClaim[],
): Promise<(readonly [WantedClaim, Claim])[]> {
  if (refused.length === 0) return [];
  const rows = await tx.$queryRaw<
    (ReactionKey & { readonly status: string; readonly forMs: number; readonly aggregateId: bigint })[]
  >`
    SELECT reactions.outbox_id AS "outboxId", reactions.consumer, status, aggregate_id AS "aggregateId",
      greatest(0, extract(epoch FROM (
        SELECT max(lease_until) FROM reactions AS own_or_later
        WHERE own_or_later.aggregate_id = reactions.aggregate_id AND own_or_later.consumer = reactions.consumer
          AND own_or_later.outbox_id >= reactions.outbox_id) - now()) * 1000)::int AS "forMs"
    FROM (SELECT DISTINCT * FROM ${given(refused)}) AS given JOIN reactions USING (outbox_id, consumer)`;
  const found = new Map(rows.map((row) => [nameOf(row), row]));
  const answers = refused.map((claim) => [claim, answerOf(found.get(nameOf(claim)))] as const);
  const behind = answers.flatMap(([claim, { claim: came }]) => (came === 'behind' ? [claim] : []));
  if (behind.length > 0)
    await tx.$executeRaw`
      UPDATE reactions SET status = 'waiting' FROM ${given(behind)}
      WHERE reactions.outbox_id = given.outbox_id AND reactions.consumer = given.consumer
        AND ${statusOf('reactions')} IN ('ready', 'queued', 'failed') AND (lease_until IS NULL OR lease_until <= now())`;
  return answers;
}

function answerOf(
  row: { readonly status: string; readonly forMs: number; readonly aggregateId: bigint } | undefined,
): Claim {
  if (!row || row.status === 'succeeded' || row.status === 'skipped') return FINISHED;
  if (row.forMs > 0) return { claim: 'leased', forMs: row.forMs };
  return { claim: 'behind', aggregateId: row.aggregateId };
}
