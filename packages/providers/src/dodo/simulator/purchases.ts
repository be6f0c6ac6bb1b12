import type { ExpectedOrder, Scenario, ScenarioContext } from '../../simulator/contract.ts';
import { oneOrder, timeAt } from '../../simulator/scenario.ts';
import { disputeData, event, paymentData, refundData } from './bodies.ts';

/** One payment of 49.00 EUR. */
export function checkout(context: ScenarioContext): Scenario {
  const { uid } = context;
  return {
    deliveries: [
      event('payment.processing', {
        at: timeAt(context, 0),
        data: paymentData(uid, { status: 'processing' }),
      }),
      event('payment.succeeded', { at: timeAt(context, 20), data: paymentData(uid) }),
    ],
    expected: order(context, { status: 'paid' }),
  };
}

/** Paid, 19.00 EUR refunded, then the rest. */
export function refund(context: ScenarioContext): Scenario {
  const { uid } = context;
  return {
    deliveries: [
      event('payment.succeeded', { at: timeAt(context, 0), data: paymentData(uid) }),
      event('refund.succeeded', {
        at: timeAt(context, 300),
        data: refundData(uid, { amount: 1900, is_partial: true }),
      }),
      event('refund.succeeded', { at: timeAt(context, 600), data: refundData(uid, { n: 2, amount: 3000 }) }),
    ],
    expected: order(context, { status: 'refunded', refundedMinor: 4900n }),
  };
}

/** The first attempt of the checkout session fails, the second succeeds. */
export function failedThenPaid(context: ScenarioContext): Scenario {
  const { uid } = context;
  return {
    deliveries: [
      event('payment.failed', {
        at: timeAt(context, 0),
        data: paymentData(uid, { status: 'failed', error_code: 'INSUFFICIENT_FUNDS' }),
      }),
      event('payment.succeeded', { at: timeAt(context, 90), data: paymentData(uid, { n: 2 }) }),
    ],
    unpaid: 1,
    expected: order(context, { status: 'paid' }),
  };
}

/** Paid, disputed, and lost. */
export function dispute(context: ScenarioContext): Scenario {
  const { uid } = context;
  return {
    deliveries: [
      event('payment.succeeded', { at: timeAt(context, 0), data: paymentData(uid) }),
      event('dispute.opened', { at: timeAt(context, 900), data: disputeData(uid) }),
      event('dispute.challenged', { at: timeAt(context, 1200), data: disputeData(uid) }),
      event('dispute.lost', { at: timeAt(context, 1800), data: disputeData(uid) }),
    ],
    expected: order(context, { status: 'refunded', chargedBackMinor: 4900n }),
  };
}

const order = (
  { uid }: ScenarioContext,
  row: Pick<ExpectedOrder, 'status'> & Partial<ExpectedOrder>,
): Scenario['expected'] => oneOrder({ orderRef: `cks_${uid}`, currency: 'EUR', amountMinor: 4900n, ...row });
