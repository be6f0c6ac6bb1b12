import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { problemOf, withChanges } from '../conformance/fixtures.ts';
import { gocardless } from './index.ts';

const ASKING = gocardless.settings.parse({ accessToken: 'sandbox_k3Qw' });
const NOT_ASKING = gocardless.settings.parse({});
const fixture = (name: string) => readFileSync(new URL(`./simulator/fixtures/${name}.json`, import.meta.url));
const read = (body: Buffer, settings = ASKING) => gocardless.normalise({ body, headers: {} }, settings);
const eventsOf = (name: string, { settings = ASKING, changes = {} } = {}) => {
  const meaning = read(withChanges(fixture(name), changes), settings);
  if (meaning.outcome !== 'events') throw new Error(`${name} is ${meaning.outcome}`);
  return meaning.events;
};

const PAYMENT = 'PM0096DXBGVHA1';
const ORDER_REF = { merchantRef: 'A-1001', merchantRefWriter: 'merchant' };

describe('a signed event about a payment, of an account that asks the API,', () => {
  const signed = (type: string, fields: object = {}) => ({
    rank: expect.any(Number) as number,
    type,
    paymentRef: PAYMENT,
    ...ORDER_REF,
    merchantRefField: 'resource_metadata.order_id',
    ...fields,
  });

  it.each([
    ['created', 'payment.pending', undefined, '2026-03-02T09:00:00.120Z', true],
    ['customer_approval_granted', 'payment.pending', 'pending_submission', '2026-03-02T09:10:00.000Z', false],
    ['submitted', 'payment.pending', 'submitted', '2026-03-02T16:00:03.441Z', false],
    ['resubmission_requested', 'payment.pending', 'pending_submission', '2026-03-10T10:00:00.000Z', false],
    // The signed event does not say which amount was paid, so the payment is not yet paid.
    ['confirmed', 'payment.pending', 'confirmed', '2026-03-05T06:02:11.907Z', true],
    ['paid_out', 'payment.pending', 'paid_out', '2026-03-06T14:30:00.310Z', true],
    ['cancelled', 'payment.canceled', 'cancelled', '2026-03-02T09:30:00.000Z', true],
  ])('%s is %s (%s)', (action, type, providerStatus, occurredAt, asks) => {
    const meaning = read(fixture(`payments.${action}`));
    expect(meaning).toMatchObject({ outcome: 'events', type: `payments.${action}`, occurredAt });
    expect(eventsOf(`payments.${action}`)).toEqual([
      signed(type, { occurredAt, ...(providerStatus && { providerStatus }) }),
    ]);
    expect(meaning.outcome === 'events' && meaning.questions?.length).toBe(asks ? 1 : undefined);
  });

  it.each([
    ['failed', 'insufficient_funds', '2026-03-09T07:15:42.000Z'],
    ['customer_approval_denied', 'customer_approval_denied', '2026-03-02T09:11:00.000Z'],
  ])('%s is a failure, and states that nothing of the payment is kept', (action, failureCode, occurredAt) => {
    expect(eventsOf(`payments.${action}`)).toEqual([
      signed('payment.failed', {
        occurredAt,
        failureCode,
        providerStatus: action,
        amountRefundedMinor: 99_999_999_999_999_999_999_999_999_999_999_999_999n,
      }),
    ]);
  });

  it('charged_back opens a dispute until its amount is known', () => {
    const occurredAt = '2026-03-20T08:00:00.500Z';
    expect(eventsOf('payments.charged_back')).toEqual([
      signed('payment.linked', { occurredAt }),
      {
        rank: 0,
        type: 'dispute.opened',
        occurredAt,
        disputeRef: PAYMENT,
        paymentRef: PAYMENT,
        reason: 'refund_requested',
      },
    ]);
  });

  it('chargeback_cancelled wins the dispute, whatever its amount is', () => {
    const occurredAt = '2026-03-25T08:00:00.500Z';
    expect(eventsOf('payments.chargeback_cancelled')).toEqual([
      signed('payment.linked', { occurredAt }),
      {
        rank: expect.any(Number) as number,
        type: 'dispute.won',
        occurredAt,
        disputeRef: PAYMENT,
        paymentRef: PAYMENT,
      },
    ]);
  });

  it('asks with the event itself, under its id', () => {
    const meaning = read(fixture('payments.confirmed'));
    const [question] = (meaning.outcome === 'events' && meaning.questions) || [];
    expect(question?.key).toBe('EV000000000005');
    const asked = JSON.parse(question?.body.toString() ?? '') as { events: unknown[] };
    const sent = JSON.parse(fixture('payments.confirmed').toString()) as { events: unknown[] };
    expect(asked).toEqual({ events: sent.events });
  });
});

