import { randomInt } from 'node:crypto';
import { openBoardQueues } from '@payspool/queue';
import { lockTable, waitFor } from '@payspool/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settle } from '../product/expect/settle.ts';
import type { RunningApp } from '../product/stack/spawn-app.ts';
import { watchApplications } from '../product/stack/watch-applications.ts';
import { backends } from './backends.ts';
import { boardApi } from './board-api.ts';
import { boardEnv } from './board-login.ts';
import { waitingJobs } from './waiting-jobs.ts';
import { paymentKitPurchases } from './paymentkit-purchases.ts';
import { openStack, type Stack } from './stack.ts';

const PURCHASES = 5;
/** The checkout of PaymentKit: the intent is created, it succeeds, the session completes. */
const EVENTS = 3 * PURCHASES;
const RESENDS_TO_EACH_INGEST = 2;

type Send = () => Promise<number>;

/** Each order of the two; the status of the retry, and then those of the resends. */
const ORDERS: readonly ((retry: Send, resends: readonly Send[]) => Promise<number[]>)[] = [
  (retry, resends) => Promise.all([retry, ...resends].map((send) => send())),
  async (retry, [first, ...resends]) => {
    const accepted = await first?.();
    const [retried = 0, ...resent] = await Promise.all([retry, ...resends].map((send) => send()));
    return [retried, accepted ?? 0, ...resent];
  },
  async (retry, resends) => [await retry(), ...(await Promise.all(resends.map((send) => send())))],
];

describe.each(backends)('failed events, the queue $name', (backend) => {
  describe.skipIf(backend.missing)('', () => {
    let stack: Stack;
    let ingests: readonly RunningApp[];
    let dashboard: RunningApp;
    let purchases: Awaited<ReturnType<typeof paymentKitPurchases>>;
    const seed = randomInt(1_000_000);

    beforeAll(async () => {
      stack = await openStack(backend, { place: 11 });
      purchases = await paymentKitPurchases({ count: PURCHASES, seed });
      const { broken } = purchases;
      [dashboard, ...ingests] = await Promise.all([
        stack.start('dashboard', boardEnv),
        stack.start('ingest', broken),
        stack.start('ingest', broken),
      ]);
    });
    afterAll(() => stack?.close());

    it('that are retried while the provider sends them again to both ingests are applied once', async () => {
      const { broken, mended, events, expected } = purchases;
      const board = boardApi(dashboard);
      const store = openBoardQueues({ url: stack.env.QUEUE_URL, onError: () => undefined });
      stack.add(store.close);
      const [deliveries] = await store.queues();
      const retryJob = async (id: string) => {
        const job = await deliveries?.getJob(id);
        await job?.retry('failed');
        return job ? 204 : 404;
      };
      const failing = await stack.start('worker', broken);
      const [first] = ingests;
      if (!first) throw new Error('there is no ingest');
      for (const { send } of events) expect(await send(first)).toBe(202);
      const failed = await waitFor(
        async () => {
          const jobs = await board.failed();
          return jobs.length === EVENTS && jobs;
        },
        { what: 'every event has failed' },
      );
      if (!failed) throw new Error('nothing has failed');
      expect(await stack.db.event.count({ where: { status: 'failed' } })).toBe(EVENTS);
      await failing.stop();
      await stack.start('worker', mended);

      const applications = await watchApplications(stack.db);
      // The worker is blocked inside its jobs until all requests are sent, so all jobs of one event are in flight at once.
      const release = await lockTable(stack.env.DATABASE_URL, 'events');
      const jobOf = new Map(failed.map(({ id, data }) => [data.eventKey, id]));
      const answers = await Promise.all(
        events.map(async ({ eventKey, send }, place) => {
          const retry = () => retryJob(jobOf.get(eventKey) ?? '');
          const resends = ingests.flatMap((ingest) =>
            Array.from({ length: RESENDS_TO_EACH_INGEST }, () => () => send(ingest)),
          );
          return ORDERS[place % ORDERS.length]?.(retry, resends) ?? [];
        }),
      );
      await waitFor(() => waitingJobs(stack.db), { what: 'the worker is inside a job' });
      await release();

      // The retry always succeeds. A resend makes a separate job if it came before the retry.
      expect(new Set(answers.map(([retried]) => retried))).toEqual(new Set([204]));
      const accepted = answers.map(([, ...resent]) => resent.filter((status) => status === 202).length);
      expect(
        answers.flatMap(([, ...resent]) => resent.filter((status) => ![200, 202].includes(status))),
      ).toEqual([]);
      for (const [place, jobs] of accepted.entries())
        expect([[0, 1], [1], [0]][place % ORDERS.length]).toContain(jobs);
      const settled = async () => {
        const { active, waiting, delayed } = await board.counts();
        return active === 0 && waiting === 0 && delayed === 0;
      };
      await waitFor(settled, { timeoutMs: 30_000, what: 'the queue is done' });

      expect(await settle(stack.db, expected), `seed ${seed}`).toEqual([]);
      const { completed, failed: stillFailed } = await board.counts();
      const ownJobs = accepted.reduce((sum, jobs) => sum + jobs, 0);
      expect({ completed, failed: stillFailed }).toEqual({ completed: EVENTS + ownJobs, failed: 0 });
      const recorded = await stack.db.event.findMany({ orderBy: { eventKey: 'asc' } });
      expect(recorded.map(({ eventKey, status, error }) => ({ eventKey, status, error }))).toEqual(
        events
          .map(({ eventKey }) => ({ eventKey, status: 'applied', error: null }))
          .toSorted((a, b) => (a.eventKey < b.eventKey ? -1 : 1)),
      );
      const keys = events.map(({ eventKey }) => `paymentkit ${eventKey}`);
      expect((await applications()).toSorted()).toEqual(keys.toSorted());
      const topics = await stack.db.outbox.groupBy({
        by: ['topic'],
        _count: true,
        orderBy: { topic: 'asc' },
      });
      expect(topics).toEqual([
        { topic: 'order.paid', _count: PURCHASES },
        { topic: 'payment.succeeded', _count: PURCHASES },
      ]);
    });
  });
});
