import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { createWriteMemory, type Provable, watchWrites } from './watch-writes.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

const OOM = new Error("OOM command not allowed when used memory > 'maxmemory'.");

/** A store that answers like `answers`; counts the proofs, and which of them were thorough. */
function watch(initial: Provable['proveWrite'] = async () => 'written') {
  const store = { answers: initial, thorough: [] as boolean[] };
  const writes = createWriteMemory({ backend: 'redis' });
  const watching = watchWrites({
    writes,
    proveWrite: (options) => {
      store.thorough.push(options.thorough);
      return store.answers(options);
    },
  });
  onTestFinished(watching.stop);
  const reason = async () => (await watching.check())?.reason;
  return { store, writes, watching, reason, proofs: () => store.thorough.length };
}
const never = () => new Promise<never>(() => undefined);

it('there is one proof a second for any number of callers', async () => {
  const { watching, proofs } = watch();
  await Promise.all(Array.from({ length: 100 }, watching.check));
  expect(proofs()).toBe(1);
  await vi.advanceTimersByTimeAsync(999);
  await watching.check();
  expect(proofs()).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(proofs()).toBe(2);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(proofs()).toBe(12);
});

it('a refusal and its end are reported within a second each', async () => {
  const { store, reason } = watch();
  expect(await reason()).toBeUndefined();
  store.answers = () => Promise.reject(OOM);
  await vi.advanceTimersByTimeAsync(1000);
  expect(await reason()).toBe('out_of_memory');
  store.answers = async () => 'written';
  await vi.advanceTimersByTimeAsync(1000);
  expect(await reason()).toBeUndefined();
});

it('proofs are thorough at first, and while writes are refused', async () => {
  const { store, writes } = watch();
  await vi.advanceTimersByTimeAsync(1000);
  writes.failed(OOM);
  store.answers = () => Promise.reject(OOM);
  await vi.advanceTimersByTimeAsync(2000);
  store.answers = async () => 'written';
  await vi.advanceTimersByTimeAsync(2000);
  expect(store.thorough).toEqual([true, false, true, true, true, false]);
});

it('a store that hangs has 900 ms, and gets no further proof until it has answered', async () => {
  const { store, watching, reason, proofs } = watch();
  await watching.check();
  let answer: (outcome: 'written') => void = () => undefined;
  store.answers = () => new Promise((resolve) => (answer = resolve));
  await vi.advanceTimersByTimeAsync(1900);
  expect(await reason()).toBe('timeout');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(proofs()).toBe(2);
  store.answers = async () => 'written';
  answer('written');
  await vi.advanceTimersByTimeAsync(0);
  expect(await reason()).toBeUndefined();
  expect(proofs()).toBe(3);
});

it('a missing connection is checked every 100 ms, without sending anything to the store', async () => {
  const { store, writes, reason, proofs } = watch();
  store.answers = async () => {
    writes.disproved(new Error('no connection to Redis'), 0);
    return 'unsent';
  };
  await vi.advanceTimersByTimeAsync(1000);
  expect(await reason()).toBe('unreachable');
  await vi.advanceTimersByTimeAsync(500);
  expect(proofs()).toBe(7);
});

it('a store without an answer counts as down from the start, and is reported after five seconds', async () => {
  const { watching, writes } = watch(never);
  const said: string[] = [];
  void watching.check().then((refusal) => said.push(refusal?.reason ?? 'takes writes'));
  await vi.advanceTimersByTimeAsync(899);
  expect(said).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect([said, writes.current()]).toEqual([['timeout'], undefined]);
  await vi.advanceTimersByTimeAsync(4100);
  expect(writes.current()?.reason).toBe('timeout');
});

it('there is no proof after the end', async () => {
  const { watching, proofs } = watch();
  await watching.check();
  watching.stop();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(proofs()).toBe(1);
});
