import type { ExpectedRows } from '@payspool/cli';
import type { Database } from '@payspool/db';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Purchase } from '../expect/purchases.ts';
import { transitionProblems } from '../expect/transition-problems.ts';
import { entitlementDifferences } from '../expect/entitlements.ts';
import { differencesFrom } from '../expect/rows.ts';
import type { DrillStack } from './drill-stack.ts';
import type { Ledger } from './ledger.ts';
import type { SupervisedApp } from './supervised-app.ts';
import type { Attempt } from '../stack/forward-receiver.ts';

export interface Verdict extends DeliveryVerdict {
  /** Orders and subscriptions that differ from the hand-written rows of the scenarios. */
  readonly wrongRows: readonly string[];
  /** Transitions that were not sent exactly once, and entitlements that differ from the scenarios. */
  readonly wrongReactions: readonly string[];
  /** Answers that an authentic delivery must not get: all except 2xx, 503, and 408 where the machine was too slow to read it in time. */
  readonly refused: number;
  /** Apps that ended by themselves or did not start. */
  readonly appFailures: readonly string[];
}

export const isGood = (verdict: Verdict): boolean =>
  isSettled(verdict) && verdict.refused === 0 && verdict.appFailures.length === 0;

/** Whether nothing is left that may still be completed. */
export const isSettled = ({ lost, twice, failed, wrongRows, wrongReactions }: Verdict): boolean =>
  [lost, twice, failed, wrongRows, wrongReactions].every(({ length }) => length === 0);

/** The data that is compared, after a drill or another test. */
interface JudgedStack extends Pick<DrillStack, 'db' | 'applications' | 'receiver'> {
  readonly ingests: readonly Pick<SupervisedApp, 'failures'>[];
  readonly workers: readonly Pick<SupervisedApp, 'failures'>[];
}

/** Compares all acknowledged deliveries with the tables. The expected results are written by hand in the scenarios, not computed by Payspool. */
export async function judge(
  { db, applications, receiver, ingests, workers }: JudgedStack,
  { purchases, ledger }: { readonly purchases: readonly Purchase[]; readonly ledger: Ledger },
): Promise<Verdict> {
  const expected = expectedRows(purchases);
  const [deliveries, rows, entitlements, reactions] = await Promise.all([
    judgeDeliveries({ db, applications }, ledger.signedDeliveries()),
    differencesFrom(db, expected),
    entitlementDifferences(db, expected),
    reactionProblems(db, receiver.attempts),
  ]);
  const described = (differences: typeof rows) =>
    differences.map(({ provider, ref, problem }) => `${provider} ${ref} ${problem}`);
  return {
    ...deliveries,
    wrongRows: described(rows),
    wrongReactions: [
      ...described(entitlements),
      ...reactions,
      ...transitionProblems(purchases, receiver.attempts),
      ...(receiver.unverified() > 0 ? [`${receiver.unverified()} forwards were not authentic`] : []),
    ],
    refused: Object.entries(ledger.answers()).reduce(
      (sum, [status, times]) => sum + (/^(2\d\d|408|503|unreachable)$/.test(status) ? 0 : times),
      0,
    ),
    appFailures: [...ingests, ...workers].flatMap(({ failures }) => failures()),
  };
}

function expectedRows(purchases: readonly Purchase[]): ExpectedRows {
  const of = <Row>(pick: (purchase: Purchase) => readonly Row[]) =>
    purchases.flatMap((purchase) =>
      pick(purchase).map((row) => ({ ...row, provider: purchase.provider.slug })),
    );
  return {
    orders: of(({ expected }) => expected.orders),
    subscriptions: of(({ expected }) => expected.subscriptions),
  };
}

/** The result for the acknowledged deliveries. */
interface DeliveryVerdict {
  /** Acknowledged, but not in the event log as applied or ignored: hashes of their planned bodies. */
  readonly lost: readonly string[];
  /** Events that were applied more than once, or bodies that are in the log more than once. */
  readonly twice: readonly string[];
  /** Authentic deliveries that were recorded as failed but should have been applied. */
  readonly failed: readonly string[];
  readonly recorded: number;
  readonly applied: number;
}

