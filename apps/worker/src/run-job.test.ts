import { Prisma, type Database } from '@payspool/db';
import { DEFAULT_SETTINGS, TooLongError } from '@payspool/projection';
import { loadAccounts, providers } from '@payspool/providers';
import type { DeliveryJob, JobMeta } from '@payspool/queue';
import { demoSecretProblems, createLogger } from '@payspool/runtime';
import { expect, it } from 'vitest';
import { createEventWriter } from './event-writer.ts';
import { runJob, TemporaryFailure } from './run-job.ts';

const PERSONAL = 'Jane Doe';

const job: DeliveryJob = {
  kind: 'event',
  provider: 'stripe',
  account: 'default',
  mode: 'test',
  eventKey: 'evt_1',
  receivedAt: new Date('2026-01-31T12:00:00.000Z'),
  headers: {},
  body: Buffer.from(
    '{"id":"evt_1","object":"event","type":"customer.created","created":1769860800,"livemode":false,"data":{"object":{}}}',
  ),
};
const meta = (isLastAttempt: boolean): JobMeta => ({
  jobId: 'job',
  attempt: 1,
  isLastAttempt,
  signal: new AbortController().signal,
});

/** A database whose transactions all fail, and the log lines. */
function contextFailingWith(trouble: Error) {
  const lines: string[] = [];
  const db = { $transaction: () => Promise.reject(trouble) } as unknown as Database;
  return {
    lines,
    context: {
      db,
      write: createEventWriter(db, { settings: DEFAULT_SETTINGS }),
      projection: DEFAULT_SETTINGS,
      erased: { concern: async () => false },
      accounts: loadAccounts({
        providers,
        env: {},
        mode: 'test',
        demoSecretProblems,
        readFile: () => '',
        requireCredentials: false,
      }),
      queue: { enqueue: () => Promise.reject(new Error('nothing is to be asked again')) },
      io: {
        now: () => new Date(),
        fetch: () => Promise.reject(new Error('nothing is to be asked')),
        fetchCertificate: () => Promise.reject(new Error('nothing is to be fetched')),
      },
      logger: createLogger({
        app: 'worker',
        level: 'info',
        destination: { write: (line) => lines.push(line) },
      }),
    },
  };
}

const invalidQuery = () =>
  new Prisma.PrismaClientValidationError(`Invalid value for argument customerRef: "${PERSONAL}"`, {
    clientVersion: '7',
  });

it('personal data in a query that Prisma prints does not reach the queue or the log', async () => {
  const { context, lines } = contextFailingWith(invalidQuery());
  const failure = await runJob(job, meta(false), context).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(TemporaryFailure);
  // The parts of an error that BullMQ stores: its message and its stack.
  expect(failure instanceof Error && `${failure.message}${failure.stack}`).not.toContain(PERSONAL);
  expect(lines.join()).toContain('query_invalid');
  expect(lines.join()).not.toContain(PERSONAL);
});

it('an event that cannot be recorded at its last attempt is not a permanent failure, and the error contains no more than before', async () => {
  const { context } = contextFailingWith(invalidQuery());
  const failure = await runJob(job, meta(true), context).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(TemporaryFailure);
  expect(failure instanceof Error && failure.message).not.toContain(PERSONAL);
});

it('the last attempt is reported as failed', async () => {
  const { context, lines } = contextFailingWith(new Error('connect ECONNREFUSED'));
  for (const isLastAttempt of [false, true])
    await runJob(job, meta(isLastAttempt), context).catch(() => undefined);
  expect(lines.map((line) => (JSON.parse(line) as { outcome: string }).outcome)).toEqual(['retry', 'failed']);
});

it('a purchase that takes longer than a transaction may is tried three times, and then fails with its own code', async () => {
  const outcomes = [];
  for (const attempt of [1, 2, 3]) {
    const { context, lines } = contextFailingWith(invalidQuery());
    const tooLong = Object.create(TooLongError.prototype) as TooLongError;
    Object.assign(tooLong, {
      message: 'order o_1 of stripe/default has 90000 events',
      code: 'aggregate_too_long',
    });
    await runJob(
      job,
      { ...meta(false), attempt },
      { ...context, write: () => Promise.reject(tooLong) },
    ).catch(() => undefined);
    const line = JSON.parse(lines.at(0) ?? '{}') as { outcome: string; reason: string };
    expect(line.reason).toBe('aggregate_too_long: order o_1 of stripe/default has 90000 events');
    outcomes.push(line.outcome);
  }
  expect(outcomes).toEqual(['retry', 'retry', 'failed']);
});
