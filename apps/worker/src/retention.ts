import type { Database } from '@payspool/db';
import { expire, type Retention } from '@payspool/projection';
import { expireTransitions } from '@payspool/reactions';
import type { Logger } from '@payspool/runtime';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Lets go of what was kept for long enough, now and every hour. A failure is logged, and the next hour tries again. */
export function startRetention(options: {
  readonly db: Database;
  readonly retention: Retention & {
    /** Days after every consumer had finished until a transition is forgotten. */
    readonly transitionDays: number;
  };
  readonly logger: Logger;
  readonly now: () => Date;
  readonly everyMs?: number;
}): { readonly stop: () => Promise<void> } {
  const { db, retention, logger, now, everyMs = HOUR_MS } = options;
  const leaving = new AbortController();
  let running = Promise.resolve();
  const run = async () => {
    try {
      const expired = {
        ...(await expire(db, retention, { now: now(), signal: leaving.signal })),
        transitions: await expireTransitions(
          db,
          new Date(now().getTime() - retention.transitionDays * DAY_MS),
          leaving.signal,
        ),
      };
      if (expired.bodies + expired.events + expired.transitions > 0) logger.info(expired, 'expired');
    } catch (error) {
      logger.error({ err: error }, 'retention failed');
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
