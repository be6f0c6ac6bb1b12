import { readFileSync } from 'node:fs';
import { isMigrated, listen, openDatabase, OUTBOX_CHANNEL } from '@payspool/db';
import { createProviderIo, loadAccounts, providers, providerVariables } from '@payspool/providers';
import {
  durabilityRule,
  openDeliveryQueue,
  openDeliveryWorker,
  openReactionQueue,
  openReactionWorker,
  watchDurability,
} from '@payspool/queue';
import {
  createLogger,
  healthRoutes,
  NotReadyError,
  readConfig,
  runApp,
  stopOnSignal,
  withFiles,
} from '@payspool/runtime';
import { fastify } from 'fastify';
import { WorkerConfig } from './config.ts';
import { createConsumers } from './reactions/index.ts';
import { ReactionRefusedError } from './reactions/errors.ts';
import { startRelay } from './relay/relay.ts';
import { reactionDelayMs } from './relay/retry-delay.ts';
import { runReaction } from './relay/run-reaction.ts';
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
    poolSize: config.workerConcurrency + config.reactionConcurrency + 3, // the relay, retention, health
    applicationName: 'payspool-worker',
    onError,
  });
  const queue = openDeliveryQueue({ url: config.queueUrl, dedupeTtlMs: DEDUPE_TTL_MS, onError });
  const audit = await watchDurability({
    queue,
    rule: durabilityRule(config),
    onChange: (weakness) =>
      weakness
        ? logger.warn(weakness, 'the queue can lose what it acknowledges: see docs/guarantees.md')
        : logger.info('the queue is durable'),
  });
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

  const reactions = createConsumers(config, io);
  const reactionQueue = openReactionQueue({ url: config.queueUrl, onError });
  const relay = startRelay({
    db: database.prisma,
    queue: reactionQueue,
    consumers: reactions.consumers,
    logger,
  });
  const outbox = listen({
    url: config.databaseDirectUrl ?? config.databaseUrl,
    channel: OUTBOX_CHANNEL,
    onNotify: relay.wake,
    onError,
  });
  const reactionWorker = openReactionWorker({
    url: config.queueUrl,
    concurrency: config.reactionConcurrency,
    lockDurationMs: config.workerLockMs,
    stalledIntervalMs: config.workerLockMs / 2,
    process: (job, meta) =>
      runReaction(job, meta, {
        db: database.prisma,
        consumers: reactions.consumers,
        deadlineMs: config.reactionDeadlineMs,
        logger,
        onReady: relay.wake,
      }),
    isPermanent: (error) => error instanceof ReactionRefusedError,
    retryDelay: reactionDelayMs,
    onError,
  });

  const retention = startRetention({
    db: database.prisma,
    queue: { url: config.queueUrl },
    retention: {
      rawBodyDays: config.rawBodyRetentionDays,
      ignoredEventDays: config.eventRetentionDays,
      transitionDays: config.outboxRetentionDays,
      failedJobDays: config.failedJobRetentionDays,
      failedJobs: config.failedJobsKept,
    },
    logger,
    now: io.now,
  });

  const health = fastify({ logger: false });
  healthRoutes(health, {
    queue: async () => {
      await queue.ping();
      const weakness = await audit.check();
      if (weakness?.refused) throw new NotReadyError(weakness.reason);
      return weakness && { warning: weakness.reason };
    },
    database: async () => {
      if (!(await isMigrated(database.prisma))) throw new NotReadyError('database_not_migrated');
    },
  });
  stopOnSignal({
    logger,
    deadlineMs: config.shutdownTimeoutMs + 5000,
    stop: async () => {
      audit.stop();
      await Promise.all([outbox.close(), relay.stop(), retention.stop()]);
      await Promise.all([
        worker.drain(config.shutdownTimeoutMs),
        reactionWorker.drain(config.shutdownTimeoutMs),
      ]);
      await Promise.all([reactions.close(), queue.close(), reactionQueue.close()]);
      await Promise.all([database.close(), health.close()]);
    },
  });
  const address = await health.listen({ host: config.host, port: config.workerPort });
  logger.info({ address, concurrency: config.workerConcurrency }, 'worker is running');
});
