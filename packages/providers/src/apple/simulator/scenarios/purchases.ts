import type { ExpectedOrder, Scenario, ScenarioContext } from '../../../simulator/contract.ts';
import { oneOrder, timeAt } from '../../../simulator/scenario.ts';
import { customer, notification, transactionId } from './notification.ts';

/** A pack of 100 credits for 9.99 EUR. */
export const checkout = (context: ScenarioContext): Scenario => ({
  deliveries: [charged(context)],
  expected: order(context, { status: 'paid' }),
});

/** Bought, then 40 percent are refunded by what was consumed, then everything. */
export const refund = (context: ScenarioContext): Scenario => ({
  deliveries: [
    charged(context),
    refunded(context, { at: 900, percentage: 40_000 }),
    refunded(context, { at: 1800, percentage: 100_000 }),
  ],
  expected: order(context, { status: 'refunded', refundedMinor: 9990n }),
});

const pack = (context: ScenarioContext) => ({
  ...customer(context),
  transactionId: transactionId(context, 0),
  originalTransactionId: transactionId(context, 0),
  productId: 'com.example.credits.100',
  type: 'Consumable',
  purchaseDate: timeAt(context, 0).getTime(),
  originalPurchaseDate: timeAt(context, 0).getTime(),
  transactionReason: 'PURCHASE',
  price: 9990,
});

export const charged = (context: ScenarioContext) =>
  notification(context, { at: 2, type: 'ONE_TIME_CHARGE', transaction: pack(context) });

export const refunded = (
  context: ScenarioContext,
  { at, percentage }: { readonly at: number; readonly percentage: number },
) =>
  notification(context, {
    at,
    type: 'REFUND',
    transaction: {
      ...pack(context),
      revocationDate: timeAt(context, at - 30).getTime(),
      revocationReason: 0,
      revocationType: percentage === 100_000 ? 'REFUND_FULL' : 'REFUND_PRORATED',
      revocationPercentage: percentage,
    },
  });

/** The refund was taken back: the transaction is not revoked any more. */
export const reversed = (context: ScenarioContext, at: number) =>
  notification(context, { at, type: 'REFUND_REVERSED', transaction: pack(context) });

const order = (
  context: ScenarioContext,
  row: Pick<ExpectedOrder, 'status'> & Partial<ExpectedOrder>,
): Scenario['expected'] =>
  oneOrder({ orderRef: transactionId(context, 0), currency: 'EUR', amountMinor: 9990n, ...row });
