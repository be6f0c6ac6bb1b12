import {
  type Account,
  adviceAfter,
  type Delivery,
  explainRefused,
  type Refused,
  unprovenFacts,
} from '@payspool/providers';
import type { RefusedDelivery, Refusals } from '@payspool/queue';
import { createFewOfAKind } from './few-of-a-kind.ts';

/** Records of one account and code that are kept at once, and the interval of further ones. */
const BURST = 50;
const EVERY_MS = 10_000;
/** How often the records are written, and how many at once: 20 a second. */
const FLUSH_MS = 1000;
const MAX_BATCH = 20;

/** A refused delivery, as the request handler knows it. */
export interface FreshRefusal {
  readonly at: Date;
  readonly account: Account;
  readonly refusal: Refused;
  readonly headers: Delivery['headers'];
  /** The address of the sender. */
  readonly source: string | undefined;
  readonly bytes: number;
}

/** Keeps the newest refused deliveries in the queue's store, so that a person can see why they were refused. */
export interface RefusalRecord {
  /** Adds to a list in memory, and does nothing else. */
  readonly refused: (fresh: FreshRefusal) => void;
  /** Writes what is in memory, and stops. */
  readonly close: () => Promise<void>;
}

export interface RefusalRecordOptions {
  readonly refusals: Pick<Refusals, 'record'>;
  /** `kept` and `lost` are records; `left_out` are refusals without a record of their own. */
  readonly onOutcome: (outcome: RefusalRecordOutcome, number: number) => void;
  /** The store did not take the records. */
  readonly onError: (error: unknown) => void;
}

export const REFUSAL_RECORD_OUTCOMES = ['kept', 'left_out', 'lost'] as const;
type RefusalRecordOutcome = (typeof REFUSAL_RECORD_OUTCOMES)[number];

/**
 * Records are written after the answer, by a timer, at most 20 a second. Of one account and code there are 50 at once and then one every
 * ten seconds, with the number of those left out, so that a flood cannot displace the records of other accounts. Records are lost, and
 * counted, while the store does not take them.
 */
export function createRefusalRecord({ refusals, onOutcome, onError }: RefusalRecordOptions): RefusalRecord {
  let waiting: { readonly fresh: FreshRefusal; readonly leftOut: number }[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  const write = async (batch: typeof waiting) => {
    try {
      await refusals.record(batch.map(({ fresh, leftOut }) => recordOf(fresh, leftOut)));
      onOutcome('kept', batch.length);
    } catch (error) {
      onOutcome('lost', batch.length);
      onError(error);
    }
  };
  const flush = (batchSize: number) => {
    const batch = waiting.slice(0, batchSize);
    waiting = waiting.slice(batchSize);
    writing = writing.then(() => write(batch));
  };
  const flushLater = () => {
    timer = setTimeout(() => {
      flush(MAX_BATCH);
      timer = undefined;
      if (waiting.length > 0) flushLater();
    }, FLUSH_MS).unref();
  };
  const few = createFewOfAKind<FreshRefusal>({
    burst: BURST,
    everyMs: EVERY_MS,
    pass: (fresh, leftOut) => {
      if (leftOut > 0) onOutcome('left_out', leftOut);
      if (waiting.length >= MAX_WAITING) return onOutcome('lost', 1);
      waiting.push({ fresh, leftOut });
      if (!timer) flushLater();
    },
  });
  return {
    refused: (fresh) => {
      const { provider, name } = fresh.account;
      few.offer(`${provider.slug}/${name} ${fresh.refusal.code}`, fresh);
    },
    close: async () => {
      few.stop();
      clearTimeout(timer);
      if (waiting.length > 0) flush(waiting.length);
      await writing;
    },
  };
}

/** Limits the memory if many accounts are flooded at once. */
const MAX_WAITING = 1000;

function recordOf(
  { at, account: { provider, name }, refusal, headers, source, bytes }: FreshRefusal,
  leftOut: number,
): RefusedDelivery {
  return {
    at,
    provider: provider.slug,
    account: name,
    code: refusal.code,
    why: explainRefused(refusal.reason, adviceAfter(refusal.code, provider)),
    source,
    bytes,
    leftOut,
    ...unprovenFacts(headers, provider),
  };
}
