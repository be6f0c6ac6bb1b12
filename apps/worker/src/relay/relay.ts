import type { Database } from '@payspool/db';
import type { ReactionQueue } from '@payspool/queue';
import {
  dispatch,
  hasReady,
  promote,
  promoteAll,
  takeReady,
  takeThese,
  takeUnseen,
} from '@payspool/reactions';
import type { Logger } from '@payspool/runtime';
import type { WorkerMetrics } from '../metrics.ts';
import type { Consumer } from '../reactions/consumer.ts';
import { startLoop } from './loop.ts';
import { MAX_REACTIONS, reactInSet, reactsInSets, type SetConsumer } from './react-in-sets.ts';
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
  breathMs: 100,
  pollMs: 5000,
  fullMs: 250,
  sweepMs: 15_000,
  unseenMs: 60_000,
};

export interface Relay {
  /** There may be something to do. */
  readonly wake: () => void;
  readonly stop: () => Promise<void>;
}

export interface RelayOptions {
  readonly db: Database;
  readonly queue: Pick<ReactionQueue, 'depth' | 'enqueue' | 'refill'>;
  readonly consumers: readonly Consumer[];
  readonly logger: Logger;
  readonly metrics?: WorkerMetrics;
  readonly pace?: Partial<RelayPace>;
}

/**
 * Moves transitions from the outbox on: writes a reaction per consumer, runs those of consumers that react in sets, and puts the others on
 * the queue when their turn has come. Any number of relays share the work. Each of the three has a loop of its own, so that a queue that is
 * away holds up neither of the other two.
 */
export function startRelay({ pace, ...options }: RelayOptions): Relay {
  const { breathMs, ...full } = { ...PACE, ...pace };
  const { logger, consumers } = options;
  const shared = { ...options, pace: full };
  const setLoops = consumers
    .filter(reactsInSets)
    .map((consumer) =>
      startLoop({ pass: runsSets(consumer, { ...shared, onReady: () => reactions() }), breathMs, logger }),
    );
  const queueing = startLoop({ pass: queues(shared), breathMs, logger });
  /** Something may be ready. */
  const reactions = () => {
    for (const { wake } of [...setLoops, queueing]) wake();
  };
  const dispatching = startLoop({ pass: dispatches({ ...shared, onReady: reactions }), breathMs, logger });
  const loops = [dispatching, queueing, ...setLoops];
  return {
    wake: () => {
      for (const { wake } of loops) wake();
    },
    stop: async () => {
      await Promise.all(loops.map(({ stop }) => stop()));
    },
  };
}

interface Step extends Omit<RelayOptions, 'pace'> {
  readonly pace: Omit<RelayPace, 'breathMs'>;
}
type StepBefore = Step & { readonly onReady: () => void };

/** Writes the reactions of transitions as long as there are many without; returns when to look again. */
function dispatches({ db, consumers, pace, onReady }: StepBefore): (signal: AbortSignal) => Promise<number> {
  const subscribers = subscribersOf(consumers);
  const isDue = every(pace.sweepMs);
  return async (signal) => {
    for (;;) {
      const { dispatched, aggregateIds, isBusy } = await dispatch(db, subscribers, pace.batch);
      const ready = await promote(db, aggregateIds);
      const found = isDue() ? await promoteAll(db) : 0;
      if (ready + found > 0) onReady();
      if (signal.aborted || dispatched === 0) return isBusy ? pace.fullMs : pace.pollMs;
      // What comes in meanwhile is dispatched together, a breath later.
      if (dispatched < pace.batch) return 0;
    }
  };
}

/** Runs sets of one consumer as long as they are full; returns when to look again. A reaction that fails in a set is put on the queue, to be run alone. */
function runsSets(
  consumer: SetConsumer,
  { db, queue, pace, logger, metrics, onReady }: StepBefore,
): (signal: AbortSignal) => Promise<number> {
  return async (signal) => {
    for (;;) {
      const { ended, alone, busy, ready } = await reactInSet(consumer, { db, logger, metrics });
      // One that somebody works on is left for the next set, as long as there is anything else to do: on the queue it waits.
      const toQueue = ended.length + alone.length > 0 ? alone : busy;
      const { queued } = await queueAlone(toQueue);
      if (ready > 0) onReady();
      if (signal.aborted || ended.length + queued === 0)
        return alone.length + busy.length > 0 ? pace.fullMs : pace.pollMs;
      if (ended.length < MAX_REACTIONS) return 0;
    }
  };

  async function queueAlone(outboxIds: readonly bigint[]) {
    if (outboxIds.length === 0) return { queued: 0 };
    const room = pace.maxWaiting - (await queue.depth()).waiting;
    const keys = outboxIds
      .slice(0, Math.max(0, room))
      .map((outboxId) => ({ outboxId, consumer: consumer.name }));
    return keys.length === 0 ? { queued: 0 } : takeThese(db, keys, queue.enqueue);
  }
}

/** Puts what is ready on the queue, as long as it has room; returns when to look again. */
function queues({ db, queue, consumers, pace }: Step): (signal: AbortSignal) => Promise<number> {
  const { maxWaiting, queueBatch, unseenMs, sweepMs, fullMs, pollMs } = pace;
  const inSets = consumers.filter(reactsInSets).map(({ name }) => name);
  const isDue = every(sweepMs);
  const room = async () => maxWaiting - (await queue.depth()).waiting;

  /** Goes on for as long as the queue turns out to have lost what it should have. */
  const lookForLost = async (signal: AbortSignal): Promise<void> => {
    for (let limit = queueBatch; limit > 0 && !signal.aborted; limit = Math.min(queueBatch, await room())) {
      let lost = 0;
      await takeUnseen(db, { olderThanMs: unseenMs, limit }, async (due) => {
        const { queued, added } = await queue.refill(due);
        lost = added;
        return queued;
      });
      if (lost === 0) return;
    }
  };

  return async (signal) => {
    for (;;) {
      if (isDue()) await lookForLost(signal);
      if (!(await hasReady(db, inSets))) return pollMs;
      const free = await room();
      if (free <= 0) return fullMs;
      const { queued, left } = await takeReady(db, Math.min(free, queueBatch), queue.enqueue, inSets);
      if (signal.aborted || queued === 0) return left > 0 ? fullMs : pollMs;
    }
  };
}

/** Says that it is time, at once and then every so many milliseconds. */
function every(ms: number): () => boolean {
  let nextAt = 0;
  return () => {
    if (Date.now() < nextAt) return false;
    nextAt = Date.now() + ms;
    return true;
  };
}
