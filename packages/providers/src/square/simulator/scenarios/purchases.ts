import type {
  ExpectedOrder,
  Scenario,
  ScenarioContext,
  SimulatedDelivery,
} from '../../../simulator/contract.ts';
import { oneOrder } from '../../../simulator/scenario.ts';
import { disputeOf, orderStub, payment, refundOf, usd } from './entities.ts';

/** One payment of 25.00 USD: approved, then completed. The events of the order name no amount. */
export const checkout = (context: ScenarioContext): Scenario => ({
  deliveries: [
    orderStub(context, { type: 'order.created', offset: 0, state: 'OPEN' }),
    payment(context, { type: 'payment.created', offset: 2, status: 'APPROVED' }),
    payment(context, { offset: 3 }),
    orderStub(context, { type: 'order.updated', offset: 4, state: 'COMPLETED' }),
  ],
  expected: order(context, { status: 'paid' }),
});

/** Paid, 10.00 USD given back, then the rest. Each refund is pending first, and the payment states the total. */
export const refund = (context: ScenarioContext): Scenario => ({
  deliveries: [
    payment(context, { offset: 3 }),
    ...refunded(context, { id: 'a', offset: 600, amount: 1000, total: 1000 }),
    ...refunded(context, { id: 'b', offset: 1200, amount: 1500, total: 2500 }),
  ],
  expected: order(context, { status: 'refunded', refundedMinor: 2500n }),
});

const refunded = (
  context: ScenarioContext,
  {
    id,
    offset,
    amount,
    total,
  }: { readonly id: string; readonly offset: number; readonly amount: number; readonly total: number },
): SimulatedDelivery[] => [
  refundOf(context, { type: 'refund.created', offset, id, status: 'PENDING', amount }),
  payment(context, { offset: offset + 60, refunded_money: usd(total) }),
  refundOf(context, { type: 'refund.updated', offset: offset + 61, id, status: 'COMPLETED', amount }),
];

/** A card is declined; another payment of the same order succeeds. */
export const failedThenPaid = (context: ScenarioContext): Scenario => ({
  deliveries: [
    payment(context, {
      type: 'payment.created',
      offset: 2,
      id: 'declined',
      status: 'FAILED',
      card_details: {
        status: 'FAILED',
        errors: [{ category: 'PAYMENT_METHOD_ERROR', code: 'CARD_DECLINED' }],
      },
    }),
    payment(context, { type: 'payment.created', offset: 90 }),
  ],
  unpaid: 1,
  expected: order(context, { status: 'paid' }),
});

/** The buyer's bank demands 10.00 of the 25.00 USD, and the merchant loses. */
export const dispute = (context: ScenarioContext): Scenario => ({
  deliveries: [
    payment(context, { offset: 3 }),
    disputeOf(context, { type: 'dispute.created', offset: 900, state: 'EVIDENCE_REQUIRED', amount: 1000 }),
    disputeOf(context, { type: 'dispute.state.updated', offset: 1500, state: 'PROCESSING', amount: 1000 }),
    disputeOf(context, { type: 'dispute.state.updated', offset: 2400, state: 'LOST', amount: 1000 }),
  ],
  // The amount of a lost dispute counts like a refund in the order's status.
  expected: order(context, { status: 'partially_refunded', chargedBackMinor: 1000n }),
});

const order = (
  { uid }: ScenarioContext,
  row: Pick<ExpectedOrder, 'status'> & Partial<ExpectedOrder>,
): Scenario['expected'] =>
  oneOrder({ orderRef: `order_${uid}`, currency: 'USD', amountMinor: 2500n, ...row });
