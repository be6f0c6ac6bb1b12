import type { Scenario, ScenarioContext, SimulatedDelivery } from '../../simulator/contract.ts';
import { oneOrder, oneSubscription, timeAt } from '../../simulator/scenario.ts';
import {
  simulatedAnswer,
  simulatedCustomerId,
  simulatedOrderId,
  type SimulatedPayment,
  simulatedPaymentId,
  simulatedRefund,
  simulatedSubscriptionId,
} from './simulated-api.ts';

// The classic webhooks of these scenarios are hints, which the simulated API answers. Checkout and refund also send the next-gen
// webhook of the same state: the rows must count it once.

const ORDER = { currency: 'EUR', amountMinor: 2500n };

/** One payment of 25.00 EUR, announced by both senders. */
export function checkout(context: ScenarioContext): Scenario {
  const orderRef = paymentId(context, 'paid');
  return {
    deliveries: [
      hint(context, { second: 30, id: orderRef }),
      event(context, { second: 31, type: 'payment.paid', entity: entityAt(`/v2/payments/${orderRef}`) }),
    ],
    expected: oneOrder({ ...ORDER, orderRef, status: 'paid' }),
  };
}

/** Paid, then refunded in full. */
export function refund(context: ScenarioContext): Scenario {
  const orderRef = paymentId(context, 'refunded');
  return {
    deliveries: [
      hint(context, { second: 30, id: orderRef }),
      hint(context, { second: 700, id: orderRef }),
      event(context, { second: 701, type: 'refund.refunded', entity: simulatedRefund(context) }),
    ],
    expected: oneOrder({ ...ORDER, orderRef, status: 'refunded', refundedMinor: 2500n }),
  };
}

/** An order whose first payment fails and whose second succeeds. */
export function failedThenPaid(context: ScenarioContext): Scenario {
  const orderRef = simulatedOrderId(context);
  return {
    deliveries: [hint(context, { second: 60, id: orderRef }), hint(context, { second: 150, id: orderRef })],
    expected: oneOrder({ ...ORDER, orderRef, status: 'paid' }),
  };
}

/** Paid, and charged back by the buyer's bank. */
export function dispute(context: ScenarioContext): Scenario {
  const orderRef = paymentId(context, 'chargedback');
  return {
    deliveries: [hint(context, { second: 30, id: orderRef }), hint(context, { second: 1300, id: orderRef })],
    expected: oneOrder({ ...ORDER, orderRef, status: 'refunded', chargedBackMinor: 2500n }),
  };
}

/** The first payment of a subscription. */
export function subscription(context: ScenarioContext): Scenario {
  return {
    deliveries: [hint(context, { second: 30, id: paymentId(context, 'activefirst') })],
    expected: oneSubscription(simulatedSubscriptionId({ ...context, outcome: 'active' }), 'active'),
  };
}

/** Two payments of a subscription. The first was a period earlier, and its webhook is sent again. */
export function renewal(context: ScenarioContext): Scenario {
  return {
    deliveries: [
      hint(context, { second: 20, id: paymentId(context, 'renewedfirst') }),
      hint(context, { second: 30, id: paymentId(context, 'renewedsecond') }),
    ],
    expected: oneSubscription(simulatedSubscriptionId({ ...context, outcome: 'renewed' }), 'active'),
  };
}

/** A payment of a subscription, which is then canceled. The merchant's application sends the second hint. */
export function cancellation(context: ScenarioContext): Scenario {
  const subscriptionRef = simulatedSubscriptionId({ ...context, outcome: 'canceled' });
  return {
    deliveries: [
      hint(context, { second: 30, id: paymentId(context, 'canceledfirst') }),
      hint(context, {
        second: 1210,
        id: `${subscriptionRef}&customerId=${simulatedCustomerId(context.uid)}`,
      }),
    ],
    expected: oneSubscription(subscriptionRef, 'canceled'),
  };
}

const paymentId = ({ uid, startsAt }: ScenarioContext, outcome: SimulatedPayment): string =>
  simulatedPaymentId({ uid, startsAt, outcome });

/** A classic webhook: a form with an id. */
const hint = (
  context: ScenarioContext,
  { second, id }: { readonly second: number; readonly id: string },
): SimulatedDelivery => ({
  type: 'hint',
  body: Buffer.from(`id=${id}`),
  occurredAt: timeAt(context, second),
});

/** The resource that the API has at a path. */
const entityAt = (path: string): Readonly<Record<string, unknown>> =>
  JSON.parse(simulatedAnswer(path).body) as Readonly<Record<string, unknown>>;

/** A next-gen webhook with its full payload. */
function event(
  context: ScenarioContext,
  {
    second,
    type,
    entity,
  }: { readonly second: number; readonly type: string; readonly entity: Readonly<Record<string, unknown>> },
): SimulatedDelivery {
  const occurredAt = timeAt(context, second);
  const body = {
    resource: 'event',
    id: `event_sim_${context.uid}_${second}`,
    type,
    entityId: entity['id'],
    createdAt: `${occurredAt.toISOString().slice(0, 19)}+00:00`,
    _embedded: { entity },
  };
  return { type, body: Buffer.from(JSON.stringify(body)), occurredAt };
}
