import { type Database, Prisma, type Transaction } from '@payspool/db';
import { given, IS_ITS_TURN, lockTurns, type Place, statusOf } from './turns.ts';

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

/** One attempt that is asked for: how long it has the reaction for itself, milliseconds. */
export interface WantedClaim extends ReactionKey {
  readonly leaseMs: number;
}

/** Takes a reaction for one attempt, for so long and no longer, if it is its turn. One that failed for good is taken too: somebody asked for it again. */
export async function claimReaction(db: Database, key: ReactionKey, leaseMs: number): Promise<Claim> {
  const [claim = FINISHED] = await claimReactions(db, [{ ...key, leaseMs }]);
  return claim;
}

/**
 * The same for a set of them: each has its own answer, in their order. Of neighbours of one purchase or subscription and consumer no two
 * are taken at once, in whichever transactions they are asked for.
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

/** Claims what may be contested, or is refused: with its turn locked, and a reason. */
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

/** Takes one of each turn, the earliest that may be taken. Returns those that are refused. */
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

/** Expects their turns to be locked, and one of each turn. One that a merge moved in between is not taken. */
const takeLocked = (tx: Transaction, asked: readonly Asked[]): Promise<Map<string, Claim>> =>
  take(
    tx,
    asked.map(({ claim }) => claim),
    Prisma.sql`
      ${statusOf('reactions')} IN ('ready', 'queued', 'failed') AND (reactions.outbox_id, reactions.aggregate_id) IN (
        SELECT * FROM unnest(${asked.map(({ place }) => place.outboxId)}::bigint[], ${asked.map(({ place }) => place.aggregateId)}::bigint[]))`,
  );

/**
 * What nobody can contest, so that one statement is enough: an earlier one that is unfinished keeps a later one from being taken, and an
 * earlier one that is finished is taken again only where it has failed.
 */
const UNCONTESTED = Prisma.sql`
  ${statusOf('reactions')} IN ('ready', 'queued') AND NOT EXISTS (
    SELECT 1 FROM reactions AS earlier
    WHERE earlier.aggregate_id = reactions.aggregate_id AND earlier.consumer = reactions.consumer
      AND earlier.outbox_id < reactions.outbox_id AND ${statusOf('earlier')} = 'failed')`;

/** Takes those whose turn it is, by their names. Each is asked for once. */
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

/** Why these are not taken. One that is behind an earlier one waits again. */
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
