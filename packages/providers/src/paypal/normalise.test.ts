import { describe, expect, it } from 'vitest';
import { UnusableEventError } from '../contract/errors.ts';
import { changed, eventsOf, read as readBody, warningsOf } from './simulator/fixtures/changed-fixture.ts';
import { IGNORED } from './ignored-types.ts';
import { normalise } from './normalise.ts';

describe('an unknown value', () => {
  it.each(['PAYMENT.NEW.THING', '__proto__', 'constructor', 'toString'])(
    'is ignored as an event type: %s',
    (type) => {
      const body = changed('PAYMENT.CAPTURE.COMPLETED', {}, { event_type: type });
      expect(readBody(body)).toMatchObject({
        outcome: 'ignored',
        type,
        reason: 'unknown event type',
      });
    },
  );

  it.each(Object.entries(IGNORED))(
    'is not an error for %s, which is ignored with a reason',
    (type, reason) => {
      expect(readBody(changed('BILLING.PLAN.CREATED', {}, { event_type: type }))).toMatchObject({
        outcome: 'ignored',
        reason,
      });
    },
  );

  it('leaves the subscription unchanged as a status, with a short warning', () => {
    const read = (status: string) => readBody(changed('BILLING.SUBSCRIPTION.UPDATED', { status }));
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
    expect(readBody(changed('BILLING.SUBSCRIPTION.UPDATED', { status }))).toMatchObject({
      warnings: [`unknown subscription status "${status}"`],
    });
  });

  it('as a dispute outcome closes the dispute, with a warning', () => {
    const body = changed('CUSTOMER.DISPUTE.RESOLVED', { dispute_outcome: { outcome_code: 'SPLIT' } });
    expect(readBody(body)).toMatchObject({
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
    return normalise({ body, headers: {}, ...(signedAt && { signedAt }) }, { merchantId: [] });
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
    [
      'PAYMENT.CAPTURE.COMPLETED',
      { amount: { value: '-10.00', currency_code: 'EUR' } },
      'resource.amount.value',
    ],
    [
      'PAYMENT.CAPTURE.COMPLETED',
      { amount: { value: '1'.repeat(33), currency_code: 'EUR' } },
      'resource.amount.value',
    ],
    ['PAYMENT.CAPTURE.COMPLETED', { amount: { value: '10' } }, 'resource.amount.currency_code'],
    ['PAYMENT.SALE.COMPLETED', { amount: { total: '-1.00', currency: 'USD' } }, 'resource.amount.total'],
    ['PAYMENT.SALE.COMPLETED', { billing_agreement_id: 7 }, 'resource.billing_agreement_id'],
    ['PAYMENT.CAPTURE.REFUNDED', { amount: null }, 'resource.amount'],
    ['PAYMENT.SALE.REFUNDED', { amount: { total: '1e2', currency: 'USD' } }, 'resource.amount.total'],
    [
      'CHECKOUT.ORDER.COMPLETED',
      {
        purchase_units: [
          { payments: { captures: [{ id: 'C', amount: { value: 'x', currency_code: 'EUR' } }] } },
        ],
      },
      'resource.purchase_units.0.payments.captures.0.amount.value',
    ],
    [
      'CUSTOMER.DISPUTE.CREATED',
      { dispute_amount: { value: 'all', currency_code: 'EUR' } },
      'resource.dispute_amount.value',
    ],
  ])('is refused with the path of the field: %s with %j at %s', (name, resource, path) => {
    expect(problem(changed(name, resource))).toEqual({ code: 'schema_violation', path });
  });

  it('without a resource is refused', () => {
    const body = (resource?: unknown) =>
      Buffer.from(
        JSON.stringify({
          event_type: 'PAYMENT.CAPTURE.COMPLETED',
          create_time: '2026-03-04T10:00:00Z',
          resource,
        }),
      );
    for (const resource of [undefined, null, 'none', [], 7])
      expect(problem(body(resource))).toMatchObject({ code: 'schema_violation' });
    expect(problem(body())).toEqual({ code: 'schema_violation', path: 'resource' });
  });

  it('that is not JSON or not an object is refused', () => {
    expect(problem(Buffer.from('hello'))).toMatchObject({ code: 'not_json' });
    expect(problem(Buffer.from([0xff]))).toMatchObject({ code: 'not_json' });
    expect(problem(Buffer.from('[]'))).toMatchObject({ code: 'schema_violation' });
    expect(problem(Buffer.from('{}'))).toEqual({ code: 'schema_violation', path: 'event_type' });
  });

  it.each(['2018-19-12T22:20:32.000Z', 7, null])(
    'without a readable time (%j) and without a signed time is refused',
    (create_time) => {
      const body = changed('PAYMENT.CAPTURE.COMPLETED', {}, { create_time });
      expect(problem(body)).toEqual({ code: 'schema_violation', path: 'create_time' });
      expect(problem(body, new Date('2026-03-05T00:00:00Z'))).toMatchObject({
        occurredAt: '2026-03-05T00:00:00.000Z',
      });
    },
  );
});

describe('an optional part', () => {
  const amount = { currency_code: 'EUR', value: '10.00' };
  const bare = (type: string, resource: object) =>
    Buffer.from(JSON.stringify({ event_type: type, create_time: '2026-03-04T10:00:00Z', resource }));

  it('is every field of the envelope except the type; the time may come from the body or the signature', () => {
    const event = { type: 'payment.succeeded', occurredAt: '2026-03-04T10:00:00.000Z', paymentRef: 'CAP1' };
    expect(eventsOf(bare('PAYMENT.CAPTURE.COMPLETED', { id: 'CAP1', amount }))).toMatchObject([event]);
    const unsigned = Buffer.from(
      JSON.stringify({ event_type: 'PAYMENT.CAPTURE.COMPLETED', resource: { id: 'CAP1', amount } }),
    );
    expect(problem(unsigned, new Date('2026-03-04T10:00:00Z'))).toMatchObject({ events: [event] });
  });

  it.each([7, '', 'x'.repeat(300), ['2.0'], null])('is the resource version, with any value: %j', (odd) => {
    const body = changed(
      'PAYMENT.CAPTURE.COMPLETED',
      {},
      { resource_version: odd, resource_type: odd, id: odd },
    );
    expect(eventsOf(body)).toMatchObject([{ type: 'payment.succeeded', amount: { amountMinor: 4490n } }]);
  });

  it('is the generation of a resource: v1 and v2 fields are read with either version', () => {
    expect(
      eventsOf(changed('PAYMENT.CAPTURE.COMPLETED.v1', {}, { resource_version: '2.0' }))[0],
    ).toMatchObject({ orderRef: 'PAY-6HF03425WX7788991KYZ', amount: { amountMinor: 747n } });
    expect(
      eventsOf(changed('BILLING.SUBSCRIPTION.ACTIVATED', {}, { resource_version: undefined }))[0],
    ).toMatchObject({ planRef: 'P-1KL88990MN112233OPQRSTUV', status: 'active' });
  });

  it.each<[string, object]>([
    ['resource.status', { status: 'x'.repeat(256) }],
    ['resource.final_capture', { final_capture: 'yes' }],
    ['resource.supplementary_data', { supplementary_data: 'none' }],
    [
      'resource.supplementary_data.related_ids.order_id',
      { supplementary_data: { related_ids: { order_id: 7 } } },
    ],
    ['resource.links', { links: 'none' }],
    ['resource.links.1', { links: [{ href: 'https://api.paypal.com/', rel: 'self' }, 7] }],
    ['resource.status_details', { status_details: [] }],
  ])('does not remove the payment if it is invalid, and gives a warning: %s', (path, resource) => {
    const body = changed('PAYMENT.CAPTURE.COMPLETED', resource);
    expect(eventsOf(body)).toMatchObject([
      { type: 'payment.succeeded', paymentRef: '3CD55443EF667788G', amount: { amountMinor: 4490n } },
    ]);
    expect(warningsOf(body)).toEqual([`${path} has an invalid form and was left out`]);
  });

  it('of a subscription does not change the rest', () => {
    const body = changed('BILLING.SUBSCRIPTION.ACTIVATED', {
      billing_info: 7,
      quantity: 3,
      subscriber: 'Ada',
      plan_id: null,
    });
    expect(eventsOf(body)).toMatchObject([{ type: 'subscription.activated', status: 'active' }]);
    expect(warningsOf(body)).toEqual([
      'resource.quantity has an invalid form and was left out',
      'resource.subscriber has an invalid form and was left out',
      'resource.billing_info has an invalid form and was left out',
    ]);
  });

  it('is the amount of a payment that failed', () => {
    expect(eventsOf(changed('PAYMENT.AUTHORIZATION.VOIDED', { amount: null }))).toMatchObject([
      { type: 'payment.canceled', paymentRef: '9GH11223JK445566L' },
    ]);
  });

  it('gives at most 20 warnings', () => {
    const links = Array.from({ length: 500 }, () => 7);
    expect(warningsOf(changed('PAYMENT.CAPTURE.COMPLETED', { links }))).toHaveLength(20);
  });
});
