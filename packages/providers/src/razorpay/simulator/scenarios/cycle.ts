import type { ScenarioContext, SimulatedDelivery } from '../../../simulator/contract.ts';
import { paidOrder, payment } from './purchase-entities.ts';
import { paidInvoice, subscription } from './subscription-entities.ts';
import { delivery, secondsAt } from './story.ts';

const PRICE = 299_00;
const MONTH = 30 * 86_400;

/** The n-th paid month. Time is shortened: the second month begins minutes after the first. */
export function cycle(
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
export function charged(
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
  const active = subscription({ ...plan, status: 'active', paidCount: story.number });
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
