import type { Database } from '@payspool/db';
import { applyEvent } from '@payspool/projection';
import { type Account, partEventKey, readDelivery } from '@payspool/providers';
import { type DeliveryJob, type DeliveryQueue, openDeliveryWorker } from '@payspool/queue';
import { type TestQueue, waitFor } from '@payspool/testkit';

/** Takes all jobs from the queue of deliveries. */
export async function takeJobs({
  place,
  queue,
}: {
  readonly place: TestQueue;
  readonly queue: Pick<DeliveryQueue, 'depth'>;
}): Promise<readonly DeliveryJob[]> {
  const jobs: DeliveryJob[] = [];
  const worker = openDeliveryWorker({
    concurrency: 1,
    process: async (job) => void jobs.push(job),
    isPermanent: () => true,
    onError: () => undefined,
    ...place,
  });
  await waitFor(async () => (await queue.depth()).waiting === 0, { what: 'the queue to be empty' });
  await worker.drain(1000);
  return jobs;
}

/** Applies a job as the worker does. */
export async function applyJob(job: DeliveryJob, account: Account, db: Database): Promise<void> {
  const { meaning, type, occurredAt, account: recordedAs } = readDelivery(job, account);
  const { provider, eventKey, source, isImported, receivedAt, headers, body: rawBody } = job;
  const record = {
    provider,
    account: recordedAs,
    eventKey,
    source,
    isImported,
    type,
    occurredAt,
    receivedAt,
    headers,
    rawBody,
  };
  if (meaning.status === 'split')
    for (const part of meaning.parts)
      await applyEvent(
        db,
        { ...record, eventKey: partEventKey(eventKey, part), partOf: eventKey, rawBody: null },
        part.meaning,
      );
  await applyEvent(db, record, meaning.status === 'split' ? { status: 'split' } : meaning);
}
