import type { Database } from '@payspool/db';
import type { Accounts } from '@payspool/providers';
import { DELIVERIES, type DeliveryQueue, MAX_ATTEMPTS, type QueueName, REACTIONS } from '@payspool/queue';
import { readReactionSummary } from '@payspool/reactions/ledger';
import { counter, gauge, histogram, type Metrics, type Readings } from '@payspool/runtime';
import { OUTCOMES } from './outcome.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const LAGS = [0.1, 0.5, 1, 5, 15, MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 12 * HOUR, 48 * HOUR];

/** All metrics of the worker, except those of every app. docs/reference/metrics.md is generated from them. */
export const WORKER_METRICS = {
  payspool_events_total: counter(
    'Attempts at events by `outcome`: `applied`, `duplicate`, `ignored`, `retry` (will be retried), `failed` (needs a person). Each part of a delivery with several purchases counts.',
    ['provider', 'outcome'],
  ),
  payspool_event_troubles_total: counter(
    'Attempts that ended in `retry` or `failed`, by the reason (`code`).',
    ['provider', 'code'],
  ),
  payspool_event_attempts: histogram(
    'Number of attempts of a finished event, by `outcome`.',
    [1, 2, 3, 5, 10, 20, 40, MAX_ATTEMPTS],
    ['outcome'],
  ),
  payspool_apply_seconds: histogram(
    'Duration of one attempt, from the queue to the commit, by `outcome`.',
    [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
    ['provider', 'outcome'],
  ),
  payspool_apply_set_events: histogram(
    'Number of events that shared one transaction.',
    [1, 2, 4, 8, 16, 32, 64],
    [],
  ),
  payspool_event_lag_seconds: histogram(
    "Time from the event, by the provider's clock, until it is applied.",
    LAGS,
    ['provider'],
  ),
  payspool_processing_lag_seconds: histogram(
    "Time from its arrival at ingest until it is applied: Payspool's own share of the lag.",
    LAGS,
    ['provider'],
  ),
  payspool_unknown_words_total: counter(
    'Values that the provider does not document, or that are newer than this release. They change nothing, and are logged as `unknown word`.',
    ['provider'],
  ),
  payspool_stalled_jobs_total: counter(
    'Jobs whose worker stopped while it ran them; another worker runs them again.',
    ['queue'],
  ),
  payspool_reactions_total: counter(
    'Attempts at reactions by `outcome`: `succeeded`, `skipped` (its consumer is disabled), `retry`, `failed` (needs a person).',
    ['consumer', 'outcome'],
  ),
  payspool_reaction_seconds: histogram(
    'Duration of one attempt at a reaction.',
    [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60],
    ['consumer'],
  ),
  payspool_reaction_set_size: histogram(
    'Number of reactions that shared one transaction, for a consumer that reacts in sets.',
    [1, 2, 4, 8, 16, 32, 64, 128],
    ['consumer'],
  ),
  payspool_queue_jobs: gauge(
    'Jobs in a queue by `state`: `waiting`, `active`, `delayed` (to be retried), `failed`. Every worker exports the same value.',
    ['queue', 'state'],
  ),
  payspool_queue_oldest_waiting_seconds: gauge(
    'How long the next job without an attempt has been due; 0 if none waits. Every worker exports the same value.',
    ['queue'],
  ),
  payspool_outbox_undispatched: gauge(
    'Transitions that no relay has taken from the outbox yet. Every worker exports the same value.',
  ),
  payspool_outbox_oldest_seconds: gauge(
    'How long the oldest transition in the outbox has waited; 0 if there is none.',
  ),
  payspool_reactions_failed: gauge('Reactions that have failed permanently and need a person.'),
  payspool_consumers_disabled: gauge('Disabled consumers: they get nothing until they are enabled.'),
  payspool_due_published_total: counter(
    "Transitions that were published because a time was reached: the end of the wait for the merchant's own id, or the end of an access.",
  ),
  payspool_due_failures_total: counter(
    'Failed attempts to publish a due transition; the next round tries again.',
  ),
  payspool_due_late: gauge(
    'Purchases and subscriptions with a transition that should have been published by now. Every worker exports the same value.',
  ),
  payspool_due_oldest_seconds: gauge('How late the oldest due transition is; 0 if there is none.'),
  payspool_accounts_of_several_merchants: gauge(
    "Endpoint accounts that applied events of more than one merchant's account in the last 30 days. Measured every five minutes; every worker exports the same value.",
  ),
  payspool_merchant_refs_paid_twice: gauge(
    'Merchant references with more than one paid purchase, of which at least one changed in the last 30 days. Measured every five minutes; every worker exports the same value.',
  ),
  payspool_subscriptions_overdue: gauge(
    'Subscriptions that still run `ACCESS_GRACE_HOURS` after the end of their last paid period. Measured every five minutes; every worker exports the same value.',
  ),
};
export type WorkerMetrics = Metrics<typeof WORKER_METRICS>;
export type WorkerReadings = Readings<typeof WORKER_METRICS>;

const REACTION_OUTCOMES = ['succeeded', 'skipped', 'retry', 'failed'] as const;
export type ReactionOutcome = (typeof REACTION_OUTCOMES)[number];

/** Starts every counter whose labels are known at zero, so that its first event counts as an increase. */
export function beginCounters(
  metrics: WorkerMetrics,
  { accounts, consumers }: { readonly accounts: Accounts; readonly consumers: readonly { name: string }[] },
): void {
  for (const provider of new Set(accounts.all.map((account) => account.provider.slug))) {
    for (const outcome of OUTCOMES) metrics.begin('payspool_events_total', { provider, outcome });
    metrics.begin('payspool_unknown_words_total', { provider });
  }
  for (const { name: consumer } of consumers) {
    for (const outcome of REACTION_OUTCOMES) metrics.begin('payspool_reactions_total', { consumer, outcome });
  }
  metrics.begin('payspool_due_published_total', {});
  metrics.begin('payspool_due_failures_total', {});
  for (const queue of [DELIVERIES, REACTIONS]) metrics.begin('payspool_stalled_jobs_total', { queue });
}

type Counted = Pick<DeliveryQueue, 'depth' | 'oldestWaitingMs'>;

/** The values that a scrape reads from the queues. */
export async function readQueues(queues: Readonly<Record<QueueName, Counted>>): Promise<WorkerReadings> {
  const read = await Promise.all(
    Object.entries(queues).map(async ([queue, counted]) => {
      const [{ completed: _, ...states }, oldestMs = 0] = await Promise.all([
        counted.depth(),
        counted.oldestWaitingMs(),
      ]);
      const jobs = Object.entries(states).map(([state, count]) => [{ queue, state }, count] as const);
      return { jobs, oldest: [{ queue }, oldestMs / 1000] as const };
    }),
  );
  return {
    payspool_queue_jobs: read.flatMap(({ jobs }) => jobs),
    payspool_queue_oldest_waiting_seconds: read.map(({ oldest }) => oldest),
  };
}

/** The values that a scrape reads from the database. */
export async function readReactions(db: Database): Promise<WorkerReadings> {
  const { late, oldestMs, failed, disabled } = await readReactionSummary(db, { lateAfterS: 0 });
  return {
    payspool_outbox_undispatched: [[{}, late]],
    payspool_outbox_oldest_seconds: [[{}, oldestMs / 1000]],
    payspool_reactions_failed: [[{}, failed]],
    payspool_consumers_disabled: [[{}, disabled.length]],
  };
}

/** The transitions that are due without a further event, and how late they are. */
export async function readDue(db: Database, now: Date): Promise<WorkerReadings> {
  const { _count: late, _min } = await db.aggregate.aggregate({
    where: { dueAt: { lte: now } },
    _count: true,
    _min: { dueAt: true },
  });
  const oldest = _min.dueAt?.getTime() ?? now.getTime();
  return {
    payspool_due_late: [[{}, late]],
    payspool_due_oldest_seconds: [[{}, (now.getTime() - oldest) / 1000]],
  };
}
