import { readFileSync } from 'node:fs';
import { openDatabase } from '@payspool/db';
import { createProviderIo, loadAccounts, providers, providerVariables } from '@payspool/providers';
import { openDeliveryQueue, openDeliveryWorker } from '@payspool/queue';
import { createLogger, healthRoutes, readConfig, runApp, stopOnSignal, withFiles } from '@payspool/runtime';
import { fastify } from 'fastify';
import { WorkerConfig } from './config.ts';
import { startRetention } from './retention.ts';
import { PermanentFailure, runJob } from './run-job.ts';

/** Of the questions to be asked again, which are remembered only while they wait anyway. */
const DEDUPE_TTL_MS = 3_600_000;

await runApp('worker', async () => {
  const config = readConfig(WorkerConfig, process.env);
  const logger = createLogger({ app: 'worker', level: config.logLevel });
  const accounts = loadAccounts({
    providers,
    env: withFiles(process.env, providerVariables(providers)),
    mode: config.payspoolMode,
    endpointsFile: config.endpointsFile,
    readFile: (path) => readFileSync(path, 'utf8'),
    requireCredentials: false,
  });
  const io = createProviderIo();
  const onError = (error: Error) => logger.error({ err: error }, 'store');

  const database = openDatabase({
    url: config.databaseUrl,
    poolSize: config.workerConcurrency + 2,
    applicationName: 'payspool-worker',
    onError,
  });
  const queue = openDeliveryQueue({ url: config.queueUrl, dedupeTtlMs: DEDUPE_TTL_MS, onError });
  const context = { db: database.prisma, accounts, queue, io, logger };
  const worker = openDeliveryWorker({
    url: config.queueUrl,
    concurrency: config.workerConcurrency,
    lockDurationMs: config.workerLockMs,
    stalledIntervalMs: config.workerLockMs / 2,
    process: (job, meta) => runJob(job, meta, context),
    isPermanent: (error) => error instanceof PermanentFailure,
    onError,
  });

  const retention = startRetention({
    db: database.prisma,
    retention: { rawBodyDays: config.rawBodyRetentionDays, ignoredEventDays: config.eventRetentionDays },
    logger,
    now: io.now,
  });

  const health = fastify({ logger: false });
  healthRoutes(health, { queue: () => queue.ping(), database: () => database.prisma.$queryRaw`SELECT 1` });
  stopOnSignal({
    logger,
    deadlineMs: config.shutdownTimeoutMs + 5000,
    stop: async () => {
      await Promise.all([worker.drain(config.shutdownTimeoutMs), retention.stop()]);
      await Promise.all([queue.close(), database.close(), health.close()]);
    },
  });
  const address = await health.listen({ host: config.host, port: config.workerPort });
  logger.info({ address, concurrency: config.workerConcurrency }, 'worker is running');
});
