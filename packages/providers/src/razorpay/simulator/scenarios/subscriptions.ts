import { oneSubscription, secondsAt } from '../../../simulator/scenario.ts';
import type { ScenarioContext, SimulatedDelivery, Scenario } from '../../../simulator/contract.ts';
import { paidOrder, payment, paidInvoice, subscription as subscriptionEntity, delivery } from './entities.ts';

const PRICE = 299_00;
const MONTH = 30 * 86_400;

/** The n-th paid month. Time is shortened: the second month begins minutes after the first. */
function cycle(
  context: ScenarioContext,
  { number, offset }: { readonly number: number; readonly offset: number },
) {
  const { uid } = context;
  const at = secondsAt(context, offset);
  const period = [at, at + MONTH] as const;
  const ids = {
    orderId: `order_${uid}c${number}`,
    invoiceId: `inv_${uid}c${number}`,
    customerId: `cust_${uid}`,
  };
  const attempt = { id: `pay_${uid}c${number}`, amount: PRICE, createdAt: at, ...ids };
  const plan = { id: `sub_${uid}`, customerId: ids.customerId, period, createdAt: secondsAt(context, 0) };
  return { at, period, ids, attempt, plan };
}

/** The events of one successful charge: first those of the payment, last the one that names the subscription. */
function charged(
  context: ScenarioContext,
  story: { readonly number: number; readonly offset: number },
): SimulatedDelivery[] {
  const { at, period, ids, attempt, plan } = cycle(context, story);
  const paid = payment({ ...attempt, status: 'captured' });
  const order = paidOrder({ id: ids.orderId, amount: PRICE, receipt: null, createdAt: at });
  const invoice = paidInvoice({
    id: ids.invoiceId,
    amount: PRICE,
    orderId: ids.orderId,
    paymentId: attempt.id,
    customerId: ids.customerId,
    subscriptionId: plan.id,
    period,
    createdAt: at,
  });
  const active = subscriptionEntity({ ...plan, status: 'active', paidCount: story.number });
  return [
    delivery('payment.authorized', {
      at: at + 2,
      entities: { payment: payment({ ...attempt, status: 'authorized' }) },
    }),
    delivery('payment.captured', { at: at + 4, entities: { payment: paid } }),
    delivery('order.paid', { at: at + 4, entities: { payment: paid, order } }),
    delivery('invoice.paid', { at: at + 5, entities: { payment: paid, order, invoice } }),
    delivery('subscription.charged', { at: at + 6, entities: { subscription: active, payment: paid } }),
  ];
}

const FIRST = { number: 1, offset: 60 } as const;

/** A monthly plan of ₹299.00: mandate given, first month paid, active. */
export const subscription = (context: ScenarioContext): Scenario => ({
  deliveries: begun(context),
  expected: oneSubscription(`sub_${context.uid}`, 'active'),
});

/** The beginning of the renewal and cancellation scenarios; its last event is 67 s after the start. */
function begun(context: ScenarioContext): SimulatedDelivery[] {
  const { at, attempt, plan } = cycle(context, FIRST);
  const authenticated = subscriptionEntity({ ...plan, status: 'authenticated', period: null, paidCount: 0 });
  const active = subscriptionEntity({ ...plan, status: 'active', paidCount: 1 });
  return [
    delivery('subscription.authenticated', {
      at: secondsAt(context, 30),
      entities: { subscription: authenticated },
    }),
    ...charged(context, FIRST),
    delivery('subscription.activated', {
      at: at + 7,
      entities: { subscription: active, payment: payment({ ...attempt, status: 'captured' }) },
    }),
  ];
}

const SECOND = { number: 2, offset: 1200 } as const;

/** The second month's first attempt fails and the subscription is past due; a retry of the same invoice succeeds, and it is active again. */
export function renewal(context: ScenarioContext): Scenario {
  const { at, attempt, plan } = cycle(context, { number: 2, offset: 900 });
  const declined = payment({ ...attempt, id: `${attempt.id}declined`, status: 'failed' });
  return {
    deliveries: [
      ...begun(context),
      delivery('payment.failed', { at: at + 3, entities: { payment: declined } }),
      delivery('subscription.pending', {
        at: at + 5,
        entities: { subscription: subscriptionEntity({ ...plan, status: 'pending', paidCount: 1 }) },
      }),
      ...charged(context, SECOND),
    ],
    expected: oneSubscription(`sub_${context.uid}`, 'active'),
  };
}

/** Paid for one month, then canceled at once. */
export function cancellation(context: ScenarioContext): Scenario {
  const { plan } = cycle(context, { number: 1, offset: 60 });
  const endedAt = secondsAt(context, 1500);
  const ended = subscriptionEntity({ ...plan, status: 'cancelled', paidCount: 1, endedAt });
  return {
    deliveries: [
      ...begun(context),
      delivery('subscription.cancelled', { at: endedAt + 3, entities: { subscription: ended } }),
    ],
    expected: oneSubscription(`sub_${context.uid}`, 'canceled'),
  };
}
