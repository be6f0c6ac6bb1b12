import type { Database } from '@payspool/db';
import { type Found, overdueSubscriptions, refsPaidTwice, severalMerchants } from '@payspool/projection';
import { type Accounts, namesMerchant } from '@payspool/providers';
import type { Logger } from '@payspool/runtime';
import type { WorkerReadings } from './metrics.ts';

const FIVE_MINUTES_MS = 300_000;

export interface FindingsWatch {
  /** The last findings; a check that failed is missing. */
  readonly readings: () => WorkerReadings;
  readonly stop: () => void;
}

/**
 * Searches the rows for findings that a person must look at, now and every five minutes. These queries may take longer than a
 * scrape allows, so a scrape does not run them.
 */
export function watchFindings({
  db,
  accounts,
  graceHours,
  now,
  logger,
  everyMs = FIVE_MINUTES_MS,
}: {
  readonly db: Database;
  readonly accounts: Accounts;
  readonly graceHours: number;
  readonly now: () => Date;
  readonly logger: Logger;
  readonly everyMs?: number;
}): FindingsWatch {
  let readings: WorkerReadings = {};
  const questions = {
    payspool_accounts_of_several_merchants: () =>
      severalMerchants(db, {
        now: now(),
        limit: 1,
        isNamed: (merchant) => namesMerchant(accounts, merchant),
      }),
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
        if (!isLeaving)
          logger.warn({ err: error, metric: name }, 'searching for findings in the rows failed');
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
