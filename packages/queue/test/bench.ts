import { waitFor } from '@payspool/testkit';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import {
  openDeliveryQueue,
  openDeliveryWorker,
  type DeliveryQueue,
  type DeliveryWorker,
  type DeliveryWorkerOptions,
} from '../src/index.ts';
import { BACKENDS, type TestQueue } from './backends.ts';

/** A failure that no retry can correct. */
export class Broken extends Error {}

/** The queue of one test, and functions that open producers and workers. All of them are closed after the test. */
export interface Bench {
  readonly place: TestQueue;
  readonly queue: DeliveryQueue;
  readonly producer: (dedupeTtlMs?: number) => DeliveryQueue;
  readonly consumer: (
    process: DeliveryWorkerOptions['process'],
    options?: Partial<DeliveryWorkerOptions>,
  ) => DeliveryWorker;
  /** Registers a resource that is closed at the end, before the ones that were opened earlier. */
  readonly closing: (close: () => Promise<unknown>) => void;
  /** Waits until this many jobs are in that state. */
  readonly count: (state: 'failed' | 'completed' | 'delayed', expected: number) => Promise<unknown>;
}

/**
 * Runs one suite for both backends, because their behaviour must be the same. A test fails if an error is reported that it did not expect.
 */
export function describeBackends(what: string, suite: (bench: Bench) => void): void {
  describe.each(BACKENDS)(`${what} on $name`, ({ available, create }) => {
    describe.skipIf(!available)('', () => {
      const bench = {} as { -readonly [Key in keyof Bench]: Bench[Key] };
      let closing: (() => Promise<unknown>)[];
      let errors: Error[];

      beforeEach(async () => {
        const place = await create();
        closing = [place.drop];
        errors = [];
        Object.assign(
          bench,
          openBench(place, closing, (error) => errors.push(error)),
        );
      });
      afterEach(async () => {
        for (const close of closing.toReversed()) await close();
        expect(errors).toEqual([]);
      });
      suite(bench);
    });
  });
}

function openBench(
  place: TestQueue,
  closing: (() => Promise<unknown>)[],
  onError: (error: Error) => void,
): Bench {
  const producer = (dedupeTtlMs = 3_600_000) => {
    const opened = openDeliveryQueue({ ...place, dedupeTtlMs, onError });
    closing.push(opened.close);
    return opened;
  };
  const queue = producer();
  return {
    place,
    queue,
    producer,
    closing: (close) => void closing.push(close),
    consumer: (process, options = {}) => {
      const opened = openDeliveryWorker({
        ...place,
        concurrency: 4,
        process,
        isPermanent: (error) => error instanceof Broken,
        retryDelay: () => 10,
        onError,
        ...options,
      });
      closing.push(() => opened.drain(2000));
      return opened;
    },
    count: (state, expected) =>
      waitFor(async () => (await queue.depth())[state] === expected, { what: `${expected} ${state}` }),
  };
}
