import type { Database } from '@payspool/db';
import {
  CALL_RESULTS,
  countDrift,
  DRIFT_CLASSES,
  FOLLOW_UP_OUTCOMES,
  OPERATION_KINDS,
  OPERATION_OUTCOMES,
  PURPOSES,
  SWEEP_OUTCOMES,
  SWEPT,
  sweepsBehind,
} from '@payspool/operations';
import type { Accounts } from '@payspool/providers';
import {
  DELIVERIES,
  type DeliveryQueue,
  MAX_ATTEMPTS,
  type QueueName,
  REACTIONS,
  TASKS,
} from '@payspool/queue';
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
  payspool_api_calls_total: counter(
    "Requests to providers' APIs by `purpose` (`confirm`, `sweep`, `follow-up`, `backfill`, `reconcile`) and `result`: `ok`, `absent` (404), `throttled` (429), `refused` (another 4xx), `unavailable`.",
    ['provider', 'purpose', 'result'],
  ),
  payspool_sweeps_total: counter(
    "Attempts to read a provider's list of events by `outcome`: `done`, `failed` (the next one goes on at the same page), `refused` (credentials of another mode), `stopped` and `waiting` (it goes on soon), `busy` and `fresh` (nothing was read).",
    ['provider', 'outcome'],
  ),
  payspool_swept_events_total: counter(
    "Events that were read from a provider's list: `known` (recorded before), `on_its_way` (in the queue), `missed` (no delivery had brought them; they are queued), `ignored` (not recorded, and without a meaning here).",
    ['provider', 'found'],
  ),
  payspool_sweep_behind_seconds: gauge(
    "How far the reading of a provider's list of events is behind, for the account that is furthest behind. Every worker exports the same value.",
    ['provider'],
  ),
  payspool_follow_ups_total: counter(
    'Questions to providers about what is not final by `outcome`: `unchanged`, `observed` (its state was not recorded; it is queued), `gone`, `failed`.',
    ['provider', 'outcome'],
  ),
  payspool_operations_total: counter(
    'Operations that have ended by `kind` and `outcome`: `done`, `incomplete` (not everything could be read), `failed`, `aborted`.',
    ['kind', 'outcome'],
  ),
  payspool_drift_objects: gauge(
    "Objects of providers' APIs that our rows do not show as they are, by `class`, as the last comparison found them. Every worker exports the same value.",
    ['provider', 'class'],
  ),
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
    for (const purpose of PURPOSES)
      for (const result of CALL_RESULTS)
        metrics.begin('payspool_api_calls_total', { provider, purpose, result });
    for (const outcome of SWEEP_OUTCOMES) metrics.begin('payspool_sweeps_total', { provider, outcome });
    for (const found of SWEPT) metrics.begin('payspool_swept_events_total', { provider, found });
    for (const outcome of FOLLOW_UP_OUTCOMES)
      metrics.begin('payspool_follow_ups_total', { provider, outcome });
  }
  for (const { name: consumer } of consumers) {
    for (const outcome of REACTION_OUTCOMES) metrics.begin('payspool_reactions_total', { consumer, outcome });
  }
  for (const kind of OPERATION_KINDS)
    for (const outcome of OPERATION_OUTCOMES) metrics.begin('payspool_operations_total', { kind, outcome });
  metrics.begin('payspool_due_published_total', {});
  metrics.begin('payspool_due_failures_total', {});
  for (const queue of [DELIVERIES, REACTIONS, TASKS]) metrics.begin('payspool_stalled_jobs_total', { queue });
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
export const readDatabase = async (
  db: Database,
  { accounts, now }: { readonly accounts: Accounts; readonly now: Date },
): Promise<WorkerReadings> => ({
  ...(await readReactions(db)),
  ...(await readDue(db, now)),
  ...(await readSweeps(db, { accounts, now })),
  ...(await readDrift(db)),
});

async function readReactions(db: Database): Promise<WorkerReadings> {
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

/** How far the lists of events of the configured accounts have been read. */
async function readSweeps(
  db: Database,
  { accounts, now }: { readonly accounts: Accounts; readonly now: Date },
): Promise<WorkerReadings> {
  const behind = await sweepsBehind(db, { accounts, now });
  return {
    payspool_sweep_behind_seconds: [...behind].map(([provider, ms]) => [{ provider }, ms / 1000] as const),
  };
}

/** What comparisons with the providers have found, with zeros for providers of which something was found. */
async function readDrift(db: Database): Promise<WorkerReadings> {
  const found = await countDrift(db);
  const providers = [...new Set(found.map(({ provider }) => provider))];
  return {
    payspool_drift_objects: providers.flatMap((provider) =>
      DRIFT_CLASSES.map((name) => {
        const { count = 0 } = found.find((one) => one.provider === provider && one.class === name) ?? {};
        return [{ provider, class: name }, count] as const;
      }),
    ),
  };
}
