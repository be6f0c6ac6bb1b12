import { DELIVERIES, KEY_PREFIX } from '@payspool/queue';
import { Worker } from 'bullmq';
import { openNaiveDatabase } from './naive-database.ts';
import { readStripeEvent } from './stripe-event.ts';

// A program: a typical BullMQ worker. One interactive Prisma transaction per event inserts the event with its unique key, locks
// the order's row, and writes the event's data to the order. (It does not handle refunds, disputes and the order of events.)

const { QUEUE_URL = '', DATABASE_URL = '', CONCURRENCY = '1' } = process.env;
const concurrency = Number(CONCURRENCY);
const database = openNaiveDatabase({ url: DATABASE_URL, connections: concurrency });

async function handle(body: string): Promise<void> {
  const { event, order } = readStripeEvent(body);
  await database.$transaction(
    async (tx) => {
      await tx.webhookEvent.create({ data: event });
      await tx.$queryRaw`SELECT 1 FROM naive.purchase_orders WHERE order_ref = ${order.orderRef} FOR UPDATE`;
      await tx.purchaseOrder.upsert({ where: { orderRef: order.orderRef }, create: order, update: order });
    },
    { maxWait: 30_000, timeout: 30_000 },
  );
}

const worker = new Worker<{ readonly body: string }>(DELIVERIES, ({ data }) => handle(data.body), {
  connection: { url: QUEUE_URL, maxRetriesPerRequest: null },
  prefix: KEY_PREFIX,
  concurrency,
  // A transaction that lost a race for a new order's row is repeated at once, because the queue's retry table belongs to Payspool's worker.
  settings: { backoffStrategy: () => 0 },
});
worker.on('error', (error) => console.error(error));
worker.on('failed', (job, error) => console.error(job?.id, error.message));
process.on('SIGTERM', () => void worker.close().finally(() => process.exit(0)));
