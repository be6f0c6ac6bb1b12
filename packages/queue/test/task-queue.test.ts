import { waitFor } from '@payspool/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openTaskQueue, openTaskWorker, type Task, type TaskSchedule } from '../src/index.ts';
import { BACKENDS, type Backend } from './backends.ts';

const onError = () => undefined;
const HOUR_MS = 3_600_000;
const sweep = (account: string): Task => ({ kind: 'sweep', provider: 'stripe', account });
const every = (account: string, everyMs = HOUR_MS): TaskSchedule => ({
  id: `sweep/stripe/${account}`,
  task: sweep(account),
  when: { everyMs },
});
const nightly: TaskSchedule = {
  id: 'reconcile',
  task: { kind: 'reconcile' },
  when: { pattern: '0 3 * * *' },
};

describe.each(BACKENDS)('the queue of tasks: $name', (backend) => {
  describe.skipIf(!backend.available)('', () => {
    const open = async ({ create }: Backend) => {
      const place = await create();
      onTestFinished(place.drop);
      const queue = openTaskQueue({ onError, ...place });
      onTestFinished(queue.close);
      const keep = (schedules: TaskSchedule[], { removesOthers = true, now = new Date() } = {}) =>
        queue.keep(schedules, { removesOthers, now });
      return { place, queue, keep };
    };

    it('writes schedules once, changes and removes them, and leaves others if asked to', async () => {
      const { queue, keep } = await open(backend);
      const ids = (...accounts: string[]) => accounts.map((account) => `sweep/stripe/${account}`);
      expect(await keep([every('a'), every('b'), nightly])).toEqual({
        written: [...ids('a', 'b'), 'reconcile'],
        removed: [],
      });
      expect(await keep([every('a'), every('b'), nightly])).toEqual({ written: [], removed: [] });
      // The first run of an interval is due at once, and that of a pattern at its time.
      const { waiting, delayed } = await queue.depth();
      expect({ waiting, delayed }).toEqual({ waiting: 2, delayed: 1 });

      const changed = { ...nightly, when: { pattern: '0 4 * * *' } };
      expect(await keep([every('a', 2 * HOUR_MS), every('b'), changed])).toEqual({
        written: [...ids('a'), 'reconcile'],
        removed: [],
      });
      expect(await keep([every('b')], { removesOthers: false })).toEqual({ written: [], removed: [] });
      const { removed } = await keep([every('b')]);
      expect(removed.toSorted()).toEqual(['reconcile', ...ids('a')]);
      expect(await queue.depth()).toMatchObject({ delayed: 0 });
      await queue.remove('sweep/stripe/b');
      expect(await keep([])).toEqual({ written: [], removed: [] });
    });

    it('runs a task at once and again after its interval, even if it failed, and another one on request', async () => {
      const { place, queue, keep } = await open(backend);
      const ran: string[] = [];
      const worker = openTaskWorker({
        concurrency: 2,
        process: async ({ kind, account }) => {
          ran.push(`${kind} ${account ?? ''}`.trim());
          if (account === 'failing') throw new Error('the API is away');
        },
        isPermanent: () => true,
        onError,
        ...place,
      });
      onTestFinished(() => worker.drain(1000).then(() => undefined));
      await keep([every('failing', 300)]);
      await waitFor(() => ran.length >= 3, { what: 'three runs of the schedule' });
      expect(new Set(ran)).toEqual(new Set(['sweep failing']));
      await queue.enqueue({ kind: 'operations' });
      await waitFor(() => ran.includes('operations'), { what: 'the task that was requested' });
    });

    it('writes a schedule again whose next job was lost', async () => {
      const { keep } = await open(backend);
      await keep([every('a')]);
      const now = new Date(Date.now() + 3 * HOUR_MS);
      expect(await keep([every('a')], { now })).toEqual({ written: ['sweep/stripe/a'], removed: [] });
    });
  });
});
