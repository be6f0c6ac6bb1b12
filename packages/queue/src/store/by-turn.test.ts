import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { byTurn } from './in-sets.ts';
import { ADD_SETS } from './add-set-script.ts';
import type { BullJob } from './tracing.ts';

const jobOf = (id: string, data = '{}') => ({ id, data }) as BullJob;
const ids = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => String(from + at));

/** A store that records which jobs it got together, and answers as the test says. */
function store(answer: (jobs: readonly string[]) => Promise<readonly string[]>) {
  const sets: string[][] = [];
  const add = byTurn({
    ...ADD_SETS,
    send: (jobs: readonly BullJob[]) => {
      const set = jobs.map(({ id }) => id);
      sets.push(set);
      return answer(set);
    },
  });
  return { sets, add };
}
const holders = async (jobs: readonly string[]) => jobs.map((id) => `holder of ${id}`);

describe('jobs that are added in one turn of the event loop', () => {
  it('go to the store together at its end, and each gets its own result', async () => {
    const { sets, add } = store(holders);
    const added = ids(1, 3).map((id) => add(jobOf(id)));
    expect(sets).toEqual([]);
    expect(await Promise.all(added)).toEqual(['holder of 1', 'holder of 2', 'holder of 3']);
    await add(jobOf('4'));
    expect(sets).toEqual([['1', '2', '3'], ['4']]);
  });

  it('form sets of at most fifty and a quarter of a MiB, except a single larger job', async () => {
    const { sets, add } = store(holders);
    const large = ids(121, 123).map((id) => add(jobOf(id, 'x'.repeat(150_000))));
    const larger = add(jobOf('124', 'x'.repeat(300_000)));
    await Promise.all([...large, larger, ...ids(1, 120).map((id) => add(jobOf(id)))]);
    expect(sets.map((set) => set.length)).toEqual([1, 1, 1, 1, 50, 50, 20]);
  });

  it('are all refused when the store refuses them', async () => {
    const refusal = new Error('READONLY You cannot write against a read only replica.');
    const { sets, add } = store(() => Promise.reject(refusal));
    const outcomes = await Promise.allSettled(ids(1, 2).map((id) => add(jobOf(id))));
    expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason)).toEqual([
      refusal,
      refusal,
    ]);
    expect(sets).toEqual([['1', '2']]);
  });

  it('are added one by one if one of them cannot be added, and only that one is refused', async () => {
    const { sets, add } = store(async (set) => {
      if (set.includes('2'))
        throw new Error('WRONGTYPE Operation against a key holding the wrong kind of value');
      return holders(set);
    });
    const outcomes = await Promise.allSettled(ids(1, 3).map((id) => add(jobOf(id))));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(sets).toEqual([['1', '2', '3'], ['1'], ['2'], ['3']]);
  });

  it('are refused if the store does not return a result for each of them', async () => {
    const { add } = store(async () => ['only one']);
    const outcomes = await Promise.allSettled(ids(1, 2).map((id) => add(jobOf(id))));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('do not delay jobs that are added after them', async () => {
    const { sets, add } = store(() => new Promise(() => undefined));
    void add(jobOf('1'));
    await turn();
    void add(jobOf('2'));
    await turn();
    expect(sets).toEqual([['1'], ['2']]);
  });
});
