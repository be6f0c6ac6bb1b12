import { grantDashboardRole } from '@payspool/db';
import { openReader } from '@payspool/db/reader';
import { openDeliveryQueue, openDeliveryWorker } from '@payspool/queue';
import { waitFor } from '@payspool/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findOperation, react, rebuildRows, retry, runOperations } from '../src/index.ts';
import {
  OperationRefusedError,
  requestAbort,
  requestOperation,
  requestRehearsed,
} from '../src/request/index.ts';
import { BACKENDS } from './backends.ts';
import { recordFailed } from './failed-events.ts';
import { takeJobs } from './jobs-of-queue.ts';
import { openOperations, type OperationsUnderTest } from './operations-under-test.ts';
import { charge } from './shop-api.ts';

let under: OperationsUnderTest;
/** The reader has the rights of the dashboard, and no others. */
let open: ReturnType<typeof openReader>;
let role: string;
beforeEach(async () => {
  under = await openOperations();
  const url = new URL(under.databaseUrl);
  role = `requests_of_${url.pathname.slice(1)}`;
  await grantDashboardRole(url.href, { role, password: 'sesame' });
  open = openReader({ url: Object.assign(url, { username: role, password: 'sesame' }).href });
});
afterEach(async () => {
  await open.close();
  await under.db.$executeRawUnsafe(`DROP OWNED BY "${role}"`);
  await under.db.$executeRawUnsafe(`DROP ROLE "${role}"`);
  await under.close();
});

const TERMS = 'status:failed received:>2026-01-01T00:00:00.000Z';
const ask = (change: Partial<Parameters<typeof requestOperation>[1]> = {}) =>
  requestOperation(open.reader, {
    kind: 'replay',
    params: { terms: TERMS, react: false },
    isRehearsal: true,
    requestedBy: 'ada',
    requestKey: 'a form',
    ...change,
  });
const work = (release = '1') => runOperations({ ...under.options, release });
const carryOut = (of: bigint, release = '1') =>
  requestRehearsed(open.reader, { of, requestedBy: 'bob', release });
const refusal = (of: bigint, release?: string) =>
  carryOut(of, release).then(
    () => 'accepted',
    (error: unknown) => (error instanceof OperationRefusedError ? error.message : error),
  );

describe('an operation that is only asked for', () => {
  it('is one, however often its form is sent, and its set is fixed at once', async () => {
    await recordFailed(under.db, 2);
    const [one, other] = await Promise.all([ask(), ask()]);
    expect(one.id).toBe(other.id);
    expect(new Set([one.isNew, other.isNew])).toEqual(new Set([false, true]));
    expect(await ask()).toEqual({ id: one.id, isNew: false });
    expect(await under.db.operation.count()).toBe(1);
    await under.db.$executeRaw`UPDATE events SET id = id + 100 WHERE event_key = 'evt_2'`;
    expect(await work()).toBeUndefined();
    expect(await findOperation(under.db, one.id)).toMatchObject({
      status: 'done',
      requestedBy: 'ada',
      total: 1,
      release: '1',
    });
  });

  it('with other parameters than those of its kind is refused', async () => {
    await expect(ask({ params: { filter: {}, react: false } })).rejects.toThrow(/terms/);
    await expect(ask({ kind: 'erase', params: {} })).rejects.toThrow(/customer or a time/);
    expect(await under.db.operation.count()).toBe(0);
  });

  it('is aborted before a worker begins it', async () => {
    const { id } = await ask();
    expect(await requestAbort(open.reader, id)).toBe(true);
    await work();
    expect(await findOperation(under.db, id)).toMatchObject({ status: 'aborted', done: 0 });
    expect(await requestAbort(open.reader, id)).toBe(false);
  });

  it('fails with a reason if it concerns nothing', async () => {
    const { id } = await ask({ kind: 'rebuild', params: { order: 'nothing', react: false } });
    await runOperations({ ...under.options, maxFailures: 1 });
    expect(await findOperation(under.db, id)).toMatchObject({
      status: 'failed',
      error: 'no purchase or subscription has the reference nothing',
    });
  });
});

