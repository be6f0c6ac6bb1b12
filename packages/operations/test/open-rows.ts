import type { Database } from '@payspool/db';

interface Where {
  readonly account?: string;
  readonly at: Date;
}

const NO_MONEY = { paidMinor: 0, refundedMinor: 0, chargedBackMinor: 0 };
const { paidMinor: _, ...NOTHING_BACK } = NO_MONEY;

/** Writes single rows as the fold would leave them, each with an aggregate of its own. */
export function openRows(db: Database) {
  const aggregate = async (account: string) =>
    (await db.aggregate.create({ data: { provider: 'stripe', account, foldVersion: 1 } })).id;
  return {
    order: async (orderRef: string, status: string, { account = 'default', at }: Where) =>
      db.order.create({
        data: {
          provider: 'stripe',
          account,
          orderRef,
          status,
          disputed: false,
          access: 'none',
          createdAt: at,
          updatedAt: at,
          foldVersion: 1,
          aggregateId: await aggregate(account),
          ...NO_MONEY,
        },
      }),
    payment: async (paymentRef: string, status: string, { account = 'default', at }: Where) =>
      db.payment.create({
        data: {
          provider: 'stripe',
          account,
          paymentRef,
          status,
          disputed: false,
          occurredAt: at,
          aggregateId: await aggregate(account),
          ...NOTHING_BACK,
        },
      }),
    refund: async (refundRef: string, status: string, { account = 'default', at }: Where) =>
      db.refund.create({
        data: {
          provider: 'stripe',
          account,
          refundRef,
          status,
          occurredAt: at,
          aggregateId: await aggregate(account),
        },
      }),
    dispute: async (disputeRef: string, status: string, { account = 'default', at }: Where) =>
      db.dispute.create({
        data: {
          provider: 'stripe',
          account,
          disputeRef,
          status,
          occurredAt: at,
          aggregateId: await aggregate(account),
        },
      }),
    /** `at` is the end of its period. */
    subscription: async (subscriptionRef: string, status: string, { account = 'default', at }: Where) =>
      db.subscription.create({
        data: {
          provider: 'stripe',
          account,
          subscriptionRef,
          status,
          currentPeriodEnd: at,
          collectionPaused: false,
          access: 'granted',
          createdAt: new Date('2026-01-01T00:00:00.000Z'),
          updatedAt: new Date('2026-02-01T00:00:00.000Z'),
          foldVersion: 1,
          aggregateId: await aggregate(account),
        },
      }),
  };
}
