import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addInSets } from './in-sets.ts';
import type { JobQueue } from './store.ts';
import type { BullJob } from './tracing.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const jobOf = (id: string, data = '{}') => ({ id, data }) as BullJob;

/** A backend whose statements end when the test says so. */
function backend() {
  const sets: string[][] = [];
  const ends: { commit: () => void; fail: (error: Error) => void }[] = [];
  const add = (ids: string[]) =>
    new Promise<string[]>((resolve, reject) => {
      sets.push(ids);
      ends.push({ commit: () => resolve(ids.map((id) => `holder of ${id}`)), fail: reject });
    });
  const queue = {
    getBackend: () => ({
      addJob: async (job: BullJob) => (await add([job.id]))[0],
      addJobs: (jobs: { jobId: string }[]) => add(jobs.map(({ jobId }) => jobId)),
    }),
  } as unknown as JobQueue;
  return { queue, sets, ends };
}

const ids = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => String(from + at));
const turn = () => vi.advanceTimersByTimeAsync(0);

describe('jobs that are added', () => {
  it('are sent at once while fewer than four sets are under way, and otherwise together', async () => {
    const { queue, sets, ends } = backend();
    const add = addInSets(1000);
    const added = ids(1, 9).map((id) => add(queue, jobOf(id)));
    expect(sets).toEqual([['1'], ['2'], ['3'], ['4']]);
    ends[0]?.commit();
    await turn();
    expect(sets.slice(4)).toEqual([['5', '6', '7', '8', '9']]);
    for (const { commit } of ends) commit();
    expect(await Promise.all(added)).toEqual(ids(1, 9).map((id) => `holder of ${id}`));
  });

  it('form sets of at most a hundred and one MiB, except a single larger job', async () => {
    const { queue, sets, ends } = backend();
    const add = addInSets(1000);
    for (const id of ids(1, 4)) void add(queue, jobOf(id));
    for (const id of ids(5, 154)) void add(queue, jobOf(id));
    for (const id of ids(155, 157)) void add(queue, jobOf(id, 'x'.repeat(600_000)));
    void add(queue, jobOf('158', 'x'.repeat(2_000_000)));
    for (let at = 0; at < 8; at += 1) {
      ends[at]?.commit();
      await turn();
    }
    const sizes = sets.slice(4).map((set) => set.length);
    expect(sizes).toEqual([100, 51, 1, 1, 1]);
  });

  it('are refused one by one if the store cannot hold them', async () => {
    const { queue, sets, ends } = backend();
    const add = addInSets(1000);
    const first = ids(1, 4).map((id) => add(queue, jobOf(id)));
    const set = Promise.allSettled(ids(5, 7).map((id) => add(queue, jobOf(id))));
    ends[0]?.commit();
    await turn();
    ends[4]?.fail(Object.assign(new Error('unsupported Unicode'), { code: '22P05' }));
    await turn();
    expect(sets.slice(4)).toEqual([['5', '6', '7'], ['5'], ['6'], ['7']]);
    ends[6]?.fail(Object.assign(new Error('unsupported Unicode'), { code: '22P05' }));
    for (const { commit } of ends) commit();
    await Promise.all(first);
    expect((await set).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('all reject if the store is down, and none is sent again', async () => {
    const { queue, sets, ends } = backend();
    const add = addInSets(1000);
    for (const id of ids(1, 4)) void add(queue, jobOf(id)).catch(() => undefined);
    const set = Promise.allSettled(ids(5, 7).map((id) => add(queue, jobOf(id))));
    ends[0]?.commit();
    await turn();
    ends[4]?.fail(new Error('Connection terminated'));
    expect((await set).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(sets).toHaveLength(5);
  });

  it('are not sent once their caller has stopped waiting', async () => {
    const { queue, sets, ends } = backend();
    const add = addInSets(1000);
    for (const id of ids(1, 4)) void add(queue, jobOf(id)).catch(() => undefined);
    const late = Promise.allSettled([add(queue, jobOf('5'))]);
    await vi.advanceTimersByTimeAsync(999);
    const inTime = add(queue, jobOf('6'));
    await vi.advanceTimersByTimeAsync(1);
    ends[0]?.fail(new Error('Query read timeout'));
    expect(await late).toMatchObject([
      { status: 'rejected', reason: { message: 'no answer within 1000 ms' } },
    ]);
    expect(sets.slice(4)).toEqual([['6']]);
    ends[4]?.commit();
    expect(await inTime).toBe('holder of 6');
  });
});
