import { indexAccounts, stripe } from '@payspool/providers';
import type { RefusedDelivery } from '@payspool/queue';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createRefusalRecord, type FreshRefusal } from './refusal-record.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const AT = new Date('2026-03-01T12:00:00Z');
const [account] = indexAccounts([{ provider: stripe, name: 'eu', mode: 'live', settings: {} }]).all;

const fresh = (code: FreshRefusal['refusal']['code'] = 'signature_mismatch'): FreshRefusal => {
  if (!account) throw new Error('there is an account');
  return {
    at: AT,
    account,
    refusal: { authentic: false, code, reason: 'the header differs' },
    headers: { 'stripe-signature': `t=${AT.getTime() / 1000 - 90},v1=aa`, 'user-agent': 'curl/8' },
    source: '192.0.2.7',
    bytes: 12,
  };
};

function begin(record: (refused: readonly RefusedDelivery[]) => Promise<void> = async () => undefined) {
  const batches: (readonly RefusedDelivery[])[] = [];
  const outcomes: Record<string, number> = {};
  const errors: unknown[] = [];
  const made = createRefusalRecord({
    refusals: {
      record: async (refused) => {
        await record(refused);
        batches.push(refused);
      },
    },
    onOutcome: (outcome, number) => (outcomes[outcome] = (outcomes[outcome] ?? 0) + number),
    onError: (error) => errors.push(error),
  });
  return { ...made, batches, outcomes, errors };
}

it('a refusal is written after a second, with the words of payspool verify and without a body', async () => {
  const { refused, batches, outcomes } = begin();
  refused(fresh());
  await vi.advanceTimersByTimeAsync(999);
  expect(batches).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(batches.flat()).toEqual([
    {
      at: AT,
      provider: 'stripe',
      account: 'eu',
      code: 'signature_mismatch',
      why: expect.stringMatching(/^the header differs\. Compare STRIPE_WEBHOOK_SECRETS with/) as string,
      source: '192.0.2.7',
      bytes: 12,
      headers: ['stripe-signature', 'user-agent'],
      shown: { 'user-agent': 'curl/8' },
      signedAt: new Date(AT.getTime() - 90_000),
      leftOut: 0,
    },
  ]);
  expect(outcomes).toEqual({ kept: 1 });
  expect(vi.getTimerCount()).toBe(0);
});

it('at most twenty are written a second, and of a flood only a few, which count the others', async () => {
  const { refused, batches, outcomes } = begin();
  for (let time = 0; time < 1000; time += 1) refused(fresh());
  refused(fresh('timestamp_stale'));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(batches.slice(0, 3).map(({ length }) => length)).toEqual([20, 20, 11]);
  const records = batches.flat();
  const mismatches = records.filter(({ code }) => code === 'signature_mismatch');
  expect(mismatches).toHaveLength(51);
  expect(mismatches.reduce((sum, { leftOut }) => sum + 1 + leftOut, 0)).toBe(1000);
  expect(records.filter(({ code }) => code === 'timestamp_stale')).toHaveLength(1);
  expect(outcomes).toEqual({ kept: 52, left_out: 949 });
});

it('records are lost and counted while the store does not take them, and later ones are kept', async () => {
  let isDown = true;
  const { refused, outcomes, errors } = begin(async () => {
    if (isDown) throw new Error('the store is down');
  });
  refused(fresh());
  refused(fresh());
  await vi.advanceTimersByTimeAsync(1000);
  isDown = false;
  refused(fresh());
  await vi.advanceTimersByTimeAsync(1000);
  expect(outcomes).toEqual({ lost: 2, kept: 1 });
  expect(errors).toHaveLength(1);
});

it('what is in memory is written at the end, and then no timer is left', async () => {
  const { refused, batches, close } = begin();
  for (let time = 0; time < 60; time += 1) refused(fresh());
  await close();
  expect(batches.flat()).toHaveLength(50);
  expect(vi.getTimerCount()).toBe(0);
});
