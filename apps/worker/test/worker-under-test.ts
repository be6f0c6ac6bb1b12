import { openDatabase, type Database } from '@payspool/db';
import { DEFAULT_SETTINGS, openErasedCustomers, type ProjectionSettings } from '@payspool/projection';
import { loadAccounts, outboundFetch, providers } from '@payspool/providers';
import {
  openDeliveryQueue,
  openDeliveryWorker,
  type DeliveryJob,
  type EnqueueOutcome,
} from '@payspool/queue';
import { demoSecretProblems, createLogger } from '@payspool/runtime';
import { createDatabase, waitFor } from '@payspool/testkit';
import { inject } from 'vitest';
import { createEventWriter } from '../src/event-writer.ts';
import { createConfirmationBudget } from '../src/confirmation-budget.ts';
import { PermanentFailure, runJob } from '../src/run-job.ts';
import type { Backend, TestQueue } from './backends.ts';

/** The end of one attempt at a job, with its log line. */
interface Attempt {
  readonly jobId: string;
  readonly state: 'completed' | 'failed' | 'to be retried';
  readonly attempt: number;
  readonly reason?: string;
  readonly outcome?: string;
  readonly code?: string;
}

export interface WorkerUnderTest {
  readonly db: Database;
  readonly databaseUrl: string;
  readonly place: TestQueue;
  /** Puts a job on the queue and waits until its first attempt has ended. */
  readonly deliver: (job: DeliveryJob) => Promise<Attempt>;
  readonly enqueue: (job: DeliveryJob) => Promise<EnqueueOutcome>;
  /** Waits until the next attempt has ended, for a job from any source. */
  readonly nextAttempt: (begin: () => Promise<unknown>) => Promise<Attempt>;
  readonly stop: () => Promise<void>;
}

/** The worker's own parts in this process, on a separate queue and a separate database. */
export async function startWorker(
  backend: Backend,
  {
    env = {},
    databaseUrl,
    concurrency = 1,
    dedupeTtlMs = 3_600_000,
    projection = DEFAULT_SETTINGS,
  }: {
    readonly env?: Readonly<Record<string, string>>;
    readonly databaseUrl?: string;
    readonly concurrency?: number;
    readonly dedupeTtlMs?: number;
    readonly projection?: ProjectionSettings;
  } = {},
): Promise<WorkerUnderTest> {
  const place = await backend.create();
  const tables = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
  const database = openDatabase({ keepsPlans: true, url: databaseUrl ?? tables.url, poolSize: 6 });
  const lines: { outcome?: string; code?: string }[] = [];
  const attempts: Attempt[] = [];
  const onError = (error: Error) => console.error(error);
  const end = (attempt: Pick<Attempt, 'jobId' | 'state' | 'attempt' | 'reason'>) => {
    const { outcome, code } = lines.splice(0).at(-1) ?? {};
    attempts.push({ ...attempt, ...(outcome && { outcome }), ...(code && { code }) });
  };

  const queue = openDeliveryQueue({
    url: place.url,
    keyPrefix: place.keyPrefix,
    dedupeTtlMs,
    onError,
  });
  const context = {
    db: database.prisma,
    write: createEventWriter(database.prisma, { settings: projection }),
    projection,
    erased: openErasedCustomers(database.prisma),
    accounts: loadAccounts({
      providers,
      env,
      mode: 'test',
      demoSecretProblems,
      readFile: () => '',
      requireCredentials: false,
    }),
    queue,
    io: {
      now: () => new Date(),
      fetch: outboundFetch,
      fetchCertificate: () => Promise.reject(new Error('the worker fetches no certificate')),
    },
    confirmations: createConfirmationBudget({ concurrency }),
    logger: createLogger({
      app: 'worker',
      level: 'info',
      destination: { write: (line) => lines.push(JSON.parse(line) as (typeof lines)[number]) },
    }),
  };
  const worker = openDeliveryWorker({
    url: place.url,
    keyPrefix: place.keyPrefix,
    concurrency,
    process: (job, meta) => runJob(job, meta, context),
    isPermanent: (error) => error instanceof PermanentFailure,
    // Long enough that a test can look at the job before its retry.
    retryDelay: () => 600_000,
    onCompleted: (done) => end({ ...done, state: 'completed' }),
    onFailed: ({ jobId, attempt, error, willRetry }) =>
      end({ jobId, attempt, reason: error.message, state: willRetry ? 'to be retried' : 'failed' }),
    onError,
  });
  await worker.ready();

  const nextAttempt = async (begin: () => Promise<unknown>) => {
    const before = attempts.length;
    await begin();
    await waitFor(() => attempts.length > before, { what: 'the end of an attempt at a job' });
    const [ended] = attempts.slice(before);
    if (!ended) throw new Error('no attempt has ended');
    return ended;
  };
  return {
    db: database.prisma,
    databaseUrl: tables.url,
    place,
    enqueue: (job) => queue.enqueue(job),
    deliver: (job) => nextAttempt(() => queue.enqueue(job)),
    nextAttempt,
    stop: async () => {
      await worker.drain(2000);
      await Promise.all([queue.close(), database.close()]);
      await Promise.all([tables.drop(), place.drop()]);
    },
  };
}
