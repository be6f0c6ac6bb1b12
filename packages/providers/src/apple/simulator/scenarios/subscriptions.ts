import type { Scenario, ScenarioContext } from '../../../simulator/contract.ts';
import { oneSubscription, timeAt } from '../../../simulator/scenario.ts';
import {
  customer,
  MONTH,
  notification,
  type Story as NotificationStory,
  transactionId,
} from './notification.ts';

/** A trial month, whose renewal fails, and is paid a little later. */
export const failedThenPaid = (context: ScenarioContext): Scenario => ({
  deliveries: [
    ofMonth(context, { at: 2, type: 'SUBSCRIBED', subtype: 'INITIAL_BUY', month: 0, isTrial: true }),
    ofMonth(context, { at: MONTH + 1, type: 'DID_FAIL_TO_RENEW', month: 0, isTrial: true, status: 3 }),
    ofMonth(context, {
      at: MONTH + 60,
      type: 'DID_RENEW',
      subtype: 'BILLING_RECOVERY',
      month: 1,
      begins: MONTH + 58,
    }),
  ],
  unpaid: 2,
  expected: expected(context, 'active'),
});

/** The first month. */
export const subscription = (context: ScenarioContext): Scenario => ({
  deliveries: [ofMonth(context, { at: 2, type: 'SUBSCRIBED', subtype: 'INITIAL_BUY', month: 0 })],
  expected: expected(context, 'active'),
});

/** A renewal, and one that is paid in the grace period. */
export const renewal = (context: ScenarioContext): Scenario => ({
  deliveries: [
    ofMonth(context, { at: 2, type: 'SUBSCRIBED', subtype: 'INITIAL_BUY', month: 0 }),
    ofMonth(context, { at: MONTH - 5, type: 'DID_RENEW', month: 1 }),
    ofMonth(context, {
      at: 2 * MONTH + 1,
      type: 'DID_FAIL_TO_RENEW',
      subtype: 'GRACE_PERIOD',
      month: 1,
      status: 4,
    }),
    ofMonth(context, { at: 2 * MONTH + 90, type: 'DID_RENEW', subtype: 'BILLING_RECOVERY', month: 2 }),
  ],
  expected: expected(context, 'active'),
});

/** Renewal is turned off in the second month, at whose end the subscription expires. */
export const cancellation = (context: ScenarioContext): Scenario => ({
  deliveries: [
    ofMonth(context, { at: 2, type: 'SUBSCRIBED', subtype: 'INITIAL_BUY', month: 0 }),
    ofMonth(context, { at: MONTH - 5, type: 'DID_RENEW', month: 1 }),
    disabled(context, MONTH + 60),
    expired(context),
  ],
  expected: expected(context, 'expired'),
});

/** Renewal is turned off. */
export const disabled = (context: ScenarioContext, at: number) =>
  ofMonth(context, {
    at,
    type: 'DID_CHANGE_RENEWAL_STATUS',
    subtype: 'AUTO_RENEW_DISABLED',
    month: at < MONTH ? 0 : 1,
    willRenew: false,
  });

/** The end of the second month, without a renewal. */
const expired = (context: ScenarioContext) =>
  ofMonth(context, {
    at: 2 * MONTH + 1,
    type: 'EXPIRED',
    subtype: 'VOLUNTARY',
    month: 1,
    status: 2,
    willRenew: false,
    renewal: { expirationIntent: 1 },
  });

type Story = Omit<NotificationStory, 'transaction'> & {
  /** The number of the month that the transaction is for, from 0. */
  readonly month: number;
  /** When the month begins, if not right after the one before it; in seconds after the start. */
  readonly begins?: number;
  readonly isTrial?: boolean;
  readonly willRenew?: boolean;
  /** Further fields of the transaction. */
  readonly fields?: Readonly<Record<string, unknown>>;
};

/** A notification about a month of the subscription. It is active unless the story says otherwise. */
export function ofMonth(
  context: ScenarioContext,
  { month, begins = month * MONTH, isTrial, willRenew = true, fields, renewal: further, ...story }: Story,
) {
  const timeOf = (seconds: number) => timeAt(context, seconds).getTime();
  const productId = 'com.example.tea.monthly';
  const originalTransactionId = transactionId(context, 0);
  return notification(context, {
    status: 1,
    ...story,
    transaction: {
      ...customer(context),
      transactionId: transactionId(context, month),
      originalTransactionId,
      webOrderLineItemId: transactionId(context, 500 + month),
      productId,
      subscriptionGroupIdentifier: '21400000',
      type: 'Auto-Renewable Subscription',
      purchaseDate: timeOf(begins),
      originalPurchaseDate: timeOf(0),
      expiresDate: timeOf(begins + MONTH),
      transactionReason: month === 0 ? 'PURCHASE' : 'RENEWAL',
      price: isTrial ? 0 : 4990,
      ...(isTrial && { offerType: 1, offerDiscountType: 'FREE_TRIAL' }),
      ...fields,
    },
    renewal: {
      originalTransactionId,
      autoRenewProductId: productId,
      productId,
      autoRenewStatus: willRenew ? 1 : 0,
      renewalPrice: 4990,
      currency: 'EUR',
      renewalDate: timeOf(begins + MONTH),
      recentSubscriptionStartDate: timeOf(0),
      ...further,
    },
  });
}

const expected = (context: ScenarioContext, status: 'active' | 'expired'): Scenario['expected'] =>
  oneSubscription(transactionId(context, 0), status);
