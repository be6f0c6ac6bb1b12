import { DEFAULT_SETTINGS } from '@payspool/projection';
import { indexAccounts, outboundFetch } from '@payspool/providers';
import { openDeliveryQueue, openTaskQueue } from '@payspool/queue';
import { createLogger, createMetrics } from '@payspool/runtime';
import { waitFor } from '@payspool/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startListingApi } from '../../../packages/operations/test/listing-api.ts';
import { accountAt } from '../../../packages/operations/test/listing-provider.ts';
import { WORKER_METRICS } from '../src/metrics.ts';
import { startTasks } from '../src/tasks/start-tasks.ts';
import { type TaskKind, workerStops } from '../src/tasks/task-kind.ts';
import { TASK_KINDS } from '../src/tasks/task-kinds.ts';
import { BACKENDS } from './backends.ts';
import { startWorker } from './worker-under-test.ts';

const onError = () => undefined;
const HOUR_MS = 3_600_000;

describe.each(BACKENDS)('the tasks of a worker, over the queue in $name,', (backend) => {
  describe.skipIf(!backend.available)('', () => {
    /** A worker that applies deliveries, and what its tasks need. `start` is another worker's tasks each time. */
    const open = async ({
      accounts = [],
    }: { readonly accounts?: Parameters<typeof indexAccounts>[0] } = {}) => {
      const worker = await startWorker(backend);
      onTestFinished(() => worker.stop());
      const { url, keyPrefix } = worker.place;
      const queue = openDeliveryQueue({ url, keyPrefix, dedupeTtlMs: HOUR_MS, onError });
      onTestFinished(queue.close);
      const metrics = createMetrics(WORKER_METRICS, { app: 'worker' });
      const start = (kinds?: Readonly<Record<string, TaskKind>>) => {
        const running = startTasks({
          db: worker.db,
          accounts: indexAccounts(accounts),
          settings: DEFAULT_SETTINGS,
          forgetJobs: () => Promise.resolve({ jobs: 0 }),
          queue,
          io: {
            now: () => new Date(),
            fetch: outboundFetch,
            fetchCertificate: () => Promise.reject(new Error('none')),
          },
          logger: createLogger({ app: 'worker', level: 'silent' }),
          metrics,
          store: { url, keyPrefix, lockDurationMs: 10_000, onError },
          ...(kinds && { kinds }),
        });
        const stop = async () => {
          await running.drain(5000);
          await running.queue.close();
        };
        onTestFinished(stop);
        return { stop, ...running };
      };
      const tasks = openTaskQueue({ url, keyPrefix, onError });
      onTestFinished(tasks.close);
      return { worker, metrics, start, tasks };
    };

    it('find an event that was not delivered, which is applied like a delivery, and count it', async () => {
      const api = await startListingApi();
      onTestFinished(api.stop);
      const { worker, metrics, start } = await open({ accounts: [accountAt(api.url)] });
      const now = Date.now();
      const created = new Date(Math.floor(now / 1000) * 1000 - 10 * 60_000);
      api.events.push({ id: 'evt_missed', at: created });
      // The account's first delivery came an hour ago.
      await worker.db.event.create({
        data: {
          provider: 'stripe',
          account: 'default',
          eventKey: 'evt_first',
          type: 'customer.updated',
          status: 'ignored',
          receivedAt: new Date(now - HOUR_MS),
          canonical: [],
          headers: {},
        },
      });
      start();
      const row = () => worker.db.event.findFirst({ where: { eventKey: 'evt_missed' } });
      await waitFor(row, { what: 'the missed event to be recorded' });
      expect(await row()).toMatchObject({ source: 'refetched', status: 'ignored', type: 'customer.updated' });
      const page = metrics.render();
      expect(page).toContain(
        'payspool_swept_events_total{app="worker",provider="stripe",found="missed"} 1\n',
      );
      expect(page).toContain('payspool_sweeps_total{app="worker",provider="stripe",outcome="done"} 1\n');
      expect(page).toMatch(/payspool_api_calls_total\{.*purpose="sweep",result="ok"\} 1\n/);
    });

    it('have no schedule without credentials, and the schedules of accounts that are gone are removed', async () => {
      const { start, tasks } = await open({
        accounts: [accountAt('http://127.0.0.1:9', { apiKey: undefined })],
      });
      const task = { kind: 'sweep', provider: 'stripe', account: 'gone' };
      const schedule = { id: 'sweep/stripe/gone', task, when: { everyMs: HOUR_MS } };
      await tasks.keep([schedule], { removesOthers: false, now: new Date() });
      // Operations can be asked for without credentials.
      const { operations: _, ...others } = TASK_KINDS;
      const noJobs = () =>
        waitFor(
          async () => {
            const { waiting, active, delayed } = await tasks.depth();
            return waiting + active + delayed === 0;
          },
          { what: 'the jobs of the schedule to be removed' },
        );
      const { scheduled } = start(others);
      await scheduled;
      // Its first job is due at once. If it has begun before the schedule is removed, it removes the next one itself.
      await noJobs();
      // A worker of before writes it again. The job of an account that is not configured removes it.
      await tasks.keep([schedule], { removesOthers: false, now: new Date() });
      await noJobs();
      expect(await tasks.depth()).toMatchObject({ failed: 0 });
      expect(await tasks.keep([], { removesOthers: true, now: new Date() })).toEqual({
        written: [],
        removed: [],
      });
    });

    it('end at their next safe place when the worker stops, and another worker goes on at once', async () => {
      const { start } = await open();
      const log: string[] = [];
      const slow = (name: string): Record<string, TaskKind> => ({
        slow: {
          schedules: () => [{ id: 'slow', task: { kind: 'slow' }, when: { everyMs: HOUR_MS } }],
          create: () => async (_task, signal) => {
            log.push(`${name} begins`);
            if (name === 'second') return;
            await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
            log.push(`${name} stops`);
            throw workerStops();
          },
        },
      });
      const first = start(slow('first'));
      await waitFor(() => log.length === 1, { what: 'the task to begin' });
      await first.stop();
      expect(log).toEqual(['first begins', 'first stops']);
      start(slow('second'));
      await waitFor(() => log.length === 3, { what: 'the task to go on' });
      expect(log.at(-1)).toBe('second begins');
    });

    it('of an unknown kind are left to newer workers, and an error does not end the schedule', async () => {
      const { start, tasks } = await open();
      let runs = 0;
      start({
        failing: {
          schedules: () => [{ id: 'failing', task: { kind: 'failing' }, when: { everyMs: 300 } }],
          create: () => async () => {
            runs += 1;
            throw new Error('the database is away');
          },
        },
      });
      await tasks.enqueue({ kind: 'a-later-invention' });
      await waitFor(() => runs >= 2, { what: 'two runs of the failing task' });
      await waitFor(async () => (await tasks.depth()).completed >= 1, { what: 'the unknown task to end' });
    });
  });
});
