import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '@payspool/cli';
import {
  cutOffReplicas,
  type ReplicatedRedis,
  silencePrimary,
  untilPromoted,
  waitFor,
} from '@payspool/testkit';
import { judge, type Verdict } from '../drill/judge/judge.ts';
import { planPurchases } from '../drill/plan-purchases.ts';
import { sendTraffic } from '../drill/provider-traffic.ts';
import { watchAcknowledgements } from './acknowledgements.ts';
import { eventsSeenBy, type FailoverStack, isReady } from './failover-stack.ts';

export interface FailoverOptions {
  readonly seed: number;
  /** Deliveries at least: purchases are whole, and some are sent twice. */
  readonly deliveries: number;
  /** Deliveries a second. */
  readonly rate: number;
  /** `lagging`: every replica is cut off for a while before the primary fails, so that whichever is promoted has nothing of that while. */
  readonly replicas: 'in-step' | 'lagging';
  /** `silent`: nobody's connection to it is closed, as when the network is gone, for longer than anybody waits for an answer. */
  readonly failure: 'killed' | 'silent';
  /** When a killed primary comes back: once the failover is over, or in the moment in which a replica is promoted. */
  readonly restart: 'afterwards' | 'at-once';
  /** Whether what comes of it is enough. It is looked at until it is, and for `patienceMs` at most. */
  readonly isSettled: (verdict: Verdict) => boolean;
  readonly patienceMs: number;
  readonly signal: AbortSignal;
}

/** Of all deliveries, those that are sent before anything breaks. */
const BEFORE = 0.35;
/** Long enough for ingest to say what it says when replicas do not answer; ACK_TIMEOUT_MS is 3000. */
const CUT_OFF_MS = 4000;
/** A worker waits 15 s for an answer. */
const SILENT_MS = 20_000;
/** What is in flight when replicas are cut off may be one thing or the other. */
const GRACE_MS = 250;

/** Sends deliveries, fails the primary in the middle, and tells what became of what was acknowledged. */
export async function runFailover(stack: FailoverStack, redis: ReplicatedRedis, options: FailoverOptions) {
  const { seed, deliveries, rate, replicas, failure, restart, isSettled, patienceMs, signal } = options;
  const { purchases, requests } = planPurchases(seed, deliveries);
  const acknowledgements = watchAcknowledgements();
  const { ledger } = acknowledgements;
  const startedAt = Date.now();
  const sent = sendTraffic({
    requests,
    rate,
    signing: stack.signing,
    ingests: stack.ingests,
    ledger,
    random: createRandom(seed),
    signal,
  });
  await sleep(((requests.length * BEFORE) / rate) * 1000);

  let letGo: (() => void) | undefined;
  let cutOffAt: number | undefined;
  if (replicas === 'lagging') {
    letGo = await cutOffReplicas(redis);
    cutOffAt = Date.now();
    await sleep(CUT_OFF_MS);
  }
  const failedAt = Date.now();
  const endSilence = failure === 'silent' ? silencePrimary(redis) : undefined;
  if (!endSilence) await redis.primary.kill();
  letGo?.();
  const promoted = await untilPromoted(redis);
  const promotedAt = Date.now();
  // In a cluster there is no replica to be waited for until it is back.
  if (endSilence) {
    await sleep(SILENT_MS - (Date.now() - failedAt));
    endSilence();
  } else {
    if (restart === 'afterwards') await redis.untilNamed(promoted);
    await redis.restartPrimary();
  }
  const seenThen = await Promise.all(stack.workers.map(eventsSeenBy));
  await sent;

  let verdict = await judge(stack, { purchases, ledger });
  const settled = async () => {
    if (!isSettled(verdict)) verdict = await judge(stack, { purchases, ledger });
    return isSettled(verdict);
  };
  await waitFor(settled, { timeoutMs: patienceMs, everyMs: 500, what: 'everything is right' }).catch(
    () => undefined, // the verdict says what is not
  );
  const apps = [...stack.ingests, ...stack.workers];
  await waitFor(async () => (await Promise.all(apps.map(isReady))).every(Boolean), {
    what: 'every app is ready',
    timeoutMs: 20_000,
  });
  const seenNow = await Promise.all(stack.workers.map(eventsSeenBy));
  return {
    planned: requests.length,
    acknowledged: ledger.acknowledgedCount(),
    answers: ledger.answers(),
    verdict,
    /** When what was lost had been acknowledged, milliseconds after the failure. */
    lostAt: verdict.lost.map((hash) => (acknowledgements.acknowledgedAt(hash) ?? NaN) - failedAt),
    /** What was answered to deliveries that were sent while no replica got anything. */
    whileCutOff: cutOffAt === undefined ? undefined : acknowledgements.between(cutOffAt + GRACE_MS, failedAt),
    /** Of both kinds of apps, those that do their work again. */
    recovered: [
      ...stack.ingests.filter(({ label }) => ledger.hasAcknowledgedSince(label, promotedAt)),
      ...stack.workers.filter((_, place) => (seenNow[place] ?? 0) > (seenThen[place] ?? 0)),
    ].map(({ label }) => label),
    /** Those that are not the process that they were. */
    restarted: apps.filter(({ isTheFirst }) => !isTheFirst()).map(({ label }) => label),
    /** Milliseconds. */
    times: {
      longestSilence: acknowledgements.longestSilenceMs(),
      failureToAcknowledged: acknowledgements.silenceAfterMs(failedAt),
      failureToPromoted: promotedAt - failedAt,
      whole: Date.now() - startedAt,
    },
  };
}
type FailoverResult = Awaited<ReturnType<typeof runFailover>>;

/** Whether every acknowledged delivery is applied, once, and every row is right. Reactions have their own patience. */
export const isEverythingApplied = ({ lost, twice, failed, wrongRows }: Verdict): boolean =>
  [lost, twice, failed, wrongRows].every(({ length }) => length === 0);

/** One line for people. */
export function describeFailover({
  planned,
  acknowledged,
  answers,
  verdict,
  whileCutOff,
  times,
}: FailoverResult): string {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  return [
    `${acknowledged} of ${planned} acknowledged (${Object.entries(answers)
      .map(([status, count]) => `${count} × ${status}`)
      .join(', ')})`,
    `lost ${verdict.lost.length}, twice ${verdict.twice.length}, failed ${verdict.failed.length}, wrong rows ${verdict.wrongRows.length}, ${verdict.applied} applied`,
    `longest time without a 2xx ${seconds(times.longestSilence)}`,
    `from the failure to a promotion ${seconds(times.failureToPromoted)}, to a 2xx ${seconds(times.failureToAcknowledged)}`,
    ...(whileCutOff
      ? [`sent while cut off: ${whileCutOff.acknowledged} × 2xx, ${whileCutOff.refused} × 503`]
      : []),
    `${seconds(times.whole)} in all`,
  ].join('; ');
}
