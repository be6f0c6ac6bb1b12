import { describe, expect, it } from 'vitest';
import { parsePayload } from './topics.ts';

const OCCURRED = '2026-03-02T09:14:07.120Z';
const PERIOD_END = '2026-04-02T09:14:07.120Z';
const common = {
  version: 1,
  provider: 'stripe',
  account: 'default',
  occurrence: 1,
  occurredAt: OCCURRED,
  eventKey: 'evt_1',
};

const orderOf1 = (columns: object) => ({
  ...common,
  subject: { kind: 'order', ref: 'cs_1' },
  order: {
    orderRef: 'cs_1',
    merchantRef: 'A-17',
    customerRef: null,
    status: 'paid',
    providerStatus: 'paid',
    disputed: false,
    currency: 'EUR',
    exponent: 2,
    amountMinor: '4900',
    paidMinor: '4900',
    refundedMinor: '0',
    chargedBackMinor: '0',
    createdAt: OCCURRED,
    updatedAt: OCCURRED,
    ...columns,
  },
});

const subscriptionOf1 = (columns: object) => ({
  ...common,
  subject: { kind: 'subscription', ref: 'sub_1' },
  subscription: {
    subscriptionRef: 'sub_1',
    merchantRef: null,
    customerRef: 'cus_1',
    planRef: 'basic',
    quantity: 3,
    status: 'active',
    providerStatus: 'active',
    currentPeriodStart: OCCURRED,
    currentPeriodEnd: PERIOD_END,
    cancelAt: null,
    canceledAt: null,
    trialEnd: null,
    createdAt: OCCURRED,
    updatedAt: '2026-03-09T00:00:00.000Z',
    ...columns,
  },
});

describe('an order of version 1', () => {
  it('is read as the current version, with the values of version 1', () => {
    expect(parsePayload('order.paid', orderOf1({}))).toEqual({
      ...common,
      version: 2,
      subject: { kind: 'order', ref: 'cs_1' },
      order: {
        orderRef: 'cs_1',
        merchantRef: 'A-17',
        merchantRefField: null,
        merchantRefWriter: 'buyer',
        customerRef: null,
        status: 'paid',
        providerStatus: 'paid',
        disputed: false,
        currency: 'EUR',
        exponent: 2,
        amountMinor: 4900n,
        paidMinor: 4900n,
        refundedMinor: 0n,
        chargedBackMinor: 0n,
        access: 'granted',
        createdAt: OCCURRED,
        updatedAt: OCCURRED,
      },
    });
  });

  it('names no writer if it has no reference', () => {
    const { order } = parsePayload('order.paid', orderOf1({ merchantRef: null }));
    expect(order.merchantRefWriter).toBeNull();
  });

  it.each([
    [{ status: 'pending' }, 'none'],
    [{ status: 'authorized' }, 'none'],
    [{ status: 'failed' }, 'none'],
    [{ status: 'canceled' }, 'none'],
    [{ status: 'paid' }, 'granted'],
    [{ status: 'partially_refunded', refundedMinor: '100' }, 'granted'],
    [{ status: 'refunded', refundedMinor: '4900' }, 'revoked'],
    [{ status: 'partially_refunded', chargedBackMinor: '100' }, 'revoked'],
  ])('with %j has the access %s', (columns, access) => {
    expect(parsePayload('order.paid', orderOf1(columns)).order.access).toBe(access);
  });
});

describe('a payment of version 1', () => {
  it('has no dispute, because version 1 published disputes of the order', () => {
    const stored = {
      ...common,
      subject: { kind: 'payment', ref: 'pi_1' },
      payment: {
        paymentRef: 'pi_1',
        orderRef: 'cs_1',
        subscriptionRef: null,
        merchantRef: 'A-17',
        customerRef: null,
        status: 'succeeded',
        providerStatus: 'succeeded',
        failureCode: null,
        currency: 'EUR',
        exponent: 2,
        amountMinor: '4900',
        refundedMinor: '0',
        occurredAt: OCCURRED,
      },
    };
    expect(parsePayload('payment.succeeded', stored).payment).toEqual({
      ...stored.payment,
      amountMinor: 4900n,
      refundedMinor: 0n,
      merchantRefField: null,
      merchantRefWriter: 'buyer',
      chargedBackMinor: 0n,
      disputed: false,
    });
  });
});

describe('a subscription of version 1', () => {
  it('says nothing about paid periods, and keeps its period', () => {
    const { subscription } = parsePayload('subscription.renewed', subscriptionOf1({}));
    expect(subscription).toEqual({
      ...subscriptionOf1({}).subscription,
      merchantRefField: null,
      merchantRefWriter: null,
      items: null,
      startsAt: null,
      collectionPaused: false,
      collectionResumesAt: null,
      paidPeriodStart: null,
      paidUntil: null,
      paidUntilSource: null,
      access: 'granted',
      validUntil: null,
      accessEndReason: null,
    });
  });

  it.each(['trialing', 'active', 'past_due'])('that is %s has access until a later transition', (status) => {
    const { subscription } = parsePayload('subscription.activated', subscriptionOf1({ status }));
    expect(subscription).toMatchObject({ access: 'granted', validUntil: null, accessEndReason: null });
  });

  it.each(['unpaid', 'paused', 'canceled', 'expired'])(
    'that is %s had access until its last event, with any period',
    (status) => {
      const { subscription } = parsePayload('subscription.canceled', subscriptionOf1({ status }));
      expect(subscription).toMatchObject({
        access: 'granted',
        validUntil: '2026-03-09T00:00:00.000Z',
        accessEndReason: status,
      });
    },
  );

  it('that has not begun has no access', () => {
    const stored = subscriptionOf1({ status: 'incomplete' });
    expect(parsePayload('subscription.suspended', stored).subscription).toMatchObject({
      access: 'none',
      validUntil: null,
    });
  });
});

describe('a payload that does not match its version', () => {
  it.each([
    ['a field of version 1 is missing', { order: { ...orderOf1({}).order, orderRef: undefined } }],
    ['its snapshot is not an object', { order: 'cs_1' }],
    ['it has no snapshot', { order: undefined }],
    ['no release wrote its version', { version: 0 }],
  ])('is refused: %s', (_, broken) => {
    expect(() => parsePayload('order.paid', { ...orderOf1({}), ...broken })).toThrow('invalid');
  });
});
