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
} from '@payspool/reactions';
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
  /** For consumers that say nothing of their own, milliseconds. */
  readonly deadlineMs: number;
  readonly logger: Logger;
  readonly metrics?: WorkerMetrics;
  /** Called when further reactions may be ready. */
  readonly onReady: () => void;
}

/** A job names a consumer that this worker does not have: a differently configured or newer one may be running. */
class UnknownConsumerError extends Error {
  readonly code = 'consumer_unknown';
  override readonly name = 'UnknownConsumerError';
}

/** Beyond the deadline: for saying how it ended. */
const LEASE_MARGIN_MS = 3000;

/** Jobs in flight share their statements: what is claimed, or has ended, at the same moment. */
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
  return (job, meta) => runReaction(job, meta, { ...context, ledger });
}

/**
 * One attempt at one reaction, with one line in the log. It has the reaction for itself until its deadline; what it comes to is in `reactions`
 * before the queue hears of it.
 *
 * @throws {ReactionRefusedError} when no further attempt is to follow, and whatever the reaction threw otherwise
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

  const claimed = await ledger.claim({ ...job, leaseMs: deadlineMs + LEASE_MARGIN_MS });
  if (claimed.claim === 'finished') return;
  if (claimed.claim === 'leased') throw new JobPostponedError('another attempt is under way', claimed.forMs);
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
  /** The line and the counts, together, so that they cannot disagree. */
  const report = (outcome: ReactionOutcome, reason?: string) => {
    const ms = performance.now() - startedAt;
    const line = { ...about, ms: Math.round(ms), outcome, ...(reason !== undefined && { reason }) };
    logger[reason === undefined ? 'info' : 'warn'](line, 'reaction');
    context.metrics?.count('payspool_reactions_total', { consumer: job.consumer, outcome });
    context.metrics?.observe('payspool_reaction_seconds', { consumer: job.consumer }, ms / 1000);
  };
  const key = { outboxId, consumer: job.consumer, attempt: claimed.attempt };
  const end = async (ending: Pick<AttemptEnding, 'status' | 'error'>): Promise<void> => {
    if (((await ledger.settle({ ...key, ...ending })) ?? 0) > 0) onReady();
  };

  const { signal } = meta;
  const run = attempt(job, claimed, { ...context, consumer, deadlineMs, about, signal });
  const ended = await run.then(
    (status) => ({ status }),
    (error: unknown) => ({ error }),
  );
  // Outside of what is caught: an attempt that did succeed and cannot be settled has not failed.
  if ('status' in ended) {
    await end({ status: ended.status });
    report(ended.status);
    return;
  }

  const { error } = ended;
  const reason = reasonOf(error);
  // One that was broken off because the worker has to go is run again, its last attempt too.
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
  if (!react || isDisabled) return 'skipped'; // it has since been told to leave this topic, or everything
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

/** What is kept in `reactions`, and shown: Postgres stores neither NUL nor half a surrogate pair, and quotes values that it refuses. */
const reasonOf = (error: unknown): string =>
  (troubleOf(error).reason || (error instanceof Error ? error.name : 'unknown'))
    .replaceAll(/\p{Cc}/gu, ' ')
    .slice(0, 1000)
    .toWellFormed();

/** The queue keeps the message, and the board shows it. */
const asShown = (error: unknown, reason: string): Error =>
  error instanceof Error && (error.message === reason || error instanceof ReactionPostponedError)
    ? error
    : new Error(reason, { cause: error });
