import { Prisma } from '@payspool/db';
import { expect, it, onTestFinished } from 'vitest';
import { watchDatabaseWrites } from './database-writes.ts';
import { TemporaryFailure } from './run-job.ts';

/** The error of Prisma for an error that Postgres answered. */
const answered = (originalCode: string) =>
  new Prisma.PrismaClientKnownRequestError('Raw query failed', {
    code: 'P2010',
    clientVersion: '7',
    meta: { driverAdapterError: { cause: { originalCode } } },
  });
const attempt = (cause: unknown) => new TemporaryFailure('of a job', { cause });

async function watch() {
  const reported: string[] = [];
  const writes = watchDatabaseWrites({ $executeRawUnsafe: (async () => 0) as never }, (refusal) =>
    reported.push(refusal?.reason ?? 'taken again'),
  );
  onTestFinished(writes.stop);
  expect(await writes.check()).toBeUndefined();
  return { reported, writes };
}

it('an attempt that the database refused makes the worker not ready, at once', async () => {
  const { reported, writes } = await watch();
  writes.attemptFailed(attempt(answered('53100')));
  expect(writes.current()).toMatchObject({
    reason: 'disk_full',
    detail: 'Postgres refuses writes: its disk is full',
  });
  expect(reported).toEqual(['disk_full']);
});

it.each([
  [
    'an unreachable API of a provider',
    attempt(Object.assign(new Error('fetch failed'), { code: 'ECONNREFUSED' })),
  ],
  ['an existing row', attempt(answered('23505'))],
  ['an error of our own', new Error('READONLY ')],
  ['a value that is not an error', undefined],
])('%s does not count as a refusal of the database', async (_what, thrown) => {
  const { reported, writes } = await watch();
  writes.attemptFailed(thrown);
  expect([writes.current(), reported]).toEqual([undefined, []]);
});
