import type { Database } from '@payspool/db';
import type { Accounts } from '@payspool/providers';
import { DELIVERIES, type DeliveryQueue, MAX_ATTEMPTS, type QueueName, REACTIONS } from '@payspool/queue';
import { readStanding } from '@payspool/reactions';
import { counter, gauge, histogram, type Metrics, type Readings } from '@payspool/runtime';
import { OUTCOMES } from './outcome.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const LAGS = [0.1, 0.5, 1, 5, 15, MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 12 * HOUR, 48 * HOUR];

/** Everything that the worker exports beside what every app does. docs/reference/metrics.md is made of it. */
export const WORKER_METRICS = {
  payspool_events_total: counter(
    'Attempts at events by `outcome`: `applied`, `duplicate`, `ignored`, `retry` (will be tried again), `failed` (needs somebody). Of a delivery of several purchases every part counts.',
    ['provider', 'outcome'],
  ),
  payspool_event_troubles_total: counter('Attempts that ended in `retry` or `failed`, by what was wrong.', [
    'provider',
    'code',
  ]),
  payspool_event_attempts: histogram(
    'How many attempts an event had taken when it was over, by `outcome`.',
    [1, 2, 3, 5, 10, 20, 40, MAX_ATTEMPTS],
    ['outcome'],
  ),
  payspool_apply_seconds: histogram(
    'One attempt, from the queue to the commit, by `outcome`.',
    [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
    ['provider', 'outcome'],
  ),
  payspool_apply_set_events: histogram('Events that shared one transaction.', [1, 2, 4, 8, 16, 32, 64], []),
  payspool_event_lag_seconds: histogram(
    'From when it happened, by the provider’s clock, to its being applied.',
    LAGS,
    ['provider'],
  ),
  payspool_processing_lag_seconds: histogram(
    'From when ingest received it to its being applied: what is our own of the lag.',
    LAGS,
    ['provider'],
  ),
  payspool_unknown_words_total: counter(
    'Values that a provider does not document, or that are newer than this release: read as “unchanged”, logged as `unknown word`.',
    ['provider'],
  ),
  payspool_stalled_jobs_total: counter('Jobs whose worker went away with them; another runs them.', [
    'queue',
  ]),
  payspool_reactions_total: counter(
    'Attempts at reactions by `outcome`: `succeeded`, `skipped` (its consumer is disabled), `retry`, `failed` (needs somebody).',
    ['consumer', 'outcome'],
  ),
  payspool_reaction_seconds: histogram(
    'One attempt at a reaction.',
    [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60],
    ['consumer'],
  ),
  payspool_reaction_set_size: histogram(
    'Reactions that shared one transaction, of a consumer that reacts in sets.',
    [1, 2, 4, 8, 16, 32, 64, 128],
    ['consumer'],
  ),
  payspool_queue_jobs: gauge(
    'Jobs in a queue by `state`: `waiting`, `active`, `delayed` (to be retried), `failed`. Every worker tells the same.',
    ['queue', 'state'],
  ),
  payspool_queue_oldest_waiting_seconds: gauge(
    'How long the next job that was never tried has been due; 0 where none waits. Every worker tells the same.',
    ['queue'],
  ),
  payspool_outbox_undispatched: gauge(
    'Transitions that no relay has taken from the outbox yet. Every worker tells the same.',
  ),
  payspool_outbox_oldest_seconds: gauge('How long the oldest of them has waited; 0 where there is none.'),
  payspool_reactions_failed: gauge('Reactions that have failed for good and wait for somebody.'),
  payspool_consumers_disabled: gauge('Consumers that are told nothing for now.'),
  payspool_due_published_total: counter(
    'Transitions that were published by the time alone: a wait for the merchant’s own id was over, an access had ended.',
  ),
  payspool_due_failures_total: counter(
    'Attempts at publishing what was due that failed; the next round tries again.',
  ),
  payspool_due_late: gauge(
    'Purchases and subscriptions with something to publish whose time has come. Every worker tells the same.',
  ),
  payspool_due_oldest_seconds: gauge('How late the oldest of them is; 0 where there is none.'),
  payspool_accounts_of_several_merchants: gauge(
    'Endpoint accounts that took events of more than one merchant’s account as their own in 30 days. Looked for every five minutes; every worker tells the same.',
  ),
  payspool_merchant_refs_paid_twice: gauge(
    'Merchant references under which more than one purchase is paid, one of them changed in 30 days. Looked for every five minutes; every worker tells the same.',
  ),
  payspool_subscriptions_overdue: gauge(
    'Subscriptions that run on `ACCESS_GRACE_HOURS` after the end of their last paid period. Looked for every five minutes; every worker tells the same.',
  ),
};
export type WorkerMetrics = Metrics<typeof WORKER_METRICS>;
export type WorkerReadings = Readings<typeof WORKER_METRICS>;

const REACTION_OUTCOMES = ['succeeded', 'skipped', 'retry', 'failed'] as const;
export type ReactionOutcome = (typeof REACTION_OUTCOMES)[number];

/** Begins every counter whose labels are known at zero, so that the first of its kind is an increase. */
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

/** What is read of the queues at a scrape. */
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

/** What is read of the database at a scrape. */
export async function readReactions(db: Database): Promise<WorkerReadings> {
  const { late, oldestMs, failed, disabled } = await readStanding(db, { lateAfterS: 0 });
  return {
    payspool_outbox_undispatched: [[{}, late]],
    payspool_outbox_oldest_seconds: [[{}, oldestMs / 1000]],
    payspool_reactions_failed: [[{}, failed]],
    payspool_consumers_disabled: [[{}, disabled.length]],
  };
}

/** What is due to be published without a further event, and how late it is. */
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
