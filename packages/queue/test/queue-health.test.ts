import { createDatabase, freePort } from '@payspool/testkit';
import { expect, inject, it } from 'vitest';
import { DELIVERIES } from '../src/names.ts';
import { inspectQueue } from '../src/inspect-queue.ts';
import { QueueUnavailableError } from '../src/queue-unavailable-error.ts';
import { parseQueueUrl } from '../src/queue-url.ts';
import { openStore } from '../src/store/store.ts';
import { Broken, describeBackends } from './bench.ts';
import { delivery } from './delivery.ts';

const MINUTE = 60_000;
const ago = (ms: number) => Date.now() - ms;

describeBackends('the health of the queue', (bench) => {
  const inspect = (now?: () => Date) =>
    inspectQueue({ ...bench.place, timeoutMs: 5000, ...(now && { now }) });

  /** A job as if it had been created at that time. */
  const addAged = async (timestamp: number) => {
    const { url, keyPrefix } = bench.place;
    const store = openStore(parseQueueUrl(url), {
      queueName: DELIVERIES,
      role: 'producer',
      timeoutMs: 5000,
      maxConnections: 2,
      keyPrefix,
      onError: () => undefined,
    });
    await store.ready();
    await store.createQueue().add('aged', {}, { timestamp });
    await store.close();
  };

  it('of an empty queue has the version of the server, and no waiting jobs', async () => {
    const health = await inspect();
    expect(health.version).toMatch(/^\d+\.\d+/);
    expect(health.queues).toEqual(
      ['deliveries', 'reactions', 'tasks'].map((name) => ({
        name,
        waiting: 0,
        active: 0,
        delayed: 0,
        failed: 0,
        oldestWaitingMs: undefined,
      })),
    );
  });

  it('counts waiting, delayed and failed jobs', async () => {
    bench.consumer(async () => {
      throw new Broken('no such currency');
    });
    await bench.queue.enqueue(delivery());
    await bench.count('failed', 1);
    await bench.queue.enqueue(delivery({ eventKey: 'evt_2' }), { delayMs: 60_000 });
    const [deliveries] = (await inspect()).queues;
    expect(deliveries).toMatchObject({ waiting: 0, delayed: 1, failed: 1, oldestWaitingMs: undefined });
  });

  it('contains how long the oldest job has been due, with any later jobs', async () => {
    await addAged(ago(10 * MINUTE));
    await addAged(ago(0));
    const [deliveries] = (await inspect()).queues;
    expect(deliveries?.waiting).toBe(2);
    expect(deliveries?.oldestWaitingMs).toBeGreaterThan(9 * MINUTE);
    expect(deliveries?.oldestWaitingMs).toBeLessThan(11 * MINUTE);
  });

  it("compares the server's clock with the clock of this process", async () => {
    const { clockOffsetMs } = await inspect(() => new Date(ago(MINUTE)));
    expect(clockOffsetMs).toBeGreaterThan(MINUTE - 5000);
    expect(clockOffsetMs).toBeLessThan(MINUTE + 5000);
  });
});

it.each(['redis', 'postgres'])('the inspection rejects if there is no %s', async (scheme) => {
  const url = `${scheme}://:sesame@127.0.0.1:${await freePort()}/0`;
  const error: unknown = await inspectQueue({ url, timeoutMs: 2000 }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(QueueUnavailableError);
  expect(String(error)).toMatch(/ECONNREFUSED/);
  expect(String(error)).not.toContain('sesame');
});

it('the inspection rejects if the queue has no tables', async () => {
  const { url, drop } = await createDatabase({ postgresUrl: inject('postgresUrl') });
  await expect(inspectQueue({ url, timeoutMs: 5000 })).rejects.toThrow(QueueUnavailableError);
  await drop();
});