describe('a signed event about a payment, of an account without an access token,', () => {
  it.each(['created', 'confirmed', 'paid_out'])(
    '%s belongs to an order, is pending and asks nothing',
    (action) => {
      const meaning = read(fixture(`payments.${action}`), NOT_ASKING);
      expect(meaning).toMatchObject({ events: [{ type: 'payment.pending', orderRef: PAYMENT }] });
      expect(meaning).not.toHaveProperty('questions');
    },
  );

  it('charged_back is a lost dispute over an unknown amount', () => {
    expect(eventsOf('payments.charged_back', { settings: NOT_ASKING })).toMatchObject([
      { type: 'payment.linked', orderRef: PAYMENT },
      { type: 'dispute.lost', disputeRef: PAYMENT },
    ]);
  });

  it('has no order if the event names its subscription', () => {
    const changes = { 'events.0.links': { payment: PAYMENT, subscription: 'SB1' } };
    const [event] = eventsOf('payments.confirmed', { settings: NOT_ASKING, changes });
    expect(event).toMatchObject({ subscriptionRef: 'SB1' });
    expect(event).not.toHaveProperty('orderRef');
  });
});

describe('a signed event about a refund', () => {
  it.each([
    ['created', 'refund.pending', '2026-03-11T10:00:00.000Z'],
    ['paid', 'refund.succeeded', '2026-03-13T10:00:00.000Z'],
    ['failed', 'refund.failed', '2026-03-16T10:00:00.000Z'],
    ['cancelled', 'refund.failed', '2026-03-12T09:00:00.000Z'],
    ['bounced', 'refund.failed', '2026-03-16T11:00:00.000Z'],
    ['funds_returned', 'refund.failed', '2026-03-18T10:00:00.000Z'],
  ])('%s is %s, and its amount and payment are asked for', (action, type, occurredAt) => {
    const meaning = read(fixture(`refunds.${action}`));
    expect(meaning).toMatchObject({ events: [{ type, occurredAt, refundRef: 'RF00001X7DQ4T9' }] });
    expect(meaning).toHaveProperty('questions.length', 1);
  });
});

describe('a signed event about a subscription', () => {
  it.each([
    ['created', { type: 'subscription.created', status: 'incomplete' }],
    ['customer_approval_granted', { type: 'subscription.updated', providerStatus: 'active' }],
    ['paused', { type: 'subscription.paused', status: 'paused' }],
    ['resumed', { type: 'subscription.resumed', status: 'active' }],
    [
      'cancelled',
      { type: 'subscription.canceled', status: 'canceled', canceledAt: '2026-06-02T09:00:00.000Z' },
    ],
    [
      'customer_approval_denied',
      { type: 'subscription.canceled', status: 'canceled', canceledAt: '2026-03-02T09:21:00.000Z' },
    ],
    ['finished', { type: 'subscription.expired', status: 'expired', providerStatus: 'finished' }],
  ])('%s is %j, and asks nothing', (action, event) => {
    const meaning = read(fixture(`subscriptions.${action}`));
    expect(meaning).toMatchObject({
      events: [{ subscriptionRef: 'SB0003JJQ2MR06', merchantRef: 'club-77', ...event }],
    });
    expect(meaning).not.toHaveProperty('questions');
  });

  it('payment_created activates it and connects the payment with it', () => {
    expect(eventsOf('subscriptions.payment_created')).toMatchObject([
      { type: 'subscription.updated', status: 'active', statusAfter: ['incomplete'] },
      { type: 'payment.linked', paymentRef: PAYMENT, subscriptionRef: 'SB0003JJQ2MR06' },
    ]);
  });
});

describe('a signed event about an instalment schedule', () => {
  it.each([
    ['created', 'order.created', true],
    ['completed', 'order.completed', true],
    ['cancelled', 'order.canceled', false],
    ['creation_failed', 'order.canceled', false],
  ])('%s is %s of its order', (action, type, asks) => {
    const meaning = read(fixture(`instalment_schedules.${action}`));
    expect(meaning).toMatchObject({
      events: [{ type, orderRef: 'IS00000NVPRXM2', customerRef: 'CU0000ABCD', merchantRef: 'B-3003' }],
    });
    expect(Object.hasOwn(meaning, 'questions')).toBe(asks);
  });
});

describe('other events', () => {
  it.each([
    [
      'mandates',
      'active',
      'a mandate is not a purchase; its payments and subscriptions have events of their own',
    ],
    [
      'payments',
      'late_failure_settled',
      'it is about the payout of a failure or chargeback, which has an event of its own',
    ],
    ['payments', 'imagined', 'unknown event type'],
    ['__proto__', 'created', 'unknown event type'],
  ])('%s %s is ignored: %s', (resource, action, reason) => {
    const changes = { 'events.0.resource_type': resource, 'events.0.action': action, 'events.0.links': {} };
    expect(read(withChanges(fixture('payments.created'), changes))).toMatchObject({
      outcome: 'ignored',
      type: `${resource}.${action}`,
      reason,
    });
  });
});

it.each([
  ['no payment', { 'events.0.links': {} }, 'links.payment'],
  ['an id that would lead elsewhere', { 'events.0.links.payment': '../customers' }, 'links.payment'],
  ['no time', { 'events.0.created_at': '2014-04-08T17:01::06.000Z' }, 'created_at'],
  ['no id', { 'events.0.id': undefined }, 'id'],
  ['no list of events', { events: 'none' }, 'events'],
])('an event with %s is refused with the path of the field', (_, changes, path) => {
  const run = () => read(withChanges(fixture('payments.confirmed'), changes));
  expect(problemOf(run)).toMatchObject({ code: 'schema_violation', path });
});
