import type { Scenario, ScenarioContext, SimulatedDelivery } from '../../../simulator/contract.ts';
import { oneOrder, secondsAt } from '../../../simulator/scenario.ts';
import * as objects from '../objects.ts';

/** Whole seconds, like all times of Cashfree. */
export const at = (context: ScenarioContext, offset: number): Date =>
  new Date(secondsAt(context, offset) * 1000);

const orderId = ({ uid }: ScenarioContext): string => `order_${uid}`;
const paymentId = ({ uid }: ScenarioContext, suffix = ''): string => `51${uid}${suffix}`;

type Attempt = Pick<Parameters<typeof objects.payment>[0], 'status'> &
  Partial<Parameters<typeof objects.payment>[0]>;

function attempt(context: ScenarioContext, type: string, offset: number, given: Attempt): SimulatedDelivery {
  const when = at(context, offset);
  const body = {
    orderId: orderId(context),
    paymentId: paymentId(context),
    amount: '170.00',
    at: when,
    ...given,
  };
  return objects.delivery(type, when, objects.payment(body));
}

const success = (context: ScenarioContext, offset: number): SimulatedDelivery =>
  attempt(context, 'PAYMENT_SUCCESS_WEBHOOK', offset, { status: 'SUCCESS' });

const paid = (context: ScenarioContext) =>
  ({ orderRef: orderId(context), status: 'paid', currency: 'INR', amountMinor: 17000n }) as const;

/** One order of ₹170.00, paid by UPI. */
export const checkout = (context: ScenarioContext): Scenario => ({
  deliveries: [success(context, 20)],
  expected: oneOrder(paid(context)),
});

/** ₹50.00 is refunded first, then the remaining ₹120.00. */
export const refund = (context: ScenarioContext): Scenario => ({
  deliveries: [
    success(context, 20),
    refunded(context, { offset: 600, id: 'a', amount: '50.00' }),
    refunded(context, { offset: 1200, id: 'b', amount: '120.00' }),
  ],
  expected: oneOrder({ ...paid(context), status: 'refunded', refundedMinor: 17000n }),
});

function refunded(
  context: ScenarioContext,
  { offset, id, amount }: { readonly offset: number; readonly id: string; readonly amount: string },
): SimulatedDelivery {
  const when = at(context, offset);
  const body = {
    orderId: orderId(context),
    paymentId: paymentId(context),
    id: `71${context.uid}${id}`,
    amount,
    status: 'SUCCESS',
    at: when,
  };
  return objects.delivery('REFUND_STATUS_WEBHOOK', when, objects.refund(body));
}

/** One attempt fails, one is abandoned, the third pays. */
export const failedThenPaid = (context: ScenarioContext): Scenario => ({
  deliveries: [
    attempt(context, 'PAYMENT_FAILED_WEBHOOK', 30, {
      paymentId: paymentId(context, '1'),
      status: 'FAILED',
      errorCode: 'TRANSACTION_DECLINED',
    }),
    attempt(context, 'PAYMENT_USER_DROPPED_WEBHOOK', 400, {
      paymentId: paymentId(context, '2'),
      status: 'USER_DROPPED',
    }),
    success(context, 500),
  ],
  unpaid: 2,
  expected: oneOrder(paid(context)),
});

/** The bank demands ₹100.00 of the ₹170.00 back; the merchant sends documents and loses. */
export const dispute = (context: ScenarioContext): Scenario => ({
  deliveries: [
    success(context, 20),
    disputed(context, { type: 'DISPUTE_CREATED', offset: 900, status: 'CHARGEBACK_CREATED' }),
    disputed(context, { type: 'DISPUTE_UPDATED', offset: 1500, status: 'CHARGEBACK_UNDER_REVIEW' }),
    disputed(context, { type: 'DISPUTE_CLOSED', offset: 2400, status: 'CHARGEBACK_MERCHANT_LOST' }),
  ],
  expected: oneOrder({ ...paid(context), status: 'partially_refunded', chargedBackMinor: 10000n }),
});

function disputed(
  context: ScenarioContext,
  { type, offset, status }: { readonly type: string; readonly offset: number; readonly status: string },
): SimulatedDelivery {
  const when = at(context, offset);
  const body = {
    orderId: orderId(context),
    paymentId: paymentId(context),
    id: `43${context.uid}`,
    amount: '100.00',
    phase: 'CHARGEBACK',
    status,
    at: when,
  };
  return objects.delivery(type, when, objects.dispute(body));
}
