import { Prisma } from '@payspool/db';
import { TransmissionReusedError } from '@payspool/projection';
import { UnavailableError, UnusableEventError } from '@payspool/providers';
import { describe, expect, it } from 'vitest';
import { UnknownAccountError } from './find-account.ts';
import { troubleOf } from './outcome.ts';

describe('failed is', () => {
  it('an event that cannot be used, with the path of its field', () => {
    const error = new UnusableEventError('schema_violation', {
      path: 'data.object.amount',
      message: 'expected a number',
    });
    expect(troubleOf(error)).toEqual({
      outcome: 'failed',
      code: 'schema_violation',
      reason: 'schema_violation: data.object.amount: expected a number',
    });
  });

  it('a second body under one transmission id', () => {
    const error = new TransmissionReusedError('transmission t-1 has already brought another body');
    expect(troubleOf(error)).toMatchObject({ outcome: 'failed', code: 'transmission_reused' });
  });
});

describe('retry is', () => {
  it.each([
    ['a service out of reach', new UnavailableError('no answer from api.example.com'), 'unavailable'],
    ['an account that this worker does not know', new UnknownAccountError('stripe/eu'), 'account_unknown'],
    ['a connection refused', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
    ['an error that nobody foresaw', new TypeError('undefined is not a function'), 'unexpected'],
  ])('%s', (_, error, code) => {
    expect(troubleOf(error)).toEqual({ outcome: 'retry', code, reason: error.message });
  });

  it('whatever else was thrown', () => {
    expect(troubleOf('a string')).toEqual({ outcome: 'retry', code: 'unexpected', reason: 'a string' });
  });

  it.each([
    ['an object without a prototype', Object.create(null) as unknown],
    ['an error that says an object', Object.assign(new Error(), { message: Object.create(null) as unknown })],
  ])('%s, which no text can be made of', (_, thrown) => {
    const reason = 'something that cannot be shown as text was thrown';
    expect(troubleOf(thrown)).toEqual({ outcome: 'retry', code: 'unexpected', reason });
  });

  it('an error that says a number', () => {
    expect(troubleOf(Object.assign(new Error(), { message: 5 })).reason).toBe('5');
  });

  it('a query that Prisma finds invalid, whose arguments stay out of the reason', () => {
    const error = new Prisma.PrismaClientValidationError('Invalid value for customerRef: "Jane Doe"', {
      clientVersion: '7',
    });
    const trouble = troubleOf(error);
    expect(trouble).toMatchObject({ outcome: 'retry', code: 'query_invalid' });
    expect(JSON.stringify(trouble)).not.toContain('Jane');
  });
});
