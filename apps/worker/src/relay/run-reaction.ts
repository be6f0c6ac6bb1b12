import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@payspool/db';
import { isTopic, type StoredRecord, type Topic } from '@payspool/events';
import { JobPostponedError, type JobMeta, type ReactionJob } from '@payspool/queue';
import {
  type AttemptEnding,
  type Claim,
  type ClaimedReaction,
  claimReactions,
  disableConsumer,
  promote,
  release,
  settleReactions,
  type WantedClaim,
} from '@payspool/reactions/ledger';
import type { Logger } from '@payspool/runtime';
import type { Consumer, Reaction, Transition } from '../reactions/consumer.ts';
import {
  ConsumerGoneError,
  ReactionPostponedError,
  ReactionRefusedError,
  UnknownToReleaseError,
} from '../reactions/errors.ts';
import type { ReactionOutcome, WorkerMetrics } from '../metrics.ts';
import { troubleOf } from '../outcome.ts';
import { gather } from './gather.ts';
import { reactInTime } from './react-in-time.ts';
import { readPayload } from './read-payload.ts';

export interface RunContext {
  readonly db: Database;
  readonly consumers: readonly Consumer[];
  /** The deadline for consumers without their own, in milliseconds. */
  readonly deadlineMs: number;
  readonly logger: Logger;
  readonly metrics?: WorkerMetrics;
  /** Called when further reactions may be ready. */
  readonly onReady: () => void;
}

/** A job names a consumer that this worker does not have: a worker with other settings or of a newer release may be running. */
class UnknownConsumerError extends Error {
  readonly code = 'consumer_unknown';
  override readonly name = 'UnknownConsumerError';
}

/** Time after the deadline, for recording the result. */
const LEASE_MARGIN_MS = 3000;

/** Running jobs share statements: reactions that are claimed, or that end, at the same time use one statement. */
interface Ledger {
  readonly claim: (wanted: WantedClaim) => Promise<Claim>;
  readonly settle: (ending: AttemptEnding) => Promise<number | undefined>;
}

/** Runs the jobs of one worker. */
export function createReactionRunner(
  context: RunContext,
): (job: ReactionJob, meta: JobMeta) => Promise<void> {
  const { db } = context;
  const ledger: Ledger = {
    claim: gather((wanted: readonly WantedClaim[]) => claimReactions(db, wanted)),
    settle: gather((endings: readonly AttemptEnding[]) => settleReactions(db, endings)),
  };
  return (job, meta) => runReaction(job, meta, { ledger, ...context });
}

/**
 * Makes one attempt at one reaction, with one log line. The attempt reserves the reaction until its deadline. The result is in
 * `reactions` before the queue gets it.
 *
 * @throws {ReactionRefusedError} if no further attempt follows; otherwise the error of the reaction
 */
