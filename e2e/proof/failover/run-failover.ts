import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '@payspool/cli';
import {
  cutOffReplicas,
  type ReplicatedRedis,
  silencePrimary,
  untilPromoted,
  waitFor,
} from '@payspool/testkit';
import { judge, type Verdict } from '../../product/drill/judge.ts';
import { planPurchases, sendTraffic } from '../../product/drill/provider-traffic.ts';
import { watchAcknowledgements } from './acknowledgements.ts';
import { eventsSeenBy, type FailoverStack, isReady } from './failover-stack.ts';

export interface FailoverOptions {
  readonly seed: number;
  /** The minimum number of deliveries: purchases are complete, and some deliveries are sent twice. */
  readonly deliveries: number;
  /** Deliveries a second. */
  readonly rate: number;
  /** `lagging`: every replica is disconnected for a while before the primary fails, so that the promoted one lacks that time. */
  readonly replicas: 'in-step' | 'lagging';
  /** `silent`: its connections are not closed, as after a network failure, for longer than any timeout. */
  readonly failure: 'killed' | 'silent';
  /** When a killed primary restarts: after the failover, or at the time at which a replica is promoted. */
  readonly restart: 'afterwards' | 'at-once';
  /** Whether the result is complete. It is checked until it is, at most for `timeoutMs`. */
  readonly isSettled: (verdict: Verdict) => boolean;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** The share of the deliveries that is sent before the failure. */
const BEFORE = 0.35;
/** Longer than ACK_TIMEOUT_MS (3000), so that ingest answers requests for which replicas did not confirm. */
const CUT_OFF_MS = 4000;
/** A worker waits 15 s for an answer. */
const SILENT_MS = 20_000;
/** Requests that are open when replicas are disconnected may get either answer. */
const GRACE_MS = 250;

/** Sends deliveries, makes the primary fail in the middle, and compares the acknowledged deliveries with the tables. */
export async function runFailover(stack: FailoverStack, redis: ReplicatedRedis, options: FailoverOptions) {
  const { seed, deliveries, rate, replicas, failure, restart, isSettled, timeoutMs, signal } = options;
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
  const seenThen = await Promise.all(stack.workers.map(eventsSeenBy));
  // In a cluster no replica is left to wait for until it is back.
  if (endSilence) {
    await sleep(SILENT_MS - (Date.now() - failedAt));
    endSilence();
  } else {
    if (restart === 'afterwards') await redis.untilNamed(promoted);
    await redis.restartPrimary();
  }
  await sent;

  let verdict = await judge(stack, { purchases, ledger });
  const settled = async () => {
    if (!isSettled(verdict)) verdict = await judge(stack, { purchases, ledger });
    return isSettled(verdict);
  };
  await waitFor(settled, { timeoutMs, everyMs: 500, what: 'everything is right' }).catch(
    () => undefined, // the verdict has the differences
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
    /** The times at which lost deliveries had been acknowledged, in milliseconds after the failure. */
    lostAt: verdict.lost.map((hash) => (acknowledgements.acknowledgedAt(hash) ?? NaN) - failedAt),
    /** The answers to deliveries that were sent while the replicas were disconnected. */
    whileCutOff: cutOffAt === undefined ? undefined : acknowledgements.between(cutOffAt + GRACE_MS, failedAt),
    /** The apps that work again. */
    recovered: [
      ...stack.ingests.filter(({ label }) => ledger.hasAcknowledgedSince(label, promotedAt)),
      ...stack.workers.filter((_, place) => (seenNow[place] ?? 0) > (seenThen[place] ?? 0)),
    ].map(({ label }) => label),
    /** The apps that have restarted. */
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

/** Whether every acknowledged delivery is applied once and every row is right. Reactions have a time limit of their own. */
export const isEverythingApplied = ({ lost, twice, failed, wrongRows }: Verdict): boolean =>
  [lost, twice, failed, wrongRows].every(({ length }) => length === 0);

/** The result as one line. */
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
