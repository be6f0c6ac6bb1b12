import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UnusableEventError } from '../contract/index.ts';
import { normalise } from './normalise.ts';

const fixture = (name: string) => readFileSync(new URL(`./simulator/fixtures/${name}.json`, import.meta.url));
const fromFixture = (name: string) => normalise({ body: fixture(name), headers: {} });
const data = { paymentId: 'pay_1', status: 'completed', amount: '5.00', currency: 'EUR', orderId: 'ord_1' };

function fromBody(body: Record<string, unknown> | string, signedAt?: Date) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return normalise({ body: Buffer.from(text), headers: {}, signedAt });
}

const withData = (change: Record<string, unknown>, type = 'payment.updated') =>
  fromBody({ event: type, timestamp: '2026-01-01T00:00:00Z', data: { ...data, ...change } });

function problemOf(run: () => unknown): { code: string; path: string } {
  try {
    run();
  } catch (error) {
    if (error instanceof UnusableEventError) return { code: error.code, path: error.path };
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('the generic payment envelope', () => {
  it('gives a successful payment, with decimals from the raw text', () => {
    expect(fromFixture('payment.updated')).toEqual({
      outcome: 'events',
      type: 'payment.updated',
      occurredAt: '2026-03-02T09:14:07.120Z',
      warnings: [],
      events: [
        {
          type: 'payment.succeeded',
          rank: 5,
          occurredAt: '2026-03-02T09:14:07.120Z',
          providerStatus: 'completed',
          customerRef: 'cus_9041',
          merchantRef: 'ORD-20260302-17',
          merchantRefField: 'data.orderId',
          merchantRefWriter: 'merchant',
          paymentRef: 'pay_71Hq',
          orderRef: 'ORD-20260302-17',
          amount: { amountMinor: 10000n, currency: 'USD', exponent: 2 },
          settlesOrder: true,
        },
      ],
    });
  });

  it.each([
    [
      'payment.created',
      { type: 'payment.pending', amount: { amountMinor: 10000n, currency: 'USD', exponent: 2 } },
    ],
    ['payment.pending', { type: 'payment.pending', occurredAt: '2026-03-02T09:13:55.000Z' }],
    [
      'payment.authorized',
      { type: 'payment.authorized', amount: { amountMinor: 12345n, currency: 'KWD', exponent: 3 } },
    ],
    ['payment.succeeded', { type: 'payment.succeeded', occurredAt: '2026-03-03T08:10:00.000Z' }],
    ['payment.completed', { orderRef: '7741', amount: { amountMinor: 4500n, currency: 'JPY', exponent: 0 } }],
    ['payment.captured', { type: 'payment.succeeded', paymentRef: 'pay_94Kt', orderRef: 'pay_94Kt' }],
    ['payment.failed', { type: 'payment.failed', providerStatus: 'declined' }],
    ['payment.canceled', { type: 'payment.canceled', providerStatus: 'cancelled' }],
    ['payment.refunded', { type: 'payment.succeeded', amountRefundedMinor: 10000n }],
  ])('%s has the meaning of its status', (name, facts) => {
    expect(fromFixture(name)).toMatchObject({ outcome: 'events', events: [facts] });
  });

  it('has the meaning of its type if there is no status', () => {
    expect(withData({ status: undefined }, 'payment.failed')).toMatchObject({
      events: [{ type: 'payment.failed' }],
    });
    expect(withData({ status: null })).toMatchObject({ events: [{ type: 'payment.linked' }], warnings: [] });
  });

  it('leaves the payment unchanged for an unknown status, with a warning', () => {
    expect(withData({ status: 'on_hold' })).toMatchObject({
      events: [{ type: 'payment.linked', providerStatus: 'on_hold' }],
      warnings: ['unknown payment status "on_hold"'],
    });
  });

  it('gives a warning if a refund event has the status of a payment', () => {
    const meaning = withData({ status: 'completed' }, 'payment.refunded');
    expect(meaning).toMatchObject({ warnings: ['type says refunded, status says "completed"'] });
  });

  it('keeps all digits of a number that is longer than a float', () => {
    const body = `{"event":"payment.updated","timestamp":"2026-01-01T00:00:00Z","data":{"paymentId":90071992547409931,"status":"paid","amount":90071992547409.93,"currency":"EUR"}}`;
    expect(fromBody(body)).toMatchObject({
      events: [{ paymentRef: '90071992547409931', amount: { amountMinor: 9007199254740993n } }],
    });
  });
});

describe('the time of an event', () => {
  const signedAt = new Date('2026-02-01T10:00:00Z');

  it.each([
    ['2026-01-31T12:00:00+02:00', '2026-01-31T10:00:00.000Z'],
    [1769853600, '2026-01-31T10:00:00.000Z'],
    [1769853600123, '2026-01-31T10:00:00.123Z'],
    ['2026-31-01T12:00:00Z', '2026-02-01T10:00:00.000Z'],
    [undefined, '2026-02-01T10:00:00.000Z'],
    [{ iso: 'now' }, '2026-02-01T10:00:00.000Z'],
  ])("is, for timestamp %j and ten o'clock as the signed time, %s", (timestamp, occurredAt) => {
    expect(fromBody({ event: 'payment.updated', timestamp, data }, signedAt)).toMatchObject({ occurredAt });
  });

  it('is required in the body or the signature', () => {
    expect(problemOf(() => fromBody({ event: 'payment.updated', data }))).toEqual({
      code: 'schema_violation',
      path: 'timestamp',
    });
  });
});

describe('an event that cannot be used', () => {
  it.each([
    [{ amount: '1.005' }, 'amount_invalid', 'data.amount'],
    [{ amount: '-5.00' }, 'amount_invalid', 'data.amount'],
    [{ amount: 'five' }, 'amount_invalid', 'data.amount'],
    [{ amount: undefined }, 'schema_violation', 'data.amount'],
    [{ currency: 'EURO' }, 'currency_unknown', 'data.currency'],
    [{ currency: 978 }, 'schema_violation', 'data.currency'],
    [{ paymentId: '' }, 'schema_violation', 'data.paymentId'],
    [{ paymentId: 'a\u0000b' }, 'schema_violation', 'data.paymentId'],
    [{ orderId: { id: 1 } }, 'schema_violation', 'data.orderId'],
  ])('with %j is refused with %s at %s', (change, code, path) => {
    expect(problemOf(() => withData(change))).toEqual({ code, path });
  });

  it('without a type is refused with the path of the type', () => {
    expect(problemOf(() => fromBody({ data }))).toEqual({ code: 'schema_violation', path: 'event' });
  });

  it.each(['customer.created', '__proto__', 'constructor'])(
    'is not one of the unknown type %s, which is ignored',
    (type) => {
      const meaning = fromBody({ event: type, timestamp: '2026-01-01T00:00:00Z' });
      expect(meaning).toMatchObject({ outcome: 'ignored', type, reason: 'unknown event type' });
    },
  );
});
