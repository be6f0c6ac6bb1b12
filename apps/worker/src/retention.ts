import type { Database } from '@payspool/db';
import { forgetErasedJobs } from '@payspool/operations';
import { expire, type Retention } from '@payspool/projection';
import { expireTransitions } from '@payspool/reactions/ledger';
import type { Logger } from '@payspool/runtime';
import type { z } from 'zod';
import type { WorkerConfig } from './config.ts';
import { expireRecords } from './expire-records.ts';
import { trimFailedJobs } from './trim-failed-jobs.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface RetentionOptions {
  readonly db: Database;
  /** The queue with the failed jobs. */
  readonly queue: { readonly url: string; readonly keyPrefix?: string };
  readonly retention: Retention & {
    /** Days after every consumer has finished until a transition is deleted. */
    readonly transitionDays: number;
    /** Days after its end until an operation is deleted, and a resolved finding of a comparison. */
    readonly operationDays: number;
    /** Days until a row of the audit is deleted. */
    readonly auditDays: number;
    /** Days after its last attempt until a failed job is removed from the queue, and the maximum number of failed jobs. */
    readonly failedJobDays: number;
    readonly failedJobs: number;
  };
  readonly logger: Logger;
  readonly now: () => Date;
  readonly everyMs?: number;
}

/** The retention times of the settings. */
export const retentionOf = (config: z.output<typeof WorkerConfig>): RetentionOptions['retention'] => ({
  rawBodyDays: config.rawBodyRetentionDays,
  ignoredEventDays: config.eventRetentionDays,
  transitionDays: config.outboxRetentionDays,
  operationDays: config.operationRetentionDays,
  auditDays: config.auditRetentionDays,
  failedJobDays: config.failedJobRetentionDays,
  failedJobs: config.failedJobsKept,
});

/** Deletes data whose retention time is over, now and every hour. A failure is logged, and the next hour tries again. */
export function startRetention({ everyMs = HOUR_MS, ...options }: RetentionOptions): {
  readonly stop: () => Promise<void>;
} {
  const { logger } = options;
  const leaving = new AbortController();
  let running = Promise.resolve();
  const run = async () => {
    // Each step runs separately, so that the database is cleaned even if the queue's store is unavailable.
    for (const step of [expireRows, trimJobs, forgetErased]) {
      try {
        const expired = await step(options, leaving.signal);
        if (Object.values(expired).some((count) => count > 0)) logger.info(expired, 'expired');
      } catch (error) {
        logger.error({ err: error }, 'retention failed');
      }
    }
  };
  const runNext = () => {
    running = running.then(run);
  };
  runNext();
  const timer = setInterval(runNext, everyMs);
  return {
    stop: () => {
      clearInterval(timer);
      leaving.abort();
      return running;
    },
  };
}

/** The longest session of the dashboard. */
const SESSION_MS = 12 * HOUR_MS;

const daysBefore = (now: Date, days: number) => new Date(now.getTime() - days * DAY_MS);

const expireRows = async ({ db, retention, now }: RetentionOptions, signal: AbortSignal) => ({
  ...(await expire(db, retention, { now: now(), signal })),
  transitions: await expireTransitions(db, daysBefore(now(), retention.transitionDays), signal),
  ...(await expireRecords(
    db,
    {
      operations: daysBefore(now(), retention.operationDays),
      audit: daysBefore(now(), retention.auditDays),
      sessions: new Date(now().getTime() - SESSION_MS),
    },
    signal,
  )),
});

const trimJobs = async ({ db, queue, retention, now }: RetentionOptions, signal: AbortSignal) => ({
  failedJobs: await trimFailedJobs(db, {
    queue,
    keep: {
      newest: retention.failedJobs,
      // A job holds a copy of the body and must not be kept longer.
      since: daysBefore(now(), Math.min(retention.failedJobDays, retention.rawBodyDays)),
    },
    signal,
  }),
});

/** A delivery that waited during an erasure has a job with its body afterwards. Only while such a job can exist: the queue is read in pages. */
async function forgetErased({ db, queue, retention, now }: RetentionOptions) {
  const since = daysBefore(now(), retention.failedJobDays);
  const erased = await db.erasedCustomer.findFirst({
    where: { erasedAt: { gte: since } },
    select: { erasedAt: true },
  });
  if (!erased) return { erasedJobs: 0 };
  const forgotten = await forgetErasedJobs(db, { queue });
  if ('unknown' in forgotten) throw new Error(forgotten.unknown);
  return { erasedJobs: forgotten.jobs };
}
