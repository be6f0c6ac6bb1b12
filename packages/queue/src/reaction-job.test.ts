import { describe, expect, it } from 'vitest';
import { InvalidJobError, UnsupportedJobVersionError } from './job-errors.ts';
import { decodeReactionJob, encodeReactionJob, reactionJobId } from './reaction-queue.ts';

const job = {
  outboxId: 9_007_199_254_740_993n,
  consumer: 'forward:crm',
  topic: 'order.paid',
  subject: 'order stripe/default cs_1',
};

describe('a reaction job', () => {
  it('survives JSON with an id that no double can represent', () => {
    const carried: unknown = JSON.parse(JSON.stringify(encodeReactionJob(job)));
    expect(carried).toEqual({ v: 1, ...job, outboxId: '9007199254740993' });
    expect(decodeReactionJob(carried)).toEqual(job);
  });

  it('of another version waits for a worker that knows the version', () => {
    expect(() => decodeReactionJob({ v: 2, anything: true })).toThrow(new UnsupportedJobVersionError(2));
  });

  it.each([
    ['outboxId', { outboxId: '1; DROP' }],
    ['outboxId', { outboxId: '' }],
    ['outboxId', { outboxId: 1 }],
    ['consumer', { consumer: '' }],
    ['consumer', { consumer: 'x'.repeat(101) }],
    ['topic', { topic: 1 }],
    ['v', { v: '1' }],
  ])('with an invalid %s is permanently invalid, and the error names the field', (field, broken) => {
    const decode = () => decodeReactionJob({ ...encodeReactionJob(job), ...broken });
    expect(decode).toThrow(InvalidJobError);
    expect(decode).toThrow(field);
  });

  it.each([undefined, null, 'text', []])('that is %j is invalid', (data) => {
    expect(() => decodeReactionJob(data)).toThrow(InvalidJobError);
  });

  it('has one id per transition and consumer, without a colon, which BullMQ reserves', () => {
    expect(reactionJobId(job)).toBe('reaction-9007199254740993-forward%3Acrm');
    expect(reactionJobId({ outboxId: 1n, consumer: 'fulfilment' })).toBe('reaction-1-fulfilment');
  });
});
