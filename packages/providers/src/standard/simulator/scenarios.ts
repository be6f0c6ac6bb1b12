import type {
  ExpectedOrder,
  Scenario,
  ScenarioContext,
  SimulatedDelivery,
} from '../../simulator/contract.ts';
import { oneOrder } from '../../simulator/scenario.ts';

/** One payment of 100.00 EUR, announced and paid. */
export function checkout(context: ScenarioContext): Scenario {
  return {
    deliveries: [
      payment(context, { minute: 0, status: 'pending' }),
      payment(context, { minute: 1, status: 'completed' }),
    ],
    expected: order(context, { status: 'paid' }),
  };
}

/** Paid, then refunded: the envelope has only full refunds. */
export function refund(context: ScenarioContext): Scenario {
  return {
    deliveries: [
      payment(context, { minute: 0, status: 'completed' }),
      payment(context, { minute: 5, status: 'refunded', type: 'payment.refunded' }),
    ],
    expected: order(context, { status: 'refunded', refundedMinor: 10000n }),
  };
}

/** A first payment is declined; a second one for the same order succeeds. */
export function failedThenPaid(context: ScenarioContext): Scenario {
  return {
    deliveries: [
      payment(context, { minute: 0, status: 'failed', type: 'payment.failed', attempt: 1 }),
      payment(context, { minute: 2, status: 'completed', attempt: 2 }),
    ],
    unpaid: 1,
    expected: order(context, { status: 'paid' }),
  };
}

function payment(
  { uid, startsAt }: ScenarioContext,
  story: {
    readonly minute: number;
    readonly status: string;
    readonly type?: string;
    readonly attempt?: number;
  },
): SimulatedDelivery {
  const { type = 'payment.updated', attempt = 1 } = story;
  const occurredAt = new Date(startsAt.getTime() + story.minute * 60_000);
  // Written as text, because a number `100.00` would lose its decimals.
  const body = `{"event":"${type}","timestamp":"${occurredAt.toISOString()}","data":{"paymentId":"pay_${uid}_${attempt}","status":"${story.status}","amount":100.00,"currency":"EUR","orderId":"ord_${uid}","customerId":"cus_${uid}"}}`;
  return { type, body: Buffer.from(body), occurredAt };
}

const order = (
  { uid }: ScenarioContext,
  row: Pick<ExpectedOrder, 'status'> & Partial<ExpectedOrder>,
): Scenario['expected'] => oneOrder({ orderRef: `ord_${uid}`, currency: 'EUR', amountMinor: 10000n, ...row });
