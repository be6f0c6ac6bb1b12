import { waitFor } from '@payspool/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BOARD_ROUTES } from '../src/board-routes.ts';
import { BACKENDS, delivery, PRIVATE, startBoard } from './board-under-test.ts';

type Board = Awaited<ReturnType<typeof startBoard>>;

interface ListedJob {
  readonly id: string;
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly failedReason?: string;
}

describe.each(BACKENDS)('the dashboard over $name', (backend) => {
  describe.skipIf(!backend.available)('', () => {
    let board: Board;
    beforeEach(async () => {
      board = await startBoard(backend);
    });
    afterEach(() => board.stop());

    const jobsOf = async (queueName: string, status: string): Promise<ListedJob[]> => {
      const answer = await board.ask(
        'GET',
        `/queues?activeQueue=${queueName}&status=${status}&page=1&jobsPerPage=10`,
      );
      expect(answer.statusCode).toBe(200);
      const { queues } = answer.json<{ queues: { name: string; jobs: ListedJob[] }[] }>();
      expect(queues.map(({ name }) => name)).toEqual(['deliveries', 'reactions', 'tasks']);
      return queues.find(({ name }) => name === queueName)?.jobs ?? [];
    };
    const failedJob = async (): Promise<ListedJob> => {
      const find = async () => (await jobsOf('deliveries', 'failed'))[0];
      return (await waitFor(find, { what: 'a failed job on the board' })) as ListedJob;
    };
    const countOf = async (state: 'completed' | 'failed' | 'waiting' | 'delayed') =>
      (await board.queue.depth())[state];

    it('shows a failed job with its event, its reason and its command, and retries it', async () => {
      const got: string[] = [];
      let broken = true;
      board.work(async ({ eventKey, body }) => {
        if (broken) throw new Error('the order is not known yet');
        got.push(`${eventKey} ${body.toString()}`);
      });
      await board.queue.enqueue(delivery());
      const job = await failedJob();
      expect(job).toMatchObject({
        name: 'stripe payment_intent.succeeded',
        failedReason: 'the order is not known yet',
        data: {
          show: 'payspool events show evt_1',
          provider: 'stripe',
          account: 'default',
          eventKey: 'evt_1',
          type: 'payment_intent.succeeded',
          receivedAt: '2026-01-31T12:00:00.000Z',
          kind: 'event',
        },
      });

      broken = false;
      const retried = await board.ask('PUT', `/queues/deliveries/${job.id}/retry`);
      expect(retried.statusCode).toBe(204);
      await waitFor(() => got.length, { what: 'the job to run again' });
      expect(got).toEqual(['evt_1 {"name":"a very private body"}']);
    });

    it('shows no payload through any reading route', async () => {
      board.work(async () => {
        throw new Error('broken');
      });
      await board.queue.enqueue(delivery());
      const { id } = await failedJob();
      const [deliveries] = await board.store.queues();
      await deliveries?.upsertJobScheduler(
        'nightly',
        { every: 3_600_000 },
        { name: 'scheduled', data: { body: PRIVATE[0] } },
      );
      const reads = Object.keys(BOARD_ROUTES).filter((route) => route.startsWith('GET /api/'));
      expect(reads.length).toBeGreaterThan(8);
      for (const route of reads) {
        const path = route.slice('GET /api'.length).replace(':queueName', 'deliveries').replace(':jobId', id);
        const query = route === 'GET /api/queues' ? '?activeQueue=deliveries&status=latest' : '';
        const { statusCode, body } = await board.ask('GET', `${path}${query}`);
        expect([route, statusCode]).toEqual([route, 200]);
        for (const secret of PRIVATE) expect(body).not.toContain(secret);
      }
    });

    it('retries all failed jobs', async () => {
      let broken = true;
      board.work(async () => {
        if (broken) throw new Error('broken');
      });
      for (const eventKey of ['evt_1', 'evt_2', 'evt_3']) await board.queue.enqueue(delivery({ eventKey }));
      await waitFor(async () => (await countOf('failed')) === 3, { what: 'three failed jobs' });
      broken = false;
      const retried = await board.ask('PUT', '/queues/deliveries/retry/failed');
      expect([retried.statusCode, retried.json()]).toEqual([200, { retried: 3, skipped: 0 }]);
      await waitFor(async () => (await countOf('completed')) === 3, { what: 'all of them to run' });
    });

    it('promotes one delayed job, and all of them', async () => {
      for (const eventKey of ['evt_1', 'evt_2', 'evt_3']) {
        await board.queue.enqueue(delivery({ eventKey }), { delayMs: 3_600_000 });
      }
      const [first] = await jobsOf('deliveries', 'delayed');
      expect((await board.ask('PUT', `/queues/deliveries/${first?.id}/promote`)).statusCode).toBe(204);
      expect([await countOf('waiting'), await countOf('delayed')]).toEqual([1, 2]);
      // The job is no longer delayed, so the answer is a refusal and not a 500.
      const again = await board.ask('PUT', `/queues/deliveries/${first?.id}/promote`);
      expect([again.statusCode, again.json<{ message: string }>().message]).toEqual([
        409,
        expect.stringContaining('not in the delayed state'),
      ]);
      expect((await board.ask('PUT', '/queues/deliveries/promote')).statusCode).toBe(200);
      expect([await countOf('waiting'), await countOf('delayed')]).toEqual([3, 0]);
    });

    it('retries no completed job, neither one nor all', async () => {
      let runs = 0;
      board.work(async () => void (runs += 1));
      await board.queue.enqueue(delivery());
      await waitFor(async () => (await countOf('completed')) === 1, { what: 'the job to be done' });
      const [job] = await jobsOf('deliveries', 'completed');
      expect((await board.ask('PUT', `/queues/deliveries/${job?.id}/retry`)).statusCode).toBe(403);
      expect((await board.ask('PUT', '/queues/deliveries/retry/completed')).statusCode).toBe(403);
      expect(runs).toBe(1);
    });

    it('refuses every other route that would change a queue, and changes nothing', async () => {
      await board.queue.enqueue(delivery());
      const [job] = await jobsOf('deliveries', 'waiting');
      const before = await board.queue.depth();
      const refused = Object.entries(BOARD_ROUTES).filter(([, purpose]) => purpose === 'refused');
      expect(refused.length).toBeGreaterThan(15);
      for (const [route] of refused) {
        const [method, pattern = ''] = route.split(' ');
        const path = pattern
          .slice('/api'.length)
          .replace(':queueName', 'deliveries')
          .replace(':jobId', job?.id ?? '')
          .replace(':queueStatus', 'waiting')
          .replace(':schedulerId', 'nightly');
        const answer = await board.ask(method as 'PUT', path, {
          name: 'x',
          data: {},
          jobData: {},
          force: true,
        });
        expect([route, answer.statusCode]).toEqual([route, 403]);
      }
      expect(await board.queue.depth()).toEqual(before);
      const [deliveries] = await board.store.queues();
      expect(await deliveries?.isPaused()).toBe(false);
      expect((await deliveries?.getJob(job?.id ?? ''))?.data).toMatchObject({ eventKey: 'evt_1' });
    });

    it('shows a reaction with the command that shows more', async () => {
      const [, reactions] = await board.store.queues();
      const data = { v: 1, outboxId: '42', consumer: 'mail', topic: 'order.paid', subject: 'order pi_1' };
      await reactions?.add('mail order.paid', data);
      const [job] = await jobsOf('reactions', 'waiting');
      expect(job?.data).toEqual({ show: 'payspool reactions show 42', ...data });
    });
  });
});

describe.each(BACKENDS)('the dashboard with payloads, over $name', (backend) => {
  it.skipIf(!backend.available)("shows the provider's data", async () => {
    const board = await startBoard(backend, { showPayloads: true });
    await board.queue.enqueue(delivery());
    const { body } = await board.ask('GET', '/queues?activeQueue=deliveries&status=waiting');
    expect(body).toContain(PRIVATE[0]);
    expect(body).toContain(PRIVATE[2]);
    await board.stop();
  });
});
