import { freePort } from '@payspool/testkit';
import { expect, it, onTestFinished } from 'vitest';
import { openQueueView } from '../src/index.ts';
import { Broken, describeBackends } from './bench.ts';
import { delivery } from './delivery.ts';

describeBackends('the view of a queue', (bench) => {
  const open = () => {
    const view = openQueueView({ ...bench.place, timeoutMs: 10_000 });
    onTestFinished(() => view.close());
    return view;
  };

  it('shows jobs that failed or are retried, with their errors and without their data', async () => {
    const begun = Date.now();
    bench.consumer(
      async ({ eventKey }) => {
        if (eventKey === 'again') throw new Error('the database is away');
        if (eventKey === 'failed') throw new Broken('no such currency');
      },
      { retryDelay: () => 60_000 },
    );
    for (const eventKey of ['again', 'failed', 'good']) await bench.queue.enqueue(delivery({ eventKey }));
    await bench.count('delayed', 1);
    await bench.count('failed', 1);
    await bench.count('completed', 1);
    const jobs = await open().troubledJobs();
    expect(jobs).toMatchObject([
      {
        queue: 'deliveries',
        name: 'stripe payment_intent.succeeded',
        state: 'failed',
        attempts: 1,
        error: 'no such currency',
      },
      { queue: 'deliveries', state: 'delayed', attempts: 1, error: 'the database is away' },
    ]);
    expect(JSON.stringify(jobs)).not.toMatch(/body|eventKey/);
    const [failed, delayed] = jobs;
    expect(failed).not.toHaveProperty('nextAt');
    expect(failed?.at.getTime()).toBeGreaterThanOrEqual(begun);
    expect(delayed?.at.getTime()).toBeGreaterThanOrEqual(begun);
    // The retry is due a minute after the attempt.
    expect(delayed?.nextAt?.getTime()).toBeGreaterThanOrEqual(begun + 60_000);
    expect(delayed?.nextAt?.getTime()).toBeLessThanOrEqual(Date.now() + 60_000);
    expect(await open().troubledJobs(1)).toHaveLength(2);
  });

  it('shows the backlog of each queue, and reads again and again', async () => {
    await bench.queue.enqueue(delivery());
    const view = open();
    for (let time = 0; time < 2; time += 1) {
      const backlog = await view.backlog();
      expect(backlog.map(({ name, waiting }) => [name, waiting])).toEqual([
        ['deliveries', 1],
        ['reactions', 0],
        ['tasks', 0],
      ]);
      expect(backlog[0]?.oldestWaitingMs).toBeGreaterThanOrEqual(0);
    }
    expect(await view.refusals()).toEqual([]);
  });
});

it.each(['redis', 'postgresql'])('a view rejects in time if there is no %s', async (scheme) => {
  const view = openQueueView({ url: `${scheme}://127.0.0.1:${await freePort()}/0` });
  onTestFinished(() => view.close());
  await expect(view.backlog()).rejects.toMatchObject({ code: 'queue_unavailable' });
  await expect(view.troubledJobs()).rejects.toMatchObject({ code: 'queue_unavailable' });
});
