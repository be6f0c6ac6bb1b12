import { describe, expect, it } from 'vitest';
import type { DeliveryJob } from './delivery-job.ts';
import { jobOptions, optionsText } from './delivery-queue.ts';
import { deduplicationId } from './job-name.ts';

const job: DeliveryJob = {
  provider: 'stripe',
  account: 'default',
  mode: 'live',
  eventKey: 'evt_1',
  receivedAt: new Date(0),
  kind: 'event',
  headers: {},
  body: Buffer.from('{}'),
};

describe('the deduplication id', () => {
  it('depends only on the event and not on the rest of the delivery', () => {
    const resent = { ...job, body: Buffer.from('other'), receivedAt: new Date(1), type: 'x', attempt: 1 };
    expect(deduplicationId(resent)).toBe(deduplicationId(job));
    expect(deduplicationId(job)).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([{ provider: 'paypal' }, { account: 'b' }, { eventKey: 'evt_2' }, { kind: 'hint' as const }])(
    'differs for %j',
    (other) => {
      expect(deduplicationId({ ...job, ...other })).not.toBe(deduplicationId(job));
    },
  );

  it('does not confuse the borders between its parts', () => {
    const one = { ...job, provider: 'a', account: 'b","c' };
    const two = { ...job, provider: 'a","b', account: 'c' };
    expect(deduplicationId(one)).not.toBe(deduplicationId(two));
  });

  it('of a hint differs for each attempt; the first is attempt 0', () => {
    const hint = { ...job, kind: 'hint' as const };
    expect(deduplicationId({ ...hint, attempt: 0 })).toBe(deduplicationId(hint));
    expect(deduplicationId({ ...hint, attempt: 1 })).not.toBe(deduplicationId(hint));
  });
});

describe("a job's options", () => {
  const options = { jobId: 'a', dedupeTtlMs: 5000 };

  it('remember an event for the given time, and a hint only while it is in flight', () => {
    expect(jobOptions(job, options).deduplication).toMatchObject({ ttl: 5000 });
    expect(jobOptions({ ...job, kind: 'hint' }, options).deduplication).not.toHaveProperty('ttl');
  });

  it.each([
    ['an event', job, {}],
    ['a hint', { ...job, kind: 'hint' as const }, {}],
    ['a hint for later', { ...job, kind: 'hint' as const, attempt: 2 }, { delayMs: 60_000 }],
  ])("of %s are written in BullMQ's stored form", (_what, one, more) => {
    const { deduplication, ...others } = jobOptions(one, { ...options, ...more });
    expect(JSON.parse(optionsText({ deduplication, ...others }))).toEqual({ ...others, de: deduplication });
  });

  it('keep completed jobs for at least an hour, up to a number, and failed jobs until they are removed', () => {
    const { removeOnComplete, removeOnFail } = jobOptions(job, options);
    expect(removeOnComplete).toEqual({ age: 3600, count: 10_000 });
    expect(removeOnFail).toBe(false);
  });
});