/** Compares the answers to providers with the event log, by the bytes of the bodies. */
async function judgeDeliveries(
  { db, applications }: Pick<DrillStack, 'db' | 'applications'>,
  acknowledged: ReturnType<Ledger['signedDeliveries']>,
): Promise<DeliveryVerdict> {
  const rows = await db.$queryRaw<{ hash: string; status: string }[]>`
    SELECT encode(sha256(raw_body), 'hex') AS hash, status::text FROM events`;
  const failed = rows.filter(({ status }) => status === 'failed').map(({ hash }) => hash);
  const recorded = rows.filter(({ status }) => status !== 'failed').map(({ hash }) => hash);
  const known = new Set(recorded);
  return {
    lost: [...acknowledged].flatMap(([delivery, bodies]) =>
      [...bodies].some((body) => known.has(body)) ? [] : [delivery],
    ),
    twice: [...repeated(recorded), ...repeated(await applications())],
    failed,
    recorded: rows.length,
    applied: rows.filter(({ status }) => status === 'applied').length,
  };
}

/**
 * Transitions without exactly one reaction per consumer: each must be in the outbox once, with one succeeded row per consumer,
 * and the receiver must have accepted each with one key and one body. A worker that died before it could record the result may
 * have sent it again; the key is there for this case.
 */
async function reactionProblems(db: Database, attempts: readonly Attempt[]): Promise<string[]> {
  const [transitions, consumers, reactions] = await Promise.all([
    db.outbox.findMany(),
    db.reaction.findMany({ distinct: ['consumer'], select: { consumer: true } }),
    db.reaction.findMany({ include: { outbox: { select: { topic: true, aggregateRef: true } } } }),
  ]);
  const accepted = new Set(attempts.filter(({ status }) => status === 204).map(({ id }) => id));
  const bodies = new Map<string, string>();
  return [
    ...repeated(
      transitions.map(({ aggregateId, aggregateKind, aggregateRef, topic, occurrence }) =>
        [topic, occurrence, aggregateKind, aggregateRef, aggregateId].join(' '),
      ),
    ).map((transition) => `${transition} is in the outbox twice`),
    ...transitions
      .filter(({ idempotencyKey }) => !accepted.has(idempotencyKey))
      .map(({ topic, aggregateRef }) => `${topic} of ${aggregateRef} did not reach its receiver`),
    ...reactions
      .filter(({ status }) => status !== 'succeeded')
      .map(
        ({ consumer, status, outbox }) =>
          `${consumer} to ${outbox.topic} of ${outbox.aggregateRef} is ${status}`,
      ),
    ...repeated(reactions.map(({ outboxId, consumer }) => `${consumer} to ${outboxId}`)).map(
      (reaction) => `the reaction ${reaction} exists twice`,
    ),
    ...(consumers.length === 0 ? ['there are no reactions'] : []),
    ...attempts.flatMap(({ id, body, topic, ref }) => {
      const first = bodies.get(id) ?? body;
      bodies.set(id, first);
      return first === body ? [] : [`${topic} of ${ref} was sent in two versions with one key`];
    }),
  ];
}

/** The repeated values, without their first occurrence. */
function repeated(names: readonly string[]): string[] {
  const seen = new Set<string>();
  return names.filter((name) => seen.size === seen.add(name).size);
}

/** The maximum time without progress, in milliseconds. A job that failed during many faults waits two minutes before its next attempt. */
const UNCHANGED_MS = 150_000;
/** Each comparison reads every table, so it must not run too often. */
const REST = 4;

/** The verdict, as soon as nothing is open, or when no further progress can be expected. */
export async function settle(...judged: Parameters<typeof judge>): Promise<Verdict> {
  let last = '';
  let changedAt = performance.now();
  for (;;) {
    const lookedAt = performance.now();
    const verdict = await judge(...judged);
    const seen = JSON.stringify(verdict);
    if (seen !== last) changedAt = performance.now();
    last = seen;
    if (isSettled(verdict) || performance.now() - changedAt > UNCHANGED_MS) return verdict;
    await sleep(Math.max(1000, (performance.now() - lookedAt) * REST));
  }
}
