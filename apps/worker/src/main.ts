import { listen, openDatabase, OUTBOX_CHANNEL } from '@payspool/db';
import { createCallBudget, type EndedCall, forgetErasedJobs } from '@payspool/operations';
import { openErasedCustomers, projectionSettings } from '@payspool/projection';
import { createProviderIo } from '@payspool/providers';
import {
  DELIVERIES,
  durabilityRule,
  loadQueueTelemetry,
  openDeliveryQueue,
  openDeliveryWorker,
  openReactionQueue,
  openReactionWorker,
  type QueueName,
  REACTIONS,
  REFUSAL_REASONS,
  TASKS,
  watchDurability,
  watchWrites,
  type WriteRefusal,
} from '@payspool/queue';
import { createLogger, openMetrics, runApp, stopOnSignal, withoutRedaction } from '@payspool/runtime';
import { createConfirmCalls } from './confirm-calls.ts';
import { createConfirmationBudget } from './confirmation-budget.ts';
import { watchDatabaseWrites } from './database-writes.ts';
import { createEventWriter, WRITER_CONNECTIONS } from './event-writer.ts';
import { createHealthServer } from './health.ts';
import { beginCounters, readDatabase, readQueues, WORKER_METRICS } from './metrics.ts';
import { startPublishing } from './publish-due-loop.ts';
import { subscribersOf } from './relay/subscribers.ts';
import { readWorkerSettings } from './read-settings.ts';
import { createConsumers } from './reactions/index.ts';
import { openOwnConsumers } from './reactions/own/own-consumers.ts';
import { ReactionRefusedError } from './reactions/errors.ts';
import { startRelay } from './relay/relay.ts';
import { reactionDelayMs } from './relay/retry-delay.ts';
import { createReactionRunner } from './relay/run-reaction.ts';
import { retentionOf, startRetention } from './retention.ts';
import { PermanentFailure, runJob } from './run-job.ts';
import { stopWorker } from './stop-worker.ts';
import { startTasks } from './tasks/start-tasks.ts';
import { watchFindings } from './watch-findings.ts';

/** For the follow-up questions, which are remembered only while they wait. */
const DEDUPE_TTL_MS = 3_600_000;

/** Much longer than any statement of Payspool takes; a whole transaction has the same limit. */
const DATABASE_ANSWER_MS = 30_000;

type WorkerSettings = ReturnType<typeof readWorkerSettings>;

await runApp({ name: 'worker', read: () => readWorkerSettings(process.env), check, start });

/** Loads the own reactions, because a module that cannot be loaded prevents the start. */
async function check({ config, ownReactions }: WorkerSettings): Promise<void> {
  const logger = createLogger({ app: 'worker', level: 'silent' });
  const own = await openOwnConsumers(ownReactions, { deadlineMs: config.reactionDeadlineMs, logger });
  await own.close();
}