async function runReaction(
  job: ReactionJob,
  meta: JobMeta,
  context: RunContext & { readonly ledger: Ledger },
): Promise<void> {
  const { db, ledger, logger, onReady } = context;
  const consumer = context.consumers.find(({ name }) => name === job.consumer);
  if (!consumer)
    throw new UnknownConsumerError(`the consumer ${job.consumer} is not configured in this worker`);
  const deadlineMs = consumer.deadlineMs ?? context.deadlineMs;
  const pausedForMs = consumer.pausedForMs?.() ?? 0;
  if (pausedForMs > 0) throw new JobPostponedError('its process starts again', pausedForMs);

  const leaseMs = deadlineMs + LEASE_MARGIN_MS;
  const leaseEndsAt = performance.now() + leaseMs;
  const claimed = await ledger.claim({ leaseMs, ...job });
  if (claimed.claim === 'finished') return;
  if (claimed.claim === 'leased') throw new JobPostponedError('another attempt is running', claimed.forMs);
  if (claimed.claim === 'behind') {
    if ((await promote(db, [claimed.aggregateId])) > 0) onReady();
    return;
  }

  const { outboxId, topic, subject } = job;
  const about = {
    transition: outboxId.toString(),
    consumer: job.consumer,
    topic,
    subject,
    attempt: claimed.attempt,
  };
  const startedAt = performance.now();
  /** Writes the log line and the counts together, so that they cannot differ. */
  const report = (outcome: ReactionOutcome, reason?: string) => {
    const ms = performance.now() - startedAt;
    const line = { ms: Math.round(ms), outcome, ...about, ...(reason !== undefined && { reason }) };
    logger[reason === undefined ? 'info' : 'warn'](line, 'reaction');
    context.metrics?.count('payspool_reactions_total', { consumer: job.consumer, outcome });
    context.metrics?.observe('payspool_reaction_seconds', { consumer: job.consumer }, ms / 1000);
  };
  const key = { outboxId, consumer: job.consumer, attempt: claimed.attempt };
  const { signal } = meta;
  const end = async (ending: Pick<AttemptEnding, 'status' | 'error'>): Promise<void> => {
    const onFailure = (error: unknown) =>
      logger.warn({ ...about, reason: reasonOf(error) }, 'the result of a reaction is not recorded yet');
    const ready = await recordEnding({ ...key, ...ending }, { ledger, leaseEndsAt, signal, onFailure });
    if ((ready ?? 0) > 0) onReady();
  };

  const run = attempt(job, claimed, { consumer, about, signal, ...context, deadlineMs });
  const ended = await run.then(
    (status) => ({ status }),
    (error: unknown) => ({ error }),
  );
  // Not inside the `try`: the reaction succeeded. If recording this fails, the attempt must not count as failed.
  if ('status' in ended) {
    await end({ status: ended.status });
    report(ended.status);
    return;
  }

  const { error } = ended;
  const reason = reasonOf(error);
  // An attempt that was interrupted because the worker stops is repeated, even if it was the last one.
  const final = error instanceof ReactionRefusedError || (meta.isLastAttempt && !signal.aborted);
  report(final ? 'failed' : 'retry', reason);
  if (error instanceof ConsumerGoneError) await disableConsumer(db, job.consumer, reason);
  if (!final) {
    await release(db, key, reason);
    throw asShown(error, reason);
  }
  await end({ status: 'failed', error: reason });
  throw error instanceof ReactionRefusedError ? error : new ReactionRefusedError(reason, { cause: error });
}

/** The first and the longest pause between two attempts to record a result, in milliseconds. */
const [SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS] = [100, 2000];

/**
 * Records the result of an attempt. If that fails, it tries again until the lease ends, because the next attempt would repeat a reaction that
 * has succeeded. A result that was recorded although the answer was lost is not recorded twice.
 */
async function recordEnding(
  ending: AttemptEnding,
  {
    ledger,
    leaseEndsAt,
    signal,
    onFailure,
  }: {
    readonly ledger: Ledger;
    readonly leaseEndsAt: number;
    readonly signal: AbortSignal;
    readonly onFailure: (error: unknown) => void;
  },
): Promise<number | undefined> {
  for (let pauseMs = SHORTEST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      return await ledger.settle(ending);
    } catch (error) {
      if (signal.aborted || performance.now() + pauseMs >= leaseEndsAt) throw error;
      onFailure(error);
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function attempt(
  job: ReactionJob,
  { topic, payload, idempotencyKey, isDisabled, attempt: number }: ClaimedReaction,
  {
    db,
    logger,
    consumer,
    deadlineMs,
    about,
    signal,
  }: RunContext & { readonly consumer: Consumer; readonly about: object; readonly signal: AbortSignal },
): Promise<'succeeded' | 'skipped'> {
  if (!isTopic(topic)) throw new UnknownToReleaseError(`the topic ${topic}`);
  const react = consumer.on[topic] as Reaction<Topic> | undefined;
  if (!react || isDisabled) return 'skipped'; // the consumer no longer takes this topic, or is disabled
  const transition = {
    topic,
    payload: readPayload(topic, payload),
    stored: payload as StoredRecord,
    idempotencyKey,
    id: job.outboxId,
  } satisfies Transition;
  await reactInTime(
    (until) => react(transition, { db, logger: logger.child(about), signal: until, attempt: number }),
    { deadlineMs, signal },
  );
  return 'succeeded';
}

/** The error text for `reactions`. Postgres can store neither NUL nor half a surrogate pair, and would quote a refused value. */
const reasonOf = (error: unknown): string =>
  (troubleOf(error).reason || (error instanceof Error ? error.name : 'unknown'))
    .replaceAll(/\p{Cc}/gu, ' ')
    .slice(0, 1000)
    .toWellFormed();

/** The queue stores the message, and the dashboard shows it. */
const asShown = (error: unknown, reason: string): Error =>
  error instanceof Error && (error.message === reason || error instanceof ReactionPostponedError)
    ? error
    : new Error(reason, { cause: error });
