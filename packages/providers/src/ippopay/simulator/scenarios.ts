import type {
  ExpectedOrder,
  Scenario,
  ScenarioContext,
  SimulatedDelivery,
} from '../../simulator/contract.ts';
import { simulatedOrderId, type SimulatedOutcome } from './simulated-api.ts';

// Two hints about one order may lead to one question, if the second arrives while the first is being confirmed. The simulated
// answer therefore does not depend on the number of questions, and the rows are the same in both cases.

/** One payment of 499.00 INR. */
export function checkout(context: ScenarioContext): Scenario {
  const orderId = idOf(context, 'paid');
  return {
    deliveries: [hint(context, orderId, { minute: 1, status: 'success' })],
    expected: { orders: [order({ orderRef: orderId, status: 'paid' })], subscriptions: [] },
  };
}

/** Paid, then refunded in full. */
export function refund(context: ScenarioContext): Scenario {
  const orderId = idOf(context, 'refunded');
  return {
    deliveries: [
      hint(context, orderId, { minute: 1, status: 'success' }),
      hint(context, orderId, { minute: 10, status: 'refunded' }),
    ],
    expected: {
      orders: [order({ orderRef: orderId, status: 'refunded', refundedMinor: 49900n })],
      subscriptions: [],
    },
  };
}

/** A transaction fails; a second one for the same order succeeds. */
export function failedThenPaid(context: ScenarioContext): Scenario {
  const orderId = idOf(context, 'failedthenpaid');
  return {
    deliveries: [
      hint(context, orderId, { minute: 1, status: 'failure' }),
      hint(context, orderId, { minute: 3, status: 'success' }),
    ],
    expected: { orders: [order({ orderRef: orderId, status: 'paid' })], subscriptions: [] },
  };
}

const idOf = ({ uid, startsAt }: ScenarioContext, outcome: SimulatedOutcome): string =>
  simulatedOrderId({ uid, outcome, amountMinor: 49_900, startsAt });

/** With the field names of the browser callback, the only known ones (`order_id`, `transaction_no`, `status`). */
function hint(
  { uid, startsAt }: ScenarioContext,
  orderId: string,
  story: { readonly minute: number; readonly status: string },
): SimulatedDelivery {
  const body = { order_id: orderId, transaction_no: `trans_${uid}_1`, status: story.status };
  return {
    type: 'hint',
    body: Buffer.from(JSON.stringify(body)),
    occurredAt: new Date(startsAt.getTime() + story.minute * 60_000),
  };
}

const order = (row: Pick<ExpectedOrder, 'orderRef' | 'status'> & Partial<ExpectedOrder>): ExpectedOrder => ({
  disputed: false,
  currency: 'INR',
  amountMinor: 49900n,
  paidMinor: 49900n,
  refundedMinor: 0n,
  chargedBackMinor: 0n,
  ...row,
});