async function start({ config, accounts, prices, ownReactions, release }: WorkerSettings): Promise<void> {
  const logger = createLogger({ app: 'worker', level: config.logLevel });
  const own = await openOwnConsumers(ownReactions, { deadlineMs: config.reactionDeadlineMs, logger });
  const io = createProviderIo();
  const onError = (error: Error) => logger.error({ err: error }, 'store');

  const database = openDatabase({
    url: config.databaseUrl,
    // The relay's three loops, retention, publishing, health, the test of writes, findings, hints, parts and two tasks.
    poolSize: WRITER_CONNECTIONS + config.reactionConcurrency + 12,
    applicationName: 'payspool-worker',
    answerTimeoutMs: DATABASE_ANSWER_MS,
    keepsPlans: true,
    onError,
  });
  const onWritesChange = (store: 'queue' | 'database') => (refusal: WriteRefusal | undefined) =>
    refusal
      ? logger.error({ store, ...refusal }, `the ${store} refuses writes`)
      : logger.info({ store }, `the ${store} takes writes again`);
  const databaseWrites = watchDatabaseWrites(database.prisma, onWritesChange('database'));
  const telemetry = config.otelExporterOtlpEndpoint ? await loadQueueTelemetry() : undefined;
  const queue = openDeliveryQueue({
    url: config.queueUrl,
    dedupeTtlMs: DEDUPE_TTL_MS,
    telemetry,
    onError,
    onWritesChange: onWritesChange('queue'),
  });
  const queueWrites = watchWrites(queue);
  const audit = await watchDurability({
    queue,
    rule: durabilityRule(config),
    onChange: (weakness) =>
      weakness
        ? logger.warn(weakness, 'the queue can lose what it acknowledges: see docs/guarantees.md')
        : logger.info('the queue is durable'),
  });
  const { metrics, serve } = openMetrics({ app: 'worker', declarations: WORKER_METRICS, logger });
  const confirmations = createConfirmationBudget({ concurrency: config.workerConcurrency });
  const takeCall = createConfirmCalls({
    budget: createCallBudget(database.prisma),
    io,
    onCall: (call: EndedCall) => metrics.count('payspool_api_calls_total', call),
  });
  const onStalled = (queueName: QueueName) => (jobId: string) => {
    logger.warn({ queue: queueName, jobId }, 'job stalled');
    metrics.count('payspool_stalled_jobs_total', { queue: queueName });
  };
  const reactions = createConsumers({ prices, ...config }, { own, now: io.now });
  const subscribers = subscribersOf(reactions.consumers);
  const projection = {
    ...projectionSettings(config, io.now),
    subscribedTopics: new Set(subscribers.flatMap(({ topics }) => topics)),
  };
  const write = createEventWriter(database.prisma, {
    settings: projection,
    onSet: ({ events }) => metrics.observe('payspool_apply_set_events', {}, events),
  });
  const context = {
    db: database.prisma,
    write,
    projection,
    erased: openErasedCustomers(database.prisma),
    accounts,
    queue,
    io,
    logger: withoutRedaction(logger),
    metrics,
  };
  const worker = openDeliveryWorker({
    url: config.queueUrl,
    concurrency: config.workerConcurrency,
    lockDurationMs: config.workerLockMs,
    stalledIntervalMs: config.workerLockMs / 2,
    process: async (job, meta) => {
      try {
        await runJob(job, meta, { confirmations, takeCall, ...context });
      } catch (error) {
        databaseWrites.attemptFailed(error);
        throw error;
      }
    },
    isPermanent: (error) => error instanceof PermanentFailure,
    telemetry,
    onStalled: onStalled(DELIVERIES),
    onError,
  });

  beginCounters(metrics, { accounts, consumers: reactions.consumers });
  const reactionQueue = openReactionQueue({ url: config.queueUrl, telemetry, onError });
  const relay = startRelay({
    db: database.prisma,
    queue: reactionQueue,
    consumers: reactions.consumers,
    logger,
    metrics,
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
    process: createReactionRunner({
      db: database.prisma,
      consumers: reactions.consumers,
      deadlineMs: config.reactionDeadlineMs,
      logger,
      metrics,
      onReady: relay.wake,
    }),
    isPermanent: (error) => error instanceof ReactionRefusedError,
    retryDelay: reactionDelayMs,
    telemetry,
    onStalled: onStalled(REACTIONS),
    onError,
  });

  const tasks = startTasks({
    ...context,
    settings: projection,
    forgetJobs: (isOfCustomer) =>
      forgetErasedJobs(database.prisma, { queue: { url: config.queueUrl }, isOfCustomer }),
    release,
    destinationOf: reactions.destinationOf,
    sweeps: {
      everyMs: config.sweepEverySeconds && config.sweepEverySeconds * 1000,
      leaseSeconds: config.sweepLeaseSeconds,
      since: config.sweepSince,
    },
    logger,
    store: {
      url: config.queueUrl,
      lockDurationMs: config.workerLockMs,
      telemetry,
      onStalled: onStalled(TASKS),
      onError,
    },
  });

  const publishing = startPublishing({ db: database.prisma, settings: projection, logger, metrics });
  const retention = startRetention({
    db: database.prisma,
    queue: { url: config.queueUrl },
    retention: retentionOf(config),
    logger,
    now: io.now,
  });

  const findings = watchFindings({
    db: database.prisma,
    accounts,
    graceHours: config.accessGraceHours,
    now: io.now,
    logger,
  });

  const health = createHealthServer({ queueWrites, databaseWrites, audit, db: database.prisma });
  const scrapes = await serve({
    host: config.host,
    port: config.metricsPort,
    stores: {
      queue: () => readQueues({ [DELIVERIES]: queue, [REACTIONS]: reactionQueue, [TASKS]: tasks.queue }),
      database: async () => ({
        ...(await readDatabase(database.prisma, { accounts, now: io.now() })),
        ...findings.readings(),
      }),
    },
    refusals: {
      reasons: REFUSAL_REASONS,
      current: {
        queue: () => queueWrites.current()?.reason,
        database: () => databaseWrites.current()?.reason,
      },
    },
  });
  stopOnSignal({
    logger,
    deadlineMs: config.shutdownTimeoutMs + 5000,
    stop: async () => {
      audit.stop();
      findings.stop();
      queueWrites.stop();
      databaseWrites.stop();
      await stopWorker({
        loops: [outbox.close, relay.stop, retention.stop, publishing.stop],
        drains: [
          () => worker.drain(config.shutdownTimeoutMs),
          () => reactionWorker.drain(config.shutdownTimeoutMs),
          () => tasks.drain(config.shutdownTimeoutMs),
        ],
        closes: [
          () => Promise.all([reactions.close(), queue.close(), reactionQueue.close(), tasks.queue.close()]),
          () => Promise.all([database.close(), health.close(), scrapes.close()]),
        ],
      });
    },
  });
  const address = await health.listen({ host: config.host, port: config.workerPort });
  logger.info({ address, concurrency: config.workerConcurrency }, 'worker is running');
}
