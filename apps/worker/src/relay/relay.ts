import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@payspool/db';
import type { ReactionQueue } from '@payspool/queue';
import { dispatch, hasReady, promote, promoteAll, takeReady, takeUnseen } from '@payspool/reactions';
import type { Logger } from '@payspool/runtime';
import type { Consumer } from '../reactions/consumer.ts';
import { subscribersOf } from './subscribers.ts';

/** Counts, and times in milliseconds. */
export interface RelayPace {
  /** Transitions whose reactions are written at once. */
  readonly batch: number;
  /** Reactions that are queued at once, in one transaction. */
  readonly queueBatch: number;
  /** Reactions that wait on the queue at most, give or take a batch per relay: what is behind them waits in Postgres, however long an outage was. */
  readonly maxWaiting: number;
  /** Between two looks at the least: what comes in one after the other is moved together. */
  readonly breathMs: number;
  /** A wake that was missed is made up for after so long. */
  readonly pollMs: number;
  /** Before another look when the queue was full, or still busy with what it was to be given. */
  readonly fullMs: number;
  /** Between two looks for what fell between the statements of a process that died, or out of the queue. */
  readonly sweepMs: number;
  /** Without an attempt for so long a queued reaction is looked for in the queue. */
  readonly unseenMs: number;
}

const PACE: RelayPace = {
  batch: 500,
  queueBatch: 100,
  maxWaiting: 1000,
  breathMs: 20,
  pollMs: 5000,
  fullMs: 250,
  sweepMs: 15_000,
  unseenMs: 60_000,
};

/** After an error. */
const PAUSE_MS = 1000;

export interface Relay {
  /** There may be something to do. */
  readonly wake: () => void;
  readonly stop: () => Promise<void>;
}

/** Moves transitions from the outbox to the queue: writes a reaction per consumer, and queues each when its turn has come. Any number of relays share the work. */
export function startRelay({
  db,
  queue,
  consumers,
  logger,
  pace,
}: {
  readonly db: Database;
  readonly queue: Pick<ReactionQueue, 'depth' | 'enqueue'>;
  readonly consumers: readonly Consumer[];
  readonly logger: Logger;
  readonly pace?: Partial<RelayPace>;
}): Relay {
  const { batch, queueBatch, maxWaiting, breathMs, pollMs, fullMs, sweepMs, unseenMs } = { ...PACE, ...pace };
  const subscribers = subscribersOf(consumers);
  const stopping = new AbortController();
  let woken = new AbortController();
  let sweepAt = 0;

  const queueReady = async () => {
    if (!(await hasReady(db))) return { queued: 0, isBusy: false };
    const room = maxWaiting - (await queue.depth()).waiting;
    if (room <= 0) return { queued: 0, isBusy: true };
    const { queued, left } = await takeReady(db, Math.min(room, queueBatch), queue.enqueue);
    return { queued, isBusy: left > 0 };
  };

  const sweep = async (): Promise<void> => {
    if (Date.now() < sweepAt) return;
    sweepAt = Date.now() + sweepMs;
    await promoteAll(db);
    await takeUnseen(db, { olderThanMs: unseenMs, limit: queueBatch }, queue.enqueue);
  };

  /** Until there is nothing to move; returns when to look again. */
  const pass = async (): Promise<number> => {
    for (;;) {
      const { dispatched, aggregateIds, ...outbox } = await dispatch(db, subscribers, batch);
      await promote(db, aggregateIds);
      await sweep(); // here: under load there is always something to move
      const { queued, isBusy } = await queueReady();
      if (stopping.signal.aborted || dispatched + queued === 0)
        return isBusy || outbox.isBusy ? fullMs : pollMs;
    }
  };

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      woken = new AbortController(); // before the pass: what comes in during it starts another one
      try {
        const restMs = await pass();
        await sleep(breathMs, undefined, { signal: stopping.signal }).catch(() => undefined);
        await sleep(restMs, undefined, { signal: woken.signal }).catch(() => undefined);
      } catch (error) {
        logger.error({ err: error }, 'relay');
        await sleep(PAUSE_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  };

  const running = run();
  return {
    wake: () => woken.abort(),
    stop: () => {
      stopping.abort();
      woken.abort();
      return running;
    },
  };
}
