import { describe, expect, it } from 'vitest';
import { UnusableEventError } from '../contract/errors.ts';
import { changed, eventsOf } from './changed-fixture.ts';
import { IGNORED } from './event-types.ts';
import { normalise } from './normalise.ts';

describe('what is unknown', () => {
  it.each(['PAYMENT.NEW.THING', '__proto__', 'constructor', 'toString'])(
    'is ignored as a type: %s',
    (type) => {
      const body = changed('PAYMENT.CAPTURE.COMPLETED', {}, { event_type: type });
      expect(normalise({ body, headers: {} })).toMatchObject({
        outcome: 'ignored',
        type,
        reason: 'unknown event type',
      });
    },
  );

  it.each(Object.entries(IGNORED))('is not %s, which is ignored with a reason', (type, reason) => {
    expect(
      normalise({ body: changed('BILLING.PLAN.CREATED', {}, { event_type: type }), headers: {} }),
    ).toMatchObject({ outcome: 'ignored', reason });
  });

  it('leaves a subscription unchanged as a status, with a warning of bounded length', () => {
    const read = (status: string) =>
      normalise({ body: changed('BILLING.SUBSCRIPTION.UPDATED', { status }), headers: {} });
    const dormant = read('DORMANT');
    expect(dormant).toMatchObject({
      warnings: ['unknown subscription status "DORMANT"'],
      events: [{ providerStatus: 'DORMANT' }],
    });
    expect(dormant.outcome === 'events' && dormant.events[0]).not.toHaveProperty('status');
    const long = read('X'.repeat(200));
    expect(long.outcome === 'events' && long.warnings[0]?.length).toBeLessThan(80);
  });

  it.each(['constructor', '__proto__'])('is %s as a status', (status) => {
    expect(
      normalise({ body: changed('BILLING.SUBSCRIPTION.UPDATED', { status }), headers: {} }),
    ).toMatchObject({
      warnings: [`unknown subscription status "${status}"`],
    });
  });

  it('closes a dispute as an outcome, with a warning', () => {
    const body = changed('CUSTOMER.DISPUTE.RESOLVED', { dispute_outcome: { outcome_code: 'SPLIT' } });
    expect(normalise({ body, headers: {} })).toMatchObject({
      events: [{ type: 'dispute.closed', amount: { amountMinor: 4490n, currency: 'EUR', exponent: 2 } }],
      warnings: ['unknown dispute outcome "SPLIT"'],
    });
  });
});

describe('money', () => {
  it.each([
    ['100', 'JPY', 100n, 0],
    ['100.00', 'HUF', 100n, 0],
    ['1.234', 'TND', 1234n, 3],
    ['.50', 'EUR', 50n, 2],
    ['90071992547409.93', 'USD', 9007199254740993n, 2],
  ])('%s %s is %s minor units', (value, currency_code, amountMinor, exponent) => {
    const body = changed('PAYMENT.CAPTURE.COMPLETED', { amount: { value, currency_code } });
    expect(eventsOf(body)[0]).toMatchObject({ amount: { amountMinor, currency: currency_code, exponent } });
  });
});

function problem(body: Buffer, signedAt?: Date) {
  try {
    return normalise({ body, headers: {}, ...(signedAt && { signedAt }) });
  } catch (error) {
    if (error instanceof UnusableEventError) return { code: error.code, path: error.path };
    throw error;
  }
}

describe('an event that cannot be used', () => {
  it.each<[string, object, string]>([
    [
      'PAYMENT.CAPTURE.COMPLETED',
      { amount: { value: '1e3', currency_code: 'EUR' } },
      'resource.amount.value',
    ],
    [
      'PAYMENT.CAPTURE.COMPLETED',
      { amount: { value: '1.5', currency_code: 'JPY' } },
      'resource.amount.value',
    ],
    ['PAYMENT.CAPTURE.COMPLETED', { amount: { value: 10, currency_code: 'EUR' } }, 'resource.amount.value'],
    [
      'PAYMENT.CAPTURE.COMPLETED',
      { amount: { value: '10', currency_code: 'eur' } },
      'resource.amount.currency_code',
    ],
    ['PAYMENT.CAPTURE.COMPLETED', { amount: null }, 'resource.amount'],
    ['PAYMENT.CAPTURE.COMPLETED', { id: 7 }, 'resource.id'],
    ['PAYMENT.SALE.COMPLETED', { amount: { total: 'x', currency: 'USD' } }, 'resource.amount.total'],
    [
      'CHECKOUT.ORDER.APPROVED',
      { purchase_units: [{ amount: { value: '', currency_code: 'EUR' } }] },
      'resource.purchase_units.0.amount.value',
    ],
    ['CHECKOUT.PAYMENT-APPROVAL.REVERSED', { order_id: undefined }, 'resource.id'],
    ['CUSTOMER.DISPUTE.CREATED', { dispute_id: '' }, 'resource.dispute_id'],
    ['PAYMENT.CAPTURE.COMPLETED', { id: 'a\u0000b' }, 'resource.id'],
    ['PAYMENT.CAPTURE.COMPLETED', { status: 'x'.repeat(256) }, 'resource.status'],
  ])('names the field: %s with %j at %s', (name, resource, path) => {
    expect(problem(changed(name, resource))).toEqual({ code: 'schema_violation', path });
  });

  it('has amounts of two currencies in one order', () => {
    const purchase_units = ['EUR', 'USD'].map((currency_code) => ({ amount: { value: '1', currency_code } }));
    expect(problem(changed('CHECKOUT.ORDER.APPROVED', { purchase_units }))).toEqual({
      code: 'amount_invalid',
      path: 'resource.purchase_units',
    });
  });

  it('is not JSON, or not an object', () => {
    expect(problem(Buffer.from('hello'))).toMatchObject({ code: 'not_json' });
    expect(problem(Buffer.from([0xff]))).toMatchObject({ code: 'not_json' });
    expect(problem(Buffer.from('[]'))).toMatchObject({ code: 'schema_violation' });
    expect(problem(Buffer.from('{}'))).toEqual({ code: 'schema_violation', path: 'event_type' });
  });

  it.each(['2018-19-12T22:20:32.000Z', 7, null])(
    'has no time that can be read (%j), and nothing signed one',
    (create_time) => {
      const body = changed('PAYMENT.CAPTURE.COMPLETED', {}, { create_time });
      expect(problem(body)).toEqual({ code: 'schema_violation', path: 'create_time' });
      expect(problem(body, new Date('2026-03-05T00:00:00Z'))).toMatchObject({
        occurredAt: '2026-03-05T00:00:00.000Z',
      });
    },
  );
});
