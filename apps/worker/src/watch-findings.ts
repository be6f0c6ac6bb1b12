import type { Database } from '@payspool/db';
import { type Found, overdueSubscriptions, refsPaidTwice, severalMerchants } from '@payspool/projection';
import type { Logger } from '@payspool/runtime';
import type { WorkerReadings } from './metrics.ts';

const FIVE_MINUTES_MS = 300_000;

export interface FindingsWatch {
  /** What was found last; without what could not be looked at. */
  readonly readings: () => WorkerReadings;
  readonly stop: () => void;
}

/**
 * Looks now and every five minutes for what somebody has to look at in the rows. These questions may take longer than a scrape has, and
 * are not asked at each.
 */
export function watchFindings({
  db,
  graceHours,
  now,
  logger,
  everyMs = FIVE_MINUTES_MS,
}: {
  readonly db: Database;
  readonly graceHours: number;
  readonly now: () => Date;
  readonly logger: Logger;
  readonly everyMs?: number;
}): FindingsWatch {
  let readings: WorkerReadings = {};
  const questions = {
    payspool_accounts_of_several_merchants: () => severalMerchants(db, { now: now(), limit: 1 }),
    payspool_merchant_refs_paid_twice: () => refsPaidTwice(db, { now: now(), limit: 1 }),
    payspool_subscriptions_overdue: () => overdueSubscriptions(db, { now: now(), limit: 1, graceHours }),
  } satisfies WorkerQuestions;
  let isLeaving = false;
  const look = async () => {
    for (const [name, ask] of Object.entries(questions)) {
      if (isLeaving) return;
      const { [name as keyof WorkerReadings]: _before, ...others } = readings;
      try {
        const { count } = await ask();
        readings = { ...others, [name]: [[{}, count]] };
      } catch (error) {
        readings = others;
        if (!isLeaving) logger.warn({ err: error, metric: name }, 'a look at the rows failed');
      }
    }
  };
  let looking = look();
  const timer = setInterval(() => {
    looking = looking.then(look);
  }, everyMs);
  timer.unref();
  return {
    readings: () => readings,
    stop: () => {
      isLeaving = true;
      clearInterval(timer);
    },
  };
}

type WorkerQuestions = { readonly [Name in keyof WorkerReadings]?: () => Promise<Found> };
