import { type DeliveryJob, openDeliveryWorker } from '@payspool/queue';
import { waitFor } from '@payspool/testkit';
import type { TestQueue } from './backends.ts';

/** Takes deliveries off the queue until `isLast` returns true for one, and resolves with all of them. */
export async function readBack(
  { url, keyPrefix }: TestQueue,
  isLast: (job: DeliveryJob) => boolean,
): Promise<DeliveryJob[]> {
  const got: DeliveryJob[] = [];
  const worker = openDeliveryWorker({
    url,
    keyPrefix,
    concurrency: 4,
    process: async (job) => void got.push(job),
    isPermanent: () => true,
    onError: () => undefined,
  });
  try {
    await waitFor(() => got.some(isLast), { what: 'the delivery' });
  } finally {
    await worker.drain(5000);
  }
  return got;
}
