import { expect, it } from 'vitest';
import { gather } from './gather.ts';

/** Rounds that the test ends. */
function rounds() {
  const begun: { readonly items: readonly number[]; readonly end: (results: readonly string[]) => void }[] =
    [];
  const call = gather(
    (items: readonly number[]) => new Promise<readonly string[]>((end) => begun.push({ items, end })),
  );
  return { begun, call };
}
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

it('combines the calls of one turn of the event loop, and answers each', async () => {
  const { begun, call } = rounds();
  const answers = Promise.all([1, 2, 3].map(call));
  await nextTurn();
  expect(begun.map(({ items }) => items)).toEqual([[1, 2, 3]]);
  begun[0]?.end(['a', 'b', 'c']);
  expect(await answers).toEqual(['a', 'b', 'c']);
});

it('puts calls that arrive while two rounds run into the next round', async () => {
  const { begun, call } = rounds();
  const made: Promise<string>[] = [];
  for (const item of [1, 2, 3, 4]) {
    made.push(call(item));
    await nextTurn();
  }
  expect(begun.map(({ items }) => items)).toEqual([[1], [2]]);
  begun[0]?.end(['a']);
  expect(await made[0]).toBe('a');
  await nextTurn();
  expect(begun[2]?.items).toEqual([3, 4]);
});

it('repeats each call of a failed round alone, and only the failing call fails', async () => {
  const made: (readonly number[])[] = [];
  const call = gather(async (items: readonly number[]) => {
    made.push(items);
    if (items.includes(2)) throw new Error('not 2');
    return items.map(String);
  });
  const settled = await Promise.allSettled([1, 2, 3].map(call));
  expect(settled).toMatchObject([
    { status: 'fulfilled', value: '1' },
    { status: 'rejected', reason: { message: 'not 2' } },
    { status: 'fulfilled', value: '3' },
  ]);
  expect(made).toEqual([[1, 2, 3], [1], [2], [3]]);
});

it('puts at most 64 calls into one round', async () => {
  const { begun, call } = rounds();
  for (let item = 0; item < 100; item += 1) void call(item);
  await nextTurn();
  expect(begun.map(({ items }) => items.length)).toEqual([64, 36]);
});
