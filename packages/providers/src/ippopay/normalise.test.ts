import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UnusableEventError } from '../contract/index.ts';
import { normalise } from './normalise.ts';

const fromFixture = (name: string) =>
  normalise({ body: readFileSync(new URL(`./simulator/fixtures/${name}.json`, import.meta.url)) });

const fromText = (text: string) => normalise({ body: Buffer.from(text) });

const TRANSACTION = {
  trans_id: 't_1',
  status: 'success',
  cost: { paid: 5 },
  createdAt: '2026-01-01T00:00:00Z',
};

const withTransaction = (change: Record<string, unknown>) =>
  fromText(
    JSON.stringify({ order_id: 'o_1', answer: { data: { transaction: { ...TRANSACTION, ...change } } } }),
  );

function problemOf(run: () => unknown): { code: string; path: string } {
  try {
    run();
  } catch (error) {
    if (error instanceof UnusableEventError) return { code: error.code, path: error.path };
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe("the API's answer", () => {
  it('gives a payment of the requested order, in rupees if no currency is stated', () => {
    expect(fromFixture('order.transaction')).toEqual({
      outcome: 'events',
      type: 'order.transaction',
      occurredAt: '2026-03-02T09:16:23.488Z',
      warnings: [],
      events: [
        {
          type: 'payment.succeeded',
          rank: 5,
          occurredAt: '2026-03-02T09:16:23.488Z',
          providerStatus: 'success',
          paymentRef: 'trans_h4Kd92mVQ1',
          orderRef: 'order_FUkz7uXUJ',
          amount: { amountMinor: 49900n, currency: 'INR', exponent: 2 },
          settlesOrder: true,
        },
      ],
    });
  });

  it('states the refunded amount of a full refund', () => {
    expect(fromFixture('order.transaction.refunded')).toMatchObject({
      events: [{ type: 'payment.succeeded', orderRef: 'order_G@zzg7qBq', amountRefundedMinor: 125050n }],
    });
  });

  it('gives a payment for each transaction, and an order if it has an amount', () => {
    expect(fromFixture('order.transaction.retried')).toMatchObject({
      occurredAt: '2026-03-05T10:03:00.000Z',
      events: [
        { type: 'order.created', occurredAt: '2026-03-05T10:00:00.000Z', amount: { amountMinor: 7500n } },
        { type: 'payment.failed', paymentRef: 'trans_a1' },
        { type: 'payment.succeeded', paymentRef: 'trans_a2', amount: { amountMinor: 7500n } },
      ],
    });
  });

  it('reads amounts without a float', () => {
    const text = JSON.stringify({ order_id: 'o_1', answer: { transaction: TRANSACTION } });
    expect(fromText(text.replace('"paid":5', '"paid":90071992547409.93'))).toMatchObject({
      events: [{ amount: { amountMinor: 9007199254740993n } }],
    });
  });

  it('leaves the payment unchanged for unknown statuses, with warnings', () => {
    expect(withTransaction({ status: 'on_hold', refund_status: 'partial' })).toMatchObject({
      events: [{ type: 'payment.linked', providerStatus: 'on_hold' }],
      warnings: ['unknown transaction status "on_hold"', 'unknown refund status "partial"'],
    });
  });

  it.each(['{"transaction":null}', '{"transaction":{}}', '{"transactions":[]}', '[]', 'null'])(
    'is ignored while its data is %s',
    (data) => {
      expect(fromText(`{"order_id":"o_1","answer":{"success":true,"data":${data}}}`)).toMatchObject({
        outcome: 'ignored',
      });
    },
  );

  it.each([
    [{ createdAt: 'yesterday' }, 'schema_violation', 'answer.data.transaction.0.createdAt'],
    [{ cost: null }, 'schema_violation', 'answer.data.transaction.0.cost.paid'],
    [{ cost: { paid: true } }, 'schema_violation', 'answer.data.transaction.0.cost.paid'],
    [{ cost: { paid: 5.001 } }, 'amount_invalid', 'answer.data.transaction.0.cost.paid'],
    [{ cost: { paid: -5 } }, 'amount_invalid', 'answer.data.transaction.0.cost.paid'],
    [{ currency: 'USD' }, 'currency_unknown', 'answer.data.transaction.0.cost.paid'],
    [{ is_intl_payment: true }, 'currency_unknown', 'answer.data.transaction.0.currency'],
    [{ trans_id: 7 }, 'schema_violation', 'answer.data.transaction.0.trans_id'],
  ])('with %j fails with %s at %s', (change, code, path) => {
    expect(problemOf(() => withTransaction(change))).toEqual({ code, path });
  });

  it('is refused if it is about another order', () => {
    const text = JSON.stringify({
      order_id: 'o_1',
      answer: { data: { order_id: 'o_2', transaction: TRANSACTION } },
    });
    expect(problemOf(() => fromText(text))).toEqual({
      code: 'schema_violation',
      path: 'answer.data.order_id',
    });
  });
});

describe('an unconfirmed hint', () => {
  it('is refused, regardless of its content', () => {
    expect(problemOf(() => fromText('{"order_id":"o_1","status":"success"}'))).toEqual({
      code: 'schema_violation',
      path: 'answer',
    });
  });
});
