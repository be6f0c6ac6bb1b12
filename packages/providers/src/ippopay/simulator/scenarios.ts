import type { Scenario, ScenarioContext, SimulatedDelivery } from '../../simulator/contract.ts';
import { oneOrder } from '../../simulator/scenario.ts';
import { simulatedOrderId, type SimulatedOutcome } from './simulated-api.ts';

// Two hints about one order may lead to one question, if the second arrives while the first is being confirmed. The simulated
// answer therefore does not depend on the number of questions, and the rows are the same in both cases.

/** One payment of 499.00 INR. */
export function checkout(context: ScenarioContext): Scenario {
  const orderId = idOf(context, 'paid');
  return {
    deliveries: [hint(context, orderId, { minute: 1, status: 'success' })],
    expected: oneOrder({ ...ORDER, orderRef: orderId, status: 'paid' }),
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
    expected: oneOrder({ ...ORDER, orderRef: orderId, status: 'refunded', refundedMinor: 49900n }),
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
    expected: oneOrder({ ...ORDER, orderRef: orderId, status: 'paid' }),
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

const ORDER = { currency: 'INR', amountMinor: 49900n };
