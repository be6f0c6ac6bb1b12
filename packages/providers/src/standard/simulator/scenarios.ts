import type {
  ExpectedOrder,
  Scenario,
  ScenarioContext,
  SimulatedDelivery,
} from '../../simulator/contract.ts';

/** One payment of 100.00 EUR, announced and paid. */
export function checkout(context: ScenarioContext): Scenario {
  return {
    deliveries: [
      payment(context, { minute: 0, status: 'pending' }),
      payment(context, { minute: 1, status: 'completed' }),
    ],
    expected: { orders: [order(context, { status: 'paid', paidMinor: 10000n })], subscriptions: [] },
  };
}

/** Paid, then refunded: the envelope has only full refunds. */
export function refund(context: ScenarioContext): Scenario {
  return {
    deliveries: [
      payment(context, { minute: 0, status: 'completed' }),
      payment(context, { minute: 5, status: 'refunded', type: 'payment.refunded' }),
    ],
    expected: {
      orders: [order(context, { status: 'refunded', paidMinor: 10000n, refundedMinor: 10000n })],
      subscriptions: [],
    },
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
    expected: { orders: [order(context, { status: 'paid', paidMinor: 10000n })], subscriptions: [] },
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
  row: Pick<ExpectedOrder, 'status' | 'paidMinor'> & Partial<ExpectedOrder>,
): ExpectedOrder => ({
  orderRef: `ord_${uid}`,
  disputed: false,
  currency: 'EUR',
  amountMinor: 10000n,
  refundedMinor: 0n,
  chargedBackMinor: 0n,
  ...row,
});
