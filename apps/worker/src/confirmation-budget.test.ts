import { JobPostponedError } from '@payspool/queue';
import { expect, it } from 'vitest';
import { createConfirmationBudget } from './confirmation-budget.ts';

function begin(concurrency = 10) {
  const clock = { at: 0 };
  const budget = createConfirmationBudget({ concurrency, now: () => clock.at, random: () => 0 });
  /** `asked`, or the number of milliseconds by which the hint is postponed. */
  const hint = (ask: () => Promise<unknown> = async () => undefined) =>
    budget.run(ask).then(
      () => 'asked' as const,
      (error: unknown) => {
        if (error instanceof JobPostponedError) return error.delayMs;
        throw error;
      },
    );
  return { clock, hint };
}

it.each([
  [10, 5],
  [3, 1],
  [1, 1],
])('of %i slots hints use %i at once', async (concurrency, places) => {
  const { hint } = begin(concurrency);
  const finish: (() => void)[] = [];
  const asking = Array.from({ length: places }, () =>
    hint(() => new Promise<void>((resolve) => finish.push(resolve))),
  );
  expect(await hint()).toBe(50);
  for (const each of finish) each();
  await Promise.all(asking);
  expect(await hint()).toBe('asked');
});

it('a place is free again if the answer is an error', async () => {
  const { hint } = begin(1);
  await expect(hint(() => Promise.reject(new Error('away')))).rejects.toThrow('away');
  expect(await hint()).toBe('asked');
});

it('after a burst of 100 requests, 20 per second are allowed', async () => {
  const { clock, hint } = begin();
  const burst = [];
  for (let index = 0; index < 150; index += 1) burst.push(await hint());
  expect(burst.filter((outcome) => outcome === 'asked')).toHaveLength(100);
  clock.at += 1000;
  const second = [];
  for (let index = 0; index < 50; index += 1) second.push(await hint());
  expect(second.filter((outcome) => outcome === 'asked')).toHaveLength(20);
});

it('postponed hints come back one after the other, at most half an hour later', async () => {
  const { hint } = begin(1);
  void hint(() => new Promise(() => undefined));
  const delays = [];
  for (let index = 0; index < 50_000; index += 1) delays.push(await hint());
  expect(delays.slice(0, 3)).toEqual([50, 100, 150]);
  expect(delays[35_999]).toBe(1_800_000);
  expect(new Set(delays.slice(36_000))).toEqual(new Set([900_000]));
});
