import { Prisma } from '@payspool/db';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  abortOperation,
  backfill,
  findOperation,
  followOperation,
  runOperation,
  runOperations,
} from '../src/index.ts';
import { LeaseLostError, takeLease } from '../src/operations/lease.ts';
import { openOperations, type OperationsUnderTest } from './operations-under-test.ts';
import { quietQueue } from './quiet-queue.ts';
import { charge } from './shop-api.ts';

const DAY_MS = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();
/** Five windows of a day. The charges of the third day are on three pages. */
const IMPORT = { provider: 'fake', since: daysAgo(4.9), until: daysAgo(0.01), kinds: ['charge'], react: [] };
const PAGES = 7;
const COUNT = 25;

let under: OperationsUnderTest;
beforeEach(async () => {
  under = await openOperations();
  for (let nth = 0; nth < COUNT; nth += 1) under.api.add(charge(`${nth}`, daysAgo(2.5)));
});
afterEach(() => under.close());

const pagesAsked = () => under.api.asked.filter((path) => path.startsWith('/charges')).length;

describe('an operation', () => {
  it('that two processes run at the same time is run by one of them', async () => {
    const { id } = await under.begin('backfill', IMPORT);
    const queue = quietQueue();
    const seen: (number | undefined)[] = [];
    const [one, other] = await Promise.all([
      runOperation(id, { ...under.options, queue }),
      runOperation(id, { ...under.options, queue }),
      followOperation(under.db, id, { everyMs: 5, onProgress: ({ done }) => seen.push(done) }),
    ]);
    expect([one.status, other.status]).toEqual(['done', 'done']);
    expect(queue.jobs).toHaveLength(COUNT);
    expect(pagesAsked()).toBe(PAGES);
    expect(under.api.running.most).toBe(1);
    expect(seen.at(-1)).toBe(one.total);
  });

  it('that is aborted ends before its next step, and one that nobody runs at once', async () => {
    const { id } = await under.begin('backfill', IMPORT);
    const queue = quietQueue();
    let steps = 0;
    const aborting = {
      ...queue,
      depth: async () => {
        steps += 1;
        if (steps === 3) await abortOperation(under.db, id);
        return queue.depth();
      },
    };
    const ended = await runOperation(id, { ...under.options, queue: aborting });
    // The third step came to its end.
    expect(steps).toBe(3);
    expect(ended.status).toBe('aborted');
    expect(ended.finishedAt).toBeInstanceOf(Date);
    const asked = under.api.asked.length;
    expect((await runOperation(id, under.options)).status).toBe('aborted');
    expect(under.api.asked.length).toBe(asked);

    const waiting = await under.begin('backfill', IMPORT);
    expect(await abortOperation(under.db, waiting.id)).toMatchObject({ status: 'aborted' });
    expect(await abortOperation(under.db, waiting.id)).toMatchObject({ status: 'aborted' });
    expect(await runOperations(under.options)).toBeUndefined();
    expect(under.api.asked.length).toBe(asked);
  });

  it('that another process has taken over is not changed by the first one', async () => {
    const { id } = await under.begin('backfill', IMPORT);
    const queue = quietQueue();
    let isTaken = false;
    const taken = runOperation(id, {
      ...under.options,
      queue: {
        ...queue,
        depth: async () => {
          // The first process hangs here until its reservation has ended and another one has finished the operation.
          if (!isTaken) {
            isTaken = true;
            await under.endLeases();
            await runOperation(id, { ...under.options, queue });
          }
          return queue.depth();
        },
      },
    });
    expect((await taken).status).toBe('done');
    expect(pagesAsked()).toBeLessThanOrEqual(PAGES + 1);
    expect(new Set(queue.jobs.map(({ eventKey }) => eventKey)).size).toBe(COUNT);
  });

  it('whose reservation another process has is not written, and the process stops', async () => {
    const { id } = await under.begin('backfill', IMPORT);
    const taken = await takeLease(under.db, id);
    expect(await takeLease(under.db, id)).toBeUndefined();
    expect(await taken?.lease.write(Prisma.sql`done = 1`)).toMatchObject({ done: 1, status: 'running' });
    await under.db
      .$executeRaw`UPDATE operations SET lease_until = clock_timestamp() + interval '1 hour' WHERE id = ${id}`;
    await expect(taken?.lease.write(Prisma.sql`done = 2`)).rejects.toThrow(LeaseLostError);
    await expect(taken?.lease.end(Prisma.sql`done = 3`)).rejects.toThrow(LeaseLostError);
    expect(taken?.lease.signal.aborted).toBe(true);
    expect(await findOperation(under.db, id)).toMatchObject({ done: 1, status: 'running' });
  });

  it('that a killed process had reserved goes on when the reservation has ended', async () => {
    const { id } = await under.begin('backfill', IMPORT);
    const taken = await takeLease(under.db, id, { leaseMs: 300 });
    taken?.lease.stop();
    expect(await runOperation(id, under.options)).toMatchObject({ status: 'done', done: 5 });
  });

  it('whose step fails is tried again, and ends as failed after five attempts', async () => {
    const { id } = await under.begin('backfill', IMPORT);
    const queue = quietQueue();
    const errors: unknown[] = [];
    const broken = { ...queue, depth: () => Promise.reject(new Error('a mistake')) };
    const options = { ...under.options, onError: (error: unknown) => errors.push(error) };
    const failed = await runOperation(id, { ...options, queue: broken, maxFailures: 1 });
    expect(failed).toMatchObject({ status: 'failed', error: 'a mistake' });
    expect(errors).toHaveLength(1);
    const second = await under.begin('backfill', IMPORT);
    let calls = 0;
    const recovers = { ...queue, depth: () => ((calls += 1) === 1 ? broken.depth() : queue.depth()) };
    expect(await runOperation(second.id, { ...options, queue: recovers })).toMatchObject({
      status: 'done',
      error: null,
    });
  });

  it('that was rehearsed reports what the real one does, and queues nothing', async () => {
    under.api.add(charge('live', daysAgo(2.5), { live: true }), charge('odd', daysAgo(2.5), { cents: 'x' }));
    const queue = quietQueue();
    const rehearsal = await under.run('backfill', IMPORT, { isRehearsal: true, queue });
    expect(queue.jobs).toEqual([]);
    const real = await under.run('backfill', IMPORT, { queue });
    expect(backfill.report.parse(real.report)).toEqual(backfill.report.parse(rehearsal.report));
    expect(real.report).toMatchObject({
      read: 27,
      queued: 26,
      known: 0,
      elsewhere: 1,
      unreadable: 1,
      unread: [],
    });
    expect(queue.jobs).toHaveLength(26);
  });

  it('of any kind is run by a worker, in the order in which they were asked for', async () => {
    const paid = charge('paid', daysAgo(1));
    await under.deliver('evt_paid', 'charge_paid', { at: paid.created, charge: paid });
    await under.db.order.updateMany({ data: { status: 'refunded' } });
    const [rebuilt, replayed, erased] = [
      await under.begin('rebuild', { react: false }),
      await under.begin('replay', { filter: { provider: 'fake' }, react: false }, { isRehearsal: true }),
      await under.begin('erase', { before: new Date(Date.now() + 1000).toISOString() }),
    ];
    const ended: string[] = [];
    const onEnd = ({ kind, status }: { kind: string; status: string }) =>
      void ended.push(`${kind} ${status}`);
    expect(await runOperations({ ...under.options, onEnd })).toBeUndefined();
    expect(ended).toEqual(['rebuild done', 'replay done', 'erase done']);
    const reportOf = async ({ id }: { id: bigint }) => (await findOperation(under.db, id))?.report;
    expect(await reportOf(rebuilt)).toMatchObject({ aggregates: 1, events: 1, differing: 1, applied: 1 });
    expect(await reportOf(replayed)).toMatchObject({ matched: 1, changed: 0, skipped: {} });
    expect(await reportOf(erased)).toEqual({ bodies: 1, jobs: 0 });
    expect(await under.db.order.findMany()).toMatchObject([{ status: 'paid' }]);
    expect(await under.db.event.findFirst()).toMatchObject({ rawBody: null });
  });
});