describe('a rehearsal', () => {
  it('is carried out once, over the same set', async () => {
    await recordFailed(under.db, 3);
    const { id } = await ask();
    expect(await refusal(id)).toMatch(/is waiting/);
    await work();
    const real = await carryOut(id);
    expect(await carryOut(id)).toEqual({ id: real.id, isNew: false });
    expect(await refusal(real.id)).toMatch(/not a rehearsal/);
    await work();
    const found = await findOperation(under.db, real.id);
    expect(found).toMatchObject({
      status: 'done',
      done: 3,
      isRehearsal: false,
      rehearsalId: id,
      requestedBy: 'bob',
    });
    expect(found?.params).toEqual((await findOperation(under.db, id))?.params);
    expect(await under.db.order.count()).toBe(3);
  });

  it('that is old, or of another release, is refused', async () => {
    const { id } = await ask();
    await work();
    expect(await refusal(id, '2')).toMatch(/made with release 1, and this is release 2/);
    await under.db.$executeRaw`UPDATE operations SET finished_at = finished_at - interval '16 minutes'`;
    expect(await refusal(id)).toMatch(/older than 15 minutes/);
    expect(await refusal(999n)).toMatch(/no operation/);
    expect(await under.db.operation.count()).toBe(1);
  });

  it('is not carried out by a worker of another release', async () => {
    await recordFailed(under.db, 1);
    const { id } = await ask();
    await work();
    const real = await carryOut(id);
    await work('2');
    expect(await findOperation(under.db, real.id)).toMatchObject({
      status: 'failed',
      error: 'it was rehearsed with release 1, and this worker has 2: rehearse it again',
    });
    expect(await under.db.order.count()).toBe(0);
  });

  it('of the rebuild of one purchase leaves the others alone', async () => {
    for (const name of ['a', 'b']) {
      const paid = charge(name, new Date().toISOString());
      await under.deliver(`evt_${name}`, 'charge_paid', { at: paid.created, charge: paid });
    }
    await under.db.order.updateMany({ data: { status: 'refunded' } });
    const [{ orderRef } = { orderRef: '' }] = await under.db.order.findMany({ orderBy: { orderRef: 'asc' } });
    const { id } = await ask({ kind: 'rebuild', params: { order: orderRef, react: false } });
    await work();
    const real = await carryOut(id);
    await work();
    const report = rebuildRows.report.parse((await findOperation(under.db, real.id))?.report);
    expect(report).toMatchObject({ aggregates: 1, differing: 1, applied: 1 });
    expect(await under.db.order.findMany({ orderBy: { orderRef: 'asc' } })).toMatchObject([
      { orderRef, status: 'paid' },
      { status: 'refunded' },
    ]);
  });

  it('of a consumer that is enabled says since when it was disabled', async () => {
    await under.db.disabledConsumer.create({ data: { consumer: 'forward:crm', reason: 'answered 410' } });
    const { id } = await ask({
      kind: 'react',
      params: { action: 'enable', filter: { consumer: 'forward:crm' } },
    });
    await runOperations({ ...under.options, release: '1', destinationOf: () => 'crm.example' });
    const { items } = react.report.parse((await findOperation(under.db, id))?.report);
    expect(items).toMatchObject([
      { to: 'crm.example', status: 'disabled', reason: 'answered 410', missed: 0 },
    ]);
    await carryOut(id);
    await work();
    expect(await under.db.disabledConsumer.count()).toBe(0);
  });
});

describe.each(BACKENDS)('a group of failed deliveries, over the queue in $name,', (backend) => {
  it.skipIf(!backend.available)(
    'is queued again: the old job, or a new one from the stored body',
    async () => {
      const place = await backend.create();
      const queue = openDeliveryQueue({ dedupeTtlMs: 3_600_000, onError: () => undefined, ...place });
      await recordFailed(under.db, 3);
      const [stored] = await under.db.event.findMany({ where: { eventKey: 'evt_1' } });
      const name = { provider: 'fake', account: 'default', eventKey: 'evt_1', kind: 'event' } as const;
      const body = Buffer.from(stored?.rawBody ?? '');
      await queue.enqueue({
        ...name,
        mode: 'test',
        receivedAt: new Date(),
        headers: { 'x-kept': 'yes' },
        body,
      });
      const failing = openDeliveryWorker({
        concurrency: 1,
        process: () => Promise.reject(new Error('it cannot be read')),
        isPermanent: () => true,
        onError: () => undefined,
        ...place,
      });
      await waitFor(async () => (await queue.find(name))?.state === 'failed', { what: 'the job to fail' });
      await failing.drain(1000);
      await under.db.$executeRaw`UPDATE events SET raw_body = NULL WHERE event_key = 'evt_3'`;

      const { id } = await ask({ kind: 'retry', params: { terms: TERMS } });
      const options = { ...under.options, queue, release: '1' };
      await runOperations(options);
      expect(await queue.depth()).toMatchObject({ waiting: 0, failed: 1 });
      const { items, ...rehearsed } = retry.report.parse((await findOperation(under.db, id))?.report);
      expect(rehearsed).toEqual({
        matched: 3,
        queued: 2,
        skipped: { 'its body has expired or was erased': 1 },
      });
      const real = await carryOut(id);
      await runOperations(options);
      expect(retry.report.parse((await findOperation(under.db, real.id))?.report)).toEqual({
        items,
        ...rehearsed,
      });
      expect(await queue.depth()).toMatchObject({ waiting: 2, failed: 0 });
      const jobs = await takeJobs({ place, queue });
      expect(Object.fromEntries(jobs.map(({ eventKey, headers }) => [eventKey, headers]))).toEqual(
        Object.fromEntries([
          ['evt_1', { 'x-kept': 'yes' }],
          ['evt_2', {}],
        ]),
      );
      await queue.close();
      await place.drop();
    },
  );
});
