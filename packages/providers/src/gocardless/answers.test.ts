import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { problemOf, withChanges } from '../conformance/fixtures.ts';
import { gocardless } from './index.ts';

const ASKING = gocardless.settings.parse({ accessToken: 'sandbox_k3Qw' });
const fixture = (name: string) => readFileSync(new URL(`./simulator/fixtures/${name}.json`, import.meta.url));
const read = (body: Buffer, settings = ASKING) => gocardless.normalise({ body, headers: {} }, settings);
const eventsOf = (name: string, { settings = ASKING, changes = {} } = {}) => {
  const meaning = read(withChanges(fixture(name), changes), settings);
  if (meaning.outcome !== 'events') throw new Error(`${name} is ${meaning.outcome}`);
  return meaning.events;
};

const PAYMENT = 'PM0096DXBGVHA1';
const ORDER_REF = { merchantRef: 'A-1001', merchantRefWriter: 'merchant' };
const MONEY = { amountMinor: 4500n, currency: 'GBP', exponent: 2 };

describe('an event with the answer of the API', () => {
  const order = (fields: object) => ({
    rank: 0,
    type: 'order.created',
    ...ORDER_REF,
    merchantRefField: 'payments.metadata.order_id',
    createdAt: '2026-03-02T09:00:00.101Z',
    orderRef: PAYMENT,
    amount: MONEY,
    ...fields,
  });

  it('payments.confirmed is a successful payment of its order, of which nothing went back', () => {
    const occurredAt = '2026-03-05T06:02:11.907Z';
    expect(eventsOf('payments.confirmed.answered')).toEqual([
      order({ occurredAt }),
      {
        rank: 5,
        type: 'payment.succeeded',
        occurredAt,
        paymentRef: PAYMENT,
        orderRef: PAYMENT,
        amount: MONEY,
        amountRefundedMinor: 0n,
        providerStatus: 'confirmed',
        ...ORDER_REF,
        merchantRefField: 'payments.metadata.order_id',
      },
    ]);
  });

  it('payments.paid_out of a subscription pays a month from the charge date on, and makes no order', () => {
    const occurredAt = '2026-03-06T14:30:00.310Z';
    expect(eventsOf('payments.paid_out.answered')).toMatchObject([
      { type: 'payment.succeeded', occurredAt, subscriptionRef: 'SB0003JJQ2MR06', amount: MONEY },
      {
        type: 'subscription.renewed',
        occurredAt,
        subscriptionRef: 'SB0003JJQ2MR06',
        status: 'active',
        statusAfter: ['incomplete'],
        paidPeriod: {
          start: '2026-03-04T00:00:00.000Z',
          end: '2026-04-04T00:00:00.000Z',
          paymentRef: PAYMENT,
        },
      },
    ]);
    expect(eventsOf('payments.paid_out.answered').some((event) => 'orderRef' in event)).toBe(false);
  });

  it('payments.created of an instalment belongs to the order of the schedule, whose total is due', () => {
    expect(eventsOf('payments.created.answered')).toMatchObject([
      {
        type: 'order.created',
        orderRef: 'IS00000NVPRXM2',
        amount: { amountMinor: 13_500n },
        createdAt: '2026-03-02T09:00:00.000Z',
      },
      { type: 'payment.pending', orderRef: 'IS00000NVPRXM2', amount: MONEY },
    ]);
  });

  it('payments.charged_back is a lost dispute over the whole payment, which had come in', () => {
    expect(eventsOf('payments.charged_back.answered')).toMatchObject([
      { type: 'order.created', amount: MONEY },
      { type: 'payment.succeeded', amount: MONEY, providerStatus: 'charged_back' },
      { type: 'dispute.lost', disputeRef: PAYMENT, paymentRef: PAYMENT, amount: MONEY },
    ]);
  });

  it('refunds.paid is a refund of its payment', () => {
    expect(eventsOf('refunds.paid.answered')).toEqual([
      {
        rank: expect.any(Number) as number,
        type: 'refund.succeeded',
        occurredAt: '2026-03-13T10:00:00.000Z',
        refundRef: 'RF00001X7DQ4T9',
        paymentRef: PAYMENT,
        providerStatus: 'paid',
        amount: { amountMinor: 1500n, currency: 'GBP', exponent: 2 },
      },
    ]);
  });

  it('asks nothing further', () => {
    expect(read(fixture('payments.confirmed.answered'))).not.toHaveProperty('questions');
  });

  it('has a payment that is not read from the status of the API, which may be later than the event', () => {
    const changes = { 'answers.payments.payments.status': 'failed' };
    expect(eventsOf('payments.confirmed.answered', { changes })).toMatchObject([
      { type: 'order.created' },
      { type: 'payment.succeeded' },
    ]);
  });

  it('is read if the amount is a text of digits', () => {
    const changes = { 'answers.payments.payments.amount': '4500' };
    expect(eventsOf('payments.confirmed.answered', { changes })[1]).toMatchObject({ amount: MONEY });
  });

  it.each([
    ['another payment', { id: 'PM2' }, 'answers.payments.payments.id'],
    ['an amount with decimals', { amount: 45.5 }, 'answers.payments.payments.amount'],
    ['a negative amount', { amount: -1 }, 'answers.payments.payments.amount'],
    ['another currency', { currency: 'JPY' }, 'answers.payments.payments.currency'],
    ['a subscription that was not asked for', { links: { subscription: 'SB1' } }, 'answers.subscriptions'],
    [
      'instalments that were not asked for',
      { links: { instalment_schedule: 'IS1' } },
      'answers.instalment_schedules',
    ],
  ])('is refused for %s', (_, fields, path) => {
    const changes = Object.fromEntries(
      Object.entries(fields).map(([field, value]) => [`answers.payments.payments.${field}`, value]),
    );
    expect(problemOf(() => eventsOf('payments.confirmed.answered', { changes }))).toMatchObject({ path });
  });
});
