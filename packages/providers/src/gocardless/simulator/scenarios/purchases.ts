import { oneOrder, timeAt } from '../../../simulator/scenario.ts';
import type { Scenario, ScenarioContext, SimulatedDelivery } from '../../../simulator/contract.ts';
import { simulatedPaymentId, simulatedRefundId } from '../simulated-api.ts';
import { delivery } from './event.ts';

const AMOUNT = 4500;

const paymentId = (context: ScenarioContext): string =>
  simulatedPaymentId({
    uid: context.uid,
    number: 1,
    amountMinor: AMOUNT,
    chargeDate: timeAt(context, 0),
  });

const payment = (
  context: ScenarioContext,
  action: string,
  offset: number,
  details: { readonly cause?: string; readonly origin?: string } = {},
): SimulatedDelivery =>
  delivery(context, {
    resource: 'payments',
    action,
    offset,
    links: { payment: paymentId(context) },
    ...details,
  });

const order = (context: ScenarioContext) =>
  ({
    orderRef: paymentId(context),
    status: 'paid',
    currency: 'GBP',
    amountMinor: BigInt(AMOUNT),
  }) as const;

const collected = (context: ScenarioContext): SimulatedDelivery[] => [
  payment(context, 'created', 0, { cause: 'payment_created', origin: 'api' }),
  payment(context, 'submitted', 60, { cause: 'payment_submitted' }),
  payment(context, 'confirmed', 600, { cause: 'payment_confirmed' }),
];

/** One payment of £45.00, collected and paid out. */
export const checkout = (context: ScenarioContext): Scenario => ({
  deliveries: [...collected(context), payment(context, 'paid_out', 1200, { cause: 'payment_paid_out' })],
  expected: oneOrder(order(context)),
});

/** £20.00 is refunded first, the remaining £25.00 later. */
export const refund = (context: ScenarioContext): Scenario => ({
  deliveries: [
    ...collected(context),
    ...refunded(context, { number: 1, amountMinor: 2000, offset: 1000 }),
    ...refunded(context, { number: 2, amountMinor: 2500, offset: 2000 }),
  ],
  expected: oneOrder({ ...order(context), status: 'refunded', refundedMinor: 4500n }),
});

function refunded(
  context: ScenarioContext,
  {
    number,
    amountMinor,
    offset,
  }: { readonly number: number; readonly amountMinor: number; readonly offset: number },
): SimulatedDelivery[] {
  const links = { refund: simulatedRefundId(number, amountMinor, paymentId(context)) };
  return [
    delivery(context, { resource: 'refunds', action: 'created', offset, links, cause: 'payment_refunded' }),
    delivery(context, {
      resource: 'refunds',
      action: 'paid',
      offset: offset + 400,
      links,
      cause: 'refund_paid',
    }),
  ];
}

/** The account has no funds; the payment is retried and collected. */
export const failedThenPaid = (context: ScenarioContext): Scenario => ({
  deliveries: [
    payment(context, 'created', 0, { cause: 'payment_created', origin: 'api' }),
    payment(context, 'failed', 300, { cause: 'insufficient_funds', origin: 'bank' }),
    payment(context, 'resubmission_requested', 900, { cause: 'payment_retried', origin: 'api' }),
    payment(context, 'confirmed', 1500, { cause: 'payment_confirmed' }),
  ],
  unpaid: 3,
  expected: oneOrder(order(context)),
});

/** The customer's bank takes the payment back. */
export const dispute = (context: ScenarioContext): Scenario => ({
  deliveries: [
    ...collected(context),
    payment(context, 'charged_back', 1800, { cause: 'refund_requested', origin: 'bank' }),
  ],
  expected: oneOrder({ ...order(context), status: 'refunded', chargedBackMinor: 4500n }),
});
