import { Prisma } from '@payspool/db';
import { DeliveryRefReusedError } from '@payspool/projection';
import { UnavailableError, UnusableEventError } from '@payspool/providers';
import { describe, expect, it } from 'vitest';
import { UnknownAccountError } from './find-account.ts';
import { troubleOf } from './outcome.ts';

describe('the outcome is failed for', () => {
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

  it('a second body under one delivery id', () => {
    const error = new DeliveryRefReusedError('delivery t-1 had another body before');
    expect(troubleOf(error)).toMatchObject({ outcome: 'failed', code: 'delivery_ref_reused' });
  });
});

/** The error of Prisma for an error that Postgres answered to a statement. */
const refusal = (code: string, state?: string) =>
  new Prisma.PrismaClientKnownRequestError('Invalid `prisma.event.create()`: "Jane Doe"', {
    code,
    clientVersion: '7',
    ...(state && { meta: { driverAdapterError: { cause: { originalCode: state } } } }),
  });

describe('the outcome is failed for a value that Postgres never accepts', () => {
  it.each([
    ['P2020', '22003', 'a number is out of the range that the database can store'],
    ['P2010', '22008', 'a time is out of the range that the database can store, or is invalid'],
    ['P2010', '22001', 'a text is longer than the database can store'],
    ['P2010', '22021', 'a text has a character that the database cannot store'],
    ['P2010', '22P05', 'a text has a character that the database cannot store'],
    ['P2010', '22P02', 'the database cannot store one of its values'],
    ['P2010', '54000', 'a text is longer than the database can store'],
  ])('%s, SQLSTATE %s', (code, state, sentence) => {
    expect(troubleOf(refusal(code, state))).toEqual({
      outcome: 'failed',
      code: 'value_refused',
      reason: `value_refused: ${sentence} (${code}, SQLSTATE ${state})`,
    });
  });

  it.each(['P2000', 'P2020'])('%s, without an SQLSTATE from the driver', (code) => {
    expect(troubleOf(refusal(code))).toMatchObject({ outcome: 'failed', code: 'value_refused' });
  });
});

describe('the outcome is retry for', () => {
  it.each([
    ['a column that another release requires', 'P2011', '23502'],
    ['a key that is taken', 'P2002', '23505'],
    ['a table that does not exist yet', 'P2021', '42P01'],
    ['a full disk', 'P2010', '53100'],
    ['a standby', 'P2010', '25006'],
  ])('%s', (_, code, state) => {
    expect(troubleOf(refusal(code, state))).toEqual({
      outcome: 'retry',
      code,
      reason: `the database refused: ${code}, SQLSTATE ${state}`,
    });
  });

  it.each([
    ['an unreachable service', new UnavailableError('no answer from api.example.com'), 'unavailable'],
    ['an account that this worker does not know', new UnknownAccountError('stripe/eu'), 'account_unknown'],
    ['a connection refused', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
    ['an unexpected error', new TypeError('undefined is not a function'), 'unexpected'],
  ])('%s', (_, error, code) => {
    expect(troubleOf(error)).toEqual({ outcome: 'retry', code, reason: error.message });
  });

  it('any other thrown value', () => {
    expect(troubleOf('a string')).toEqual({ outcome: 'retry', code: 'unexpected', reason: 'a string' });
  });

  it.each([
    ['an object without a prototype', Object.create(null) as unknown],
    [
      'an error whose message is an object',
      Object.assign(new Error(), { message: Object.create(null) as unknown }),
    ],
  ])('%s that cannot be converted to text', (_, thrown) => {
    const reason = 'a value that cannot be shown as text was thrown';
    expect(troubleOf(thrown)).toEqual({ outcome: 'retry', code: 'unexpected', reason });
  });

  it('an error whose message is a number', () => {
    expect(troubleOf(Object.assign(new Error(), { message: 5 })).reason).toBe('5');
  });

  it('a query that is invalid for Prisma; the reason does not contain its arguments', () => {
    const error = new Prisma.PrismaClientValidationError('Invalid value for customerRef: "Jane Doe"', {
      clientVersion: '7',
    });
    const trouble = troubleOf(error);
    expect(trouble).toMatchObject({ outcome: 'retry', code: 'query_invalid' });
    expect(JSON.stringify(trouble)).not.toContain('Jane');
  });
});
