import type { EventFacts } from '@payspool/events';
import { fromIsoText, handler, type ReadFacts, together, unknownWord } from '../../contract/index.ts';
import { merchantRef } from '../merchant-ref.ts';
import { money } from '../money.ts';
import { CheckoutBody, type Order } from '../schema.ts';
import { snapshotFacts } from './subscription.ts';
import { linksOf, type Purchase } from './transaction.ts';

/** The statuses of an order (creem SDK, OrderStatus), each with that of its payment. */
const TYPES: ReadonlyMap<
  string | undefined,
  {
    readonly order: 'order.created' | 'order.completed';
    readonly payment: 'payment.pending' | 'payment.succeeded';
  }
> = new Map([
  ['pending', { order: 'order.created', payment: 'payment.pending' }],
  ['paid', { order: 'order.completed', payment: 'payment.succeeded' }],
]);

/** A purchase, or the start of a subscription: then the first `subscription.paid` names the same transaction. */
export const checkout = handler(CheckoutBody, ({ object }, occurredAt) => {
  const { order, subscription, customer } = object;
  if (!order) return { ignored: 'the checkout has no order' };
  const purchase = {
    orderRef: order.id,
    subscriptionRef: subscription?.id,
    isOneTime: subscription === undefined && order.type !== 'recurring',
  };
  const about = { occurredAt, customerRef: customer, providerStatus: order.status };
  const bought: EventFacts = {
    type: TYPES.get(order.status)?.order ?? 'order.created',
    ...about,
    orderRef: order.id,
    subscriptionRef: subscription?.id,
    tentative: purchase.isOneTime || subscription ? undefined : true,
    amount: amountOf(order, order.amount_due ?? order.amount),
    createdAt: fromIsoText(order.created_at),
    ...merchantRef(object, 'object'),
  };
  const snapshot =
    subscription?.status === undefined
      ? undefined
      : snapshotFacts(subscription, { type: 'subscription.created', name: 'checkout.completed', occurredAt });
  const unknown = TYPES.has(order.status) ? [] : [unknownWord('order status', order.status)];
  return together(
    { facts: [bought], warnings: unknown },
    paymentFacts(order, { ...about, purchase }),
    snapshot,
  );
});

/** Without its transaction the payment of a purchase has the order's id. That of a subscription comes with `subscription.paid`. */
function paymentFacts(
  order: Order,
  {
    purchase,
    ...about
  }: {
    readonly purchase: Purchase;
    readonly occurredAt: string;
    readonly customerRef: string | undefined;
    readonly providerStatus: string | undefined;
  },
): ReadFacts | undefined {
  const paid = order.amount_paid ?? order.amount_due ?? order.amount;
  const paymentRef = order.transaction ?? (purchase.isOneTime ? order.id : undefined);
  if (paymentRef === undefined || paid === 0) return undefined;
  return {
    facts: [
      {
        type: TYPES.get(order.status)?.payment ?? 'payment.linked',
        ...about,
        ...linksOf(purchase, paymentRef),
        amount: amountOf(order, paid),
        settlesOrder: purchase.isOneTime ? true : undefined,
      },
    ],
  };
}

const amountOf = ({ currency }: Order, amount: number | undefined) =>
  amount === undefined || currency === undefined
    ? undefined
    : money(amount, currency, 'object.order.currency');
