import { createProviderIo, weakSecrets } from '@payspool/providers';
import {
  durabilityRule,
  loadQueueTelemetry,
  openDeliveryQueue,
  openRefusals,
  openSharedCache,
  REFUSAL_REASONS,
  watchDurability,
  watchWrites,
} from '@payspool/queue';
import { createLogger, openMetrics, runApp, stopOnSignal } from '@payspool/runtime';
import { dedupeTtlMsOf, readIngestSettings } from './config.ts';
import { beginCounters, downloadCertificates, INGEST_METRICS, readQueue } from './metrics.ts';
import { createRefusalRecord } from './refusal-record.ts';
import { createServer } from './server.ts';
import { createTroubleReport } from './trouble-report.ts';

const SHUTDOWN_DEADLINE_MS = 10_000;
/** The share of the time limit of an acknowledgement for the queue; the rest is for verifying. */
const QUEUE_SHARE = 5 / 6;
/**
 * The share of the places in which deliveries may wait for certificates. Other deliveries use a place for milliseconds only, and need few.
 */
const CERTIFICATE_SHARE = 4 / 5;

await runApp({ name: 'ingest', read: () => readIngestSettings(process.env), start });

async function start({ config, accounts }: ReturnType<typeof readIngestSettings>): Promise<void> {
  const logger = createLogger({ app: 'ingest', level: config.logLevel });
  if (accounts.all.length === 0) logger.warn('no provider is configured: every delivery gets 404');
  for (const account of accounts.all)
    for (const { setting, words } of weakSecrets(account))
      logger.warn({ account: `${account.provider.slug}/${account.name}` }, `${setting} ${words}`);

  const durability = durabilityRule(config);
  const queueTrouble = createTroubleReport(logger, { level: 'error', message: 'queue', endsQuietly: true });
  const queue = openDeliveryQueue({
    url: config.queueUrl,
    dedupeTtlMs: dedupeTtlMsOf(config),
    timeoutMs: Math.floor(config.ackTimeoutMs * QUEUE_SHARE),
    durability,
    waitReplicas: config.queueWaitReplicas,
    telemetry: config.otelExporterOtlpEndpoint ? await loadQueueTelemetry() : undefined,
    onError: queueTrouble.failed,
    onWritesChange: (refusal) =>
      refusal
        ? logger.error(refusal, 'the queue refuses writes: deliveries are answered 503')
        : logger.info('the queue takes writes again'),
  });
  const writes = watchWrites(queue);
  const audit = await watchDurability({
    queue,
    rule: durability,
    onChange: (weakness) =>
      weakness
        ? logger.warn(weakness, 'the queue can lose what it acknowledges: see docs/guarantees.md')
        : logger.info('the queue is durable'),
  });
  const { metrics, serve } = openMetrics({ app: 'ingest', declarations: INGEST_METRICS, logger });
  beginCounters(metrics, accounts);
  const cacheTrouble = createTroubleReport(logger, {
    level: 'warn',
    message: 'proven certificates are not shared with other processes',
    endsQuietly: true,
  });
  const cache = downloadCertificates(accounts)
    ? openSharedCache({ url: config.queueUrl, onError: cacheTrouble.failed })
    : undefined;
  const recordTrouble = createTroubleReport(logger, {
    level: 'warn',
    message: 'refused deliveries are not recorded',
    endsQuietly: true,
  });
  const refusals = openRefusals({ url: config.queueUrl, onError: recordTrouble.failed });
  const refusalRecord = createRefusalRecord({
    refusals,
    onOutcome: (outcome, number) => metrics.count('payspool_refusal_records_total', { outcome }, number),
    onError: (error) => recordTrouble.failed(asError(error)),
  });
  const io = createProviderIo(() => new Date(), {
    cache,
    limits: { maxWaiting: Math.ceil(config.maxDeliveriesInHand * CERTIFICATE_SHARE) },
    onOutcome: (outcome) => metrics.count('payspool_certificates_total', { outcome }),
    onCacheError: (error) => cacheTrouble.failed(asError(error)),
  });
  const server = createServer({
    accounts,
    queue,
    io,
    logger,
    metrics,
    writes,
    checkDurability: audit.check,
    refusalRecord,
    ...config,
  });
  const scrapes = await serve({
    host: config.host,
    port: config.metricsPort,
    stores: { queue: () => readQueue(queue, audit.check) },
    refusals: { reasons: REFUSAL_REASONS, current: { queue: () => writes.current()?.reason } },
  });
  stopOnSignal({
    logger,
    deadlineMs: SHUTDOWN_DEADLINE_MS,
    stop: async () => {
      await server.close();
      writes.stop();
      audit.stop();
      await queue.close();
      await cache?.close();
      await refusalRecord.close();
      await refusals.close();
      await scrapes.close();
    },
  });
  const address = await server.listen({ host: config.host, port: config.ingestPort });
  const configured = accounts.all.map(({ provider, name, mode }) => `${provider.slug}/${name} (${mode})`);
  logger.info({ address, accounts: configured }, 'ingest is listening');
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
