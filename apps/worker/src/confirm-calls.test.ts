import type { CallBudget, EndedCall } from '@payspool/operations';
import { type Account, type ProviderIo, stripe } from '@payspool/providers';
import { JobPostponedError } from '@payspool/queue';
import { expect, it } from 'vitest';
import { createConfirmCalls } from './confirm-calls.ts';

const account: Account = { provider: stripe, name: 'default', mode: 'test', settings: {} };
const io = {
  now: () => new Date('2026-03-01T12:00:00.000Z'),
  fetch: async () => ({ status: 429, headers: { 'retry-after': '90' }, body: Buffer.alloc(0) }),
} as unknown as ProviderIo;

function callsWith(waitMs: number) {
  const taken: string[] = [];
  const throttled: (number | undefined)[] = [];
  const ended: EndedCall[] = [];
  const budget: CallBudget = {
    take: async ({ name }, purpose) => {
      taken.push(`${purpose} ${name}`);
      return waitMs;
    },
    throttled: async (_, ms) => void throttled.push(ms),
  };
  return {
    taken,
    throttled,
    ended,
    take: createConfirmCalls({ budget, io, onCall: (call) => ended.push(call) }),
  };
}

it('a hint without a call in the budget is postponed, and asks nothing', async () => {
  const { take, taken, ended } = callsWith(700);
  const postponed = await take(account).catch((error: unknown) => error);
  expect(postponed).toBeInstanceOf(JobPostponedError);
  expect(postponed).toMatchObject({ delayMs: 700 });
  expect(taken).toEqual(['confirm default']);
  expect(ended).toEqual([]);
});

it('the requests of a confirmation are counted, and 429 slows all processes down', async () => {
  const { take, ended, throttled } = callsWith(0);
  const watched = await take(account);
  await watched.fetch({ method: 'GET', url: new URL('https://api.example'), timeoutMs: 1, maxBytes: 1 });
  expect(ended).toEqual([{ provider: 'stripe', purpose: 'confirm', result: 'throttled' }]);
  expect(throttled).toEqual([90_000]);
});
