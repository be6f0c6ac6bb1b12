import { expect, it } from 'vitest';
import type { Delivery } from '../contract/index.ts';
import { createCanonicalBudget } from './canonical-budget.ts';

function begin() {
  const clock = { at: 0 };
  const budget = createCanonicalBudget(() => new Date(clock.at));
  let number = 0;
  const body = (bytes: number) => Buffer.alloc(bytes, String((number += 1)).padStart(9));
  /** Whether the budget admits the body. Afterwards it is reported as genuine or forged. */
  const judge = (
    source: string | undefined,
    { bytes = 20 * 1024, genuine = false, sent = body(bytes) } = {},
  ) => {
    const delivery: Delivery = { headers: {}, body: sent, path: '/', query: {}, ...(source && { source }) };
    try {
      budget.admit(delivery);
    } catch {
      return false;
    }
    budget.judged(delivery, genuine);
    return true;
  };
  const count = (times: number, one: (index: number) => boolean) =>
    Array.from({ length: times }, (_, index) => one(index)).filter(Boolean).length;
  return { clock, judge, count, body };
}

it('admits sixty large bodies a minute from unknown sources', () => {
  const { clock, judge, count } = begin();
  const flood = () => count(100, (index) => judge(`network ${index}`));
  expect(flood()).toBe(20);
  let judged = 0;
  for (let second = 0; second < 60; second += 1) {
    clock.at += 1000;
    judged += flood();
  }
  expect(judged).toBe(60);
});

it('always admits a body of the usual size', () => {
  const { judge, count } = begin();
  expect(count(1000, () => judge('a forger', { bytes: 16 * 1024 }))).toBe(1000);
});

it('admits every large body of a source that has sent a verified delivery, regardless of other sources', () => {
  const { judge, count } = begin();
  expect(judge('PaymentKit', { bytes: 2000, genuine: true })).toBe(true);
  count(1000, (index) => judge(`network ${index}`));
  expect(count(1000, () => judge('PaymentKit', { genuine: true }))).toBe(1000);
});

it('limits a source again that sends many forgeries, but never limits small bodies', () => {
  const { judge, count } = begin();
  judge('proxy', { bytes: 2000, genuine: true });
  const forged = count(1000, () => judge('proxy'));
  // Its own budget of twenty, and its parts of the other budgets.
  expect(forged).toBeLessThanOrEqual(20 + 5 + 15);
  expect(judge('proxy', { bytes: 16 * 1024, genuine: true })).toBe(true);
});

it('keeps the budget of each source, and admits the third attempt of one body, while many sources send forgeries', () => {
  const { judge, count, body } = begin();
  expect(count(1000, () => judge('a forger'))).toBeLessThan(20);
  expect(judge('somebody else')).toBe(true);
  const sent = body(100_000);
  const attempts = [1, 2, 3].map(() => {
    count(1000, (index) => judge(`network ${index}`));
    return judge('a forger', { sent });
  });
  expect(attempts).toEqual([false, false, true]);
});
