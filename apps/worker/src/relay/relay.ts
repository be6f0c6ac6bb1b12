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
} from '@payspool/reactions/ledger';
import type { Logger } from '@payspool/runtime';
import type { WorkerMetrics } from '../metrics.ts';
import type { Consumer } from '../reactions/consumer.ts';
import { startLoop } from './loop.ts';
import { MAX_REACTIONS, reactInSet, reactsInSets, type SetConsumer } from './react-in-sets.ts';
import { subscribersOf } from './subscribers.ts';

/** Counts, and times in milliseconds. */
export interface RelayPace {
  /** Maximum number of transitions whose reactions are written together. */
  readonly batch: number;
  /** Maximum number of reactions that are queued in one transaction. */
  readonly queueBatch: number;
  /** Maximum number of reactions on the queue, plus or minus a batch per relay. All others wait in Postgres, however long an outage was. */
  readonly maxWaiting: number;
  /** Minimum time between two passes, so that transitions that arrive one after the other are moved together. */
  readonly breathMs: number;
  /** After this time a pass runs even without a wake, in case one was missed. */
  readonly pollMs: number;
  /** The wait before the next pass if the queue was full, or still had the job. */
  readonly fullMs: number;
  /** Time between two searches for reactions that a crashed process left unfinished, or that the queue lost. */
  readonly sweepMs: number;
  /** A queued reaction without an attempt for this time is searched in the queue. */
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
 * Moves transitions on from the outbox: it writes a reaction per consumer, runs those of consumers that react in sets, and puts
 * the others on the queue when it is their turn. Any number of relays share the work. Each of the three tasks has its own loop,
 * so that an unavailable queue does not delay the other two.
 */
export function startRelay({ pace, ...options }: RelayOptions): Relay {
  const { breathMs, ...full } = { ...PACE, ...pace };
  const { logger, consumers } = options;
  const shared = { pace: full, ...options };
  const setLoops = consumers
    .filter(reactsInSets)
    .map((consumer) =>
      startLoop({ pass: runsSets(consumer, { onReady: () => reactions(), ...shared }), breathMs, logger }),
    );
  const queueing = startLoop({ pass: queues(shared), breathMs, logger });
  /** Starts the loops because something may be ready. */
  const reactions = () => {
    for (const { wake } of [...setLoops, queueing]) wake();
  };
  const dispatching = startLoop({ pass: dispatches({ onReady: reactions, ...shared }), breathMs, logger });
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

/** Writes the reactions of transitions while there are many without them; returns when to run again. */
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
      // Transitions that arrive meanwhile are dispatched together, after `breathMs`.
      if (dispatched < pace.batch) return 0;
    }
  };
}

/** Runs sets of one consumer while they are full; returns when to run again. A reaction that fails in a set is put on the queue, to run alone. */
function runsSets(
  consumer: SetConsumer,
  { db, queue, pace, logger, metrics, onReady }: StepBefore,
): (signal: AbortSignal) => Promise<number> {
  return async (signal) => {
    for (;;) {
      const { ended, alone, busy, ready } = await reactInSet(consumer, { db, logger, metrics });
      // A purchase that another transaction has locked is left for the next set while there is other work; on the queue it waits.
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

/** Puts ready reactions on the queue while it has room; returns when to run again. */
function queues({ db, queue, consumers, pace }: Step): (signal: AbortSignal) => Promise<number> {
  const { maxWaiting, queueBatch, unseenMs, sweepMs, fullMs, pollMs } = pace;
  const inSets = consumers.filter(reactsInSets).map(({ name }) => name);
  const isDue = every(sweepMs);
  const room = async () => maxWaiting - (await queue.depth()).waiting;

  /** Repeats while the queue has lost further reactions. */
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

/** Returns true at the first call, and then once per interval in milliseconds. */
function every(ms: number): () => boolean {
  let nextAt = 0;
  return () => {
    if (Date.now() < nextAt) return false;
    nextAt = Date.now() + ms;
    return true;
  };
}
