import { waitFor } from '@payspool/testkit';
import { onTestFinished } from 'vitest';
import {
  type DeliveryQueue,
  openDeliveryQueue,
  type QueueUnavailableError,
  type RefusalReason,
  watchWrites,
} from '../src/index.ts';
import { delivery } from './delivery.ts';

const PROOFS = { everyMs: 20, deadlineMs: 500 };
let eventNumber = 0;
const another = () => delivery({ eventKey: `evt_${(eventNumber += 1)}` });

/** A queue that only the watch writes to, and all reported changes. */
export function watchQueue(url: string) {
  const reported: (RefusalReason | 'taken again')[] = [];
  const queue = openDeliveryQueue({
    url,
    dedupeTtlMs: 60_000,
    timeoutMs: 1000,
    onError: () => undefined,
    onWritesChange: (refusal) => reported.push(refusal?.reason ?? 'taken again'),
  });
  const watching = watchWrites(queue, PROOFS);
  onTestFinished(async () => {
    watching.stop();
    await queue.close();
  });
  const found = async (reason: RefusalReason | undefined) => {
    await waitFor(async () => (await watching.check())?.reason === reason, { what: reason ?? 'a write' });
  };
  return { queue, reported, found };
}

/** `accepted`, or the reason for the refusal. */
export const enqueueAnother = (queue: DeliveryQueue) =>
  queue.enqueue(another()).then(
    (outcome) => outcome,
    ({ reason }: QueueUnavailableError) => reason,
  );
