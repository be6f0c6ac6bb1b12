import { beforeAll, describe, expect, it } from 'vitest';
import {
  overdueSubscriptions,
  recordWithoutEffects,
  refsPaidTwice,
  severalMerchants,
  undividedDisputes,
  unknownPeriods,
  unmatchedRefunds,
} from '../src/index.ts';
import { useDatabase } from './projection-under-test.ts';
import { record } from './record.ts';

const database = useDatabase({ poolSize: 3 });
const now = new Date('2026-03-02T12:00:00.000Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);
const look = { now, limit: 10 };

const aggregateOf = async (account: string) =>
  (await database.db.aggregate.create({ data: { provider: 'stripe', account, foldVersion: 1 } })).id;

describe('merchants of one endpoint account', () => {
  let number = 0;
  const event = (account: string, providerAccount: string | undefined, days: number) =>
    recordWithoutEffects(
      database.db,
      record({
        account,
        eventKey: `evt_${(number += 1)}`,
        provider: 'razorpay',
        receivedAt: daysAgo(days),
        providerAccount,
      }),
      { status: 'ignored', error: 'of no interest' },
    );

  beforeAll(async () => {
    for (const days of [1, 2, 50]) await event('one', 'acc_1', days);
    for (const days of [1, 2]) await event('one', undefined, days);
    // Another merchant's, known as such.
    await event('one/acc_9', 'acc_9', 1);
    for (const merchant of ['acc_1', 'acc_2', 'acc_3']) await event('several', merchant, 3);
    await event('long-ago', 'acc_1', 31);
    await event('long-ago', 'acc_2', 1);
    await event('no-names', undefined, 1);
    await event('twins', 'acc_1', 29);
    await event('twins', 'acc_4', 29);
    await event('named', 'acc_5', 1);
    await event('named', 'acc_6', 1);
  });

  /** Both of one account are one's own by its settings, and one of another's. */
  const isNamed = ({ merchant }: { readonly merchant: string }) =>
    ['acc_1', 'acc_5', 'acc_6'].includes(merchant);

  it('are reported with their ids if there were several within 30 days, unless the settings name them all', async () => {
    expect(await severalMerchants(database.db, { ...look, isNamed })).toEqual({
      count: 2,
      refs: ['razorpay/several (acc_1, acc_2, acc_3)', 'razorpay/twins (acc_1, acc_4)'],
    });
    expect(await severalMerchants(database.db, { now, limit: 1, isNamed })).toMatchObject({
      count: 2,
      refs: ['razorpay/several (acc_1, acc_2, acc_3)'],
    });
  });
});

describe('merchant references', () => {
  it('are reported if two purchases with one reference are paid, one of them recently', async () => {
    const aggregateId = await aggregateOf('shop');
    const order = (
      orderRef: string,
      fields: {
        merchantRef: string | null;
        days: number;
        account?: string;
        access?: string;
        paidMinor?: number;
      },
    ) => {
      const { days, ...columns } = fields;
      return {
        provider: 'stripe',
        account: 'shop',
        orderRef,
        status: 'paid',
        disputed: false,
        access: 'granted',
        paidMinor: 100,
        refundedMinor: 0,
        chargedBackMinor: 0,
        createdAt: daysAgo(days),
        updatedAt: daysAgo(days),
        aggregateId,
        foldVersion: 1,
        ...columns,
      };
    };
    await database.db.order.createMany({
      data: [
        order('once', { merchantRef: 'A-1', days: 1 }),
        order('first', { merchantRef: 'A-2', days: 100 }),
        order('second', { merchantRef: 'A-2', days: 1 }),
        order('refunded', { merchantRef: 'A-3', days: 1, access: 'revoked' }),
        order('kept', { merchantRef: 'A-3', days: 1 }),
        order('old-1', { merchantRef: 'A-4', days: 40 }),
        order('old-2', { merchantRef: 'A-4', days: 41 }),
        order('here', { merchantRef: 'A-5', days: 1 }),
        order('there', { merchantRef: 'A-5', days: 1, account: 'other' }),
        order('nameless-1', { merchantRef: null, days: 1 }),
        order('nameless-2', { merchantRef: null, days: 1 }),
        order('free', { merchantRef: 'A-6', days: 1, paidMinor: 0 }),
        order('paid', { merchantRef: 'A-6', days: 1 }),
      ],
    });
    expect(await refsPaidTwice(database.db, look)).toEqual({
      count: 1,
      refs: ['stripe/shop A-2 (2 orders)'],
    });
  });
});

describe('rows that need a manual check', () => {
  it('are succeeded refunds without a payment', async () => {
    const aggregateId = await aggregateOf('refunds');
    const refund = (refundRef: string, paymentRef: string | null, status: string) => ({
      provider: 'paypal',
      account: 'default',
      refundRef,
      paymentRef,
      status,
      occurredAt: daysAgo(100),
      aggregateId,
    });
    await database.db.refund.createMany({
      data: [
        refund('unmatched', null, 'succeeded'),
        refund('matched', 'pay_1', 'succeeded'),
        refund('pending', null, 'pending'),
        refund('failed', null, 'failed'),
      ],
    });
    expect(await unmatchedRefunds(database.db, look)).toEqual({
      count: 1,
      refs: ['paypal/default unmatched'],
    });
  });

  it('are disputes over several transactions without single amounts, each once', async () => {
    const aggregateId = await aggregateOf('disputes');
    const dispute = (disputeRef: string, transactionRef: string, amountMinor: number | null) => ({
      provider: 'paypal',
      account: 'default',
      disputeRef,
      transactionRef,
      amountMinor,
      status: 'opened',
      occurredAt: daysAgo(1),
      aggregateId,
    });
    await database.db.dispute.createMany({
      data: [
        dispute('PP-1', 't1', null),
        dispute('PP-1', 't2', null),
        dispute('PP-2', 't3', 500),
        dispute('PP-3', '', null),
      ],
    });
    expect(await undividedDisputes(database.db, look)).toEqual({ count: 1, refs: ['paypal/default PP-1'] });
  });
});

describe('subscriptions', () => {
  beforeAll(async () => {
    const aggregateId = await aggregateOf('subscriptions');
    const subscription = (
      subscriptionRef: string,
      status: string,
      { hoursAgo, source = 'stated' }: { hoursAgo?: number; source?: string } = {},
    ) => ({
      provider: 'paypal',
      account: 'default',
      subscriptionRef,
      status,
      collectionPaused: false,
      paidUntil: hoursAgo === undefined ? null : new Date(now.getTime() - hoursAgo * 3_600_000),
      paidUntilSource: source,
      access: 'granted',
      createdAt: daysAgo(90),
      updatedAt: daysAgo(1),
      aggregateId,
      foldVersion: 1,
    });
    await database.db.subscription.createMany({
      data: [
        subscription('paid', 'active', { hoursAgo: -24 }),
        subscription('in-grace', 'active', { hoursAgo: 71 }),
        subscription('overdue', 'active', { hoursAgo: 73 }),
        subscription('dunning', 'past_due', { hoursAgo: 500 }),
        subscription('trial-over', 'trialing', { hoursAgo: 100 }),
        subscription('never-paid', 'active'),
        subscription('over', 'canceled', { hoursAgo: 500 }),
        subscription('ended-unknown', 'expired', { source: 'unknown' }),
        subscription('runs-unknown', 'active', { source: 'unknown' }),
      ],
    });
  });

  it('that are active and unpaid are reported after the grace period, the longest overdue first', async () => {
    expect(await overdueSubscriptions(database.db, { ...look, graceHours: 72 })).toEqual({
      count: 3,
      refs: ['paypal/default dunning', 'paypal/default trial-over', 'paypal/default overdue'],
    });
    expect(await overdueSubscriptions(database.db, { ...look, limit: 1, graceHours: 200 })).toEqual({
      count: 1,
      refs: ['paypal/default dunning'],
    });
  });

  it('that ended in a period of unknown length are reported', async () => {
    expect(await unknownPeriods(database.db, look)).toEqual({
      count: 1,
      refs: ['paypal/default ended-unknown'],
    });
  });
});

it('reports nothing if there is no finding', async () => {
  await database.db.refund.deleteMany();
  expect(await unmatchedRefunds(database.db, look)).toEqual({ count: 0, refs: [] });
});
