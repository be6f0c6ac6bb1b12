import { waitFor } from '@payspool/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BOARD_ROUTES } from '../src/queues/board-routes.ts';
import { BACKENDS, delivery, PRIVATE, startBoard } from './board-under-test.ts';

type Board = Awaited<ReturnType<typeof startBoard>>;

interface ListedJob {
  readonly id: string;
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly failedReason?: string;
}

describe.each(BACKENDS)('the queues in the dashboard, over $name', (backend) => {
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

    it('shows a failed job with its event, its reason and its command', async () => {
      board.work(async () => {
        throw new Error('the order is not known yet');
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

    it('refuses every route that would change a queue, and changes nothing', async () => {
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
