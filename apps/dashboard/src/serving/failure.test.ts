import { QueueUnavailableError } from '@payspool/queue';
import { describe, expect, it } from 'vitest';
import { RequestError, failureOf } from './failure.ts';

const AWAY = 'The store of the queues does not answer.';

describe('failureOf', () => {
  it.each([
    new QueueUnavailableError('no answer within 2500 ms'),
    new Error('Connection is closed.'),
    new Error('Command timed out'),
    new Error("Stream isn't writeable and enableOfflineQueue options is false"),
    new Error('connect ECONNREFUSED 127.0.0.1:6379'),
    new Error('Connection terminated unexpectedly'),
  ])('answers 503 for a store that is down: %s', (error) => {
    expect(failureOf(error)).toMatchObject({ status: 503, body: { message: AWAY } });
  });

  it("repeats BullMQ's refusals, which contain only ids", () => {
    const refusal = Object.assign(new Error('Job 7 is not in the delayed state. promote'), { code: -3 });
    expect(failureOf(refusal)).toMatchObject({ status: 409, body: { message: refusal.message } });
  });

  it("repeats the dashboard's own refusals", () => {
    expect(failureOf(new RequestError(403, 'no'))).toEqual({
      status: 403,
      body: { error: { key: 'ERRORS.FORBIDDEN' }, message: 'no' },
    });
  });

  it('repeats no message of the framework or of an unexpected error', () => {
    const tooLarge = Object.assign(new Error('Jane 413'), { statusCode: 413 });
    const known = failureOf(tooLarge);
    const unexpected = failureOf(new Error('invalid input syntax: Jane'));
    expect([known.status, unexpected.status]).toEqual([413, 500]);
    expect(JSON.stringify([known, unexpected])).not.toContain('Jane');
    expect(failureOf('Jane').status).toBe(500);
  });
});
