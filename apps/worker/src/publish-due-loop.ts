import type { Database } from '@payspool/db';
import { type ProjectionSettings, publishDue } from '@payspool/projection';
import type { Logger } from '@payspool/runtime';
import type { WorkerMetrics } from './metrics.ts';

/** Purchases and subscriptions in one round. If more are due, the next round begins at once. */
const ROUND = 100;

export interface PublishingOptions {
  readonly db: Database;
  readonly settings: ProjectionSettings;
  readonly logger: Logger;
  readonly metrics?: WorkerMetrics;
  /** Between two rounds. */
  readonly everyMs?: number;
}

/**
 * Publishes the transitions that become due by time alone, every second. Any number of workers may do this at once. The due times
 * are in Postgres, so a new worker continues where another one stopped. A failure is logged, and the next round tries again.
 */
export function startPublishing({ everyMs = 1000, ...options }: PublishingOptions): {
  readonly stop: () => Promise<void>;
} {
  const leaving = new AbortController();
  const running = publishUntil(leaving.signal, { ...options, everyMs });
  return {
    stop: () => {
      leaving.abort();
      return running;
    },
  };
}

async function publishUntil(
  signal: AbortSignal,
  { everyMs, ...options }: PublishingOptions & { readonly everyMs: number },
): Promise<void> {
  while (!signal.aborted) {
    const isBehind = await publishRound(signal, options);
    if (!isBehind) await pause(everyMs, signal);
  }
}

/** Returns whether more is due than one round takes. */
async function publishRound(
  signal: AbortSignal,
  { db, settings, logger, metrics }: PublishingOptions,
): Promise<boolean> {
  try {
    const { aggregates, transitions, failures } = await publishDue(db, settings, { limit: ROUND, signal });
    if (transitions > 0) {
      for (let counted = 0; counted < transitions; counted += 1)
        metrics?.count('payspool_due_published_total', {});
      logger.debug({ aggregates, transitions }, 'published due transitions');
    }
    for (const { aggregateId, error } of failures) {
      metrics?.count('payspool_due_failures_total', {});
      logger.error({ err: error, aggregateId: aggregateId.toString() }, 'publishing due transitions failed');
    }
    return aggregates === ROUND;
  } catch (error) {
    metrics?.count('payspool_due_failures_total', {});
    logger.error({ err: error }, 'publishing due transitions failed');
    return false;
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
