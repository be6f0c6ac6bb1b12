import { migrateDatabase } from '@payspool/db';
import { migrateQueue } from '@payspool/queue';
import { freePort, hasRedisServer, startPostgresServer, startRedisServer, waitFor } from '@payspool/testkit';
import { spawnApp } from '../product/stack/spawn-app.ts';
import { createStopList, stopOnSignal } from '../product/stack/stop-in-reverse.ts';
import { deliver, paidCheckout } from '../test/stripe-delivery.ts';
import { renderTrace, startOtlpReceiver } from './otlp-receiver.ts';

// node --import tsx e2e/proof/trace-tree.ts: sends one delivery to a separate stack and prints its trace as a tree.

const SECRET = 'whsec_of_this_trace_alone';
const stops = createStopList();
stopOnSignal(stops.stopAll);
try {
  const collector = await stops.start(startOtlpReceiver());
  const postgres = await stops.start(startPostgresServer({ fsync: false }));
  const queueUrl = hasRedisServer() ? (await stops.start(startRedisServer())).url : postgres.url;
  await migrateDatabase(postgres.url);
  await migrateQueue(queueUrl);
  const env = {
    DATABASE_URL: postgres.url,
    QUEUE_URL: queueUrl,
    PAYSPOOL_MODE: 'test',
    // The measurement begins with the publishing.
    MERCHANT_REF_GRACE_SECONDS: '0',
    STRIPE_WEBHOOK_SECRETS: SECRET,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    LOG_LEVEL: 'warn',
  };
  const start = async (name: 'ingest' | 'worker') =>
    stops.start(spawnApp({ name, port: await freePort(), env }));
  const [ingest, worker] = await Promise.all([start('ingest'), start('worker')]);
  const send = () => deliver(`${ingest.url}/webhooks/stripe`, paidCheckout().body, SECRET);
  await send(); // the first delivery opens connections, which the trace should not show
  const first = new Set(await settled(collector));
  const { status } = await send();
  await settled(collector, first.size + 1);
  await Promise.all([ingest.stop(), worker.stop()]); // the processes then send their remaining spans
  const traceId = collector
    .spans()
    .find(({ service, traceId: id }) => service === 'payspool-ingest' && !first.has(id))?.traceId;
  const spans = collector.spans().filter((span) => span.traceId === traceId);
  console.log(`POST /webhooks/stripe → ${status}, trace ${traceId}\n\n${renderTrace(spans)}`);
} finally {
  await stops.stopAll();
}

/** Waits until this many deliveries are traced completely; returns their traces. */
async function settled(
  { spans }: Awaited<ReturnType<typeof startOtlpReceiver>>,
  count = 1,
): Promise<readonly string[]> {
  const done = () =>
    spans()
      .filter(({ name }) => name === 'process deliveries')
      .map(({ traceId }) => traceId);
  await waitFor(() => done().length >= count, { timeoutMs: 30_000, what: `${count} deliveries are traced` });
  return done();
}
