import type { EventFacts } from '@payspool/events';
import { handler, type ReadFacts, together, unknownWord } from '../../contract/index.ts';
import { merchantRef } from '../merchant-ref.ts';
import { money } from '../money.ts';
import { DisputeBody, RefundBody, type Returned } from '../schema.ts';
import { isChargedBack, linksOf, type Purchase, transactionFacts } from './transaction.ts';

type RefundType = Extract<EventFacts['type'], `refund.${string}`>;

/** The statuses of a refund (creem SDK, RefundStatus). There is no event of a later change. */
export const REFUND_TYPES: ReadonlyMap<string | undefined, RefundType> = new Map([
  ['pending', 'refund.pending'],
  ['requiresAction', 'refund.pending'],
  ['succeeded', 'refund.succeeded'],
  ['failed', 'refund.failed'],
  ['canceled', 'refund.failed'],
]);

/**
 * Each refund comes with its own amount. `refunded_amount` of the transaction is not used: the sample of a dispute counts the charged back
 * amount in it.
 */
export const refund = handler(RefundBody, ({ object }, occurredAt) => {
  const { id: refundRef, status, refund_amount, refund_currency } = object;
  const purchase = purchaseOf(object);
  const type = REFUND_TYPES.get(status);
  const given: EventFacts[] = type
    ? [
        {
          type,
          occurredAt,
          refundRef,
          ...linksOf(purchase, paymentOf(object, purchase)),
          amount: money(refund_amount, refund_currency, 'object.refund_currency'),
          reason: object.reason,
          providerStatus: status,
          ...merchantRef(object.checkout ?? {}, 'object.checkout'),
          customerRef: object.customer,
        },
      ]
    : [];
  const unknown = type ? [] : [unknownWord('refund status', status)];
  return together(paidBefore(object, { purchase, occurredAt }), { facts: given, warnings: unknown });
});

/**
 * A dispute has one event, and no page names another one for its result. The transaction says whether the money is gone: in the sample it
 * is, with the status `chargeback`, so the dispute counts as lost. Otherwise it is open.
 */
export const dispute = handler(DisputeBody, ({ object }, occurredAt) => {
  const { id: disputeRef, transaction, amount, currency } = object;
  const purchase = purchaseOf(object);
  const disputed: EventFacts = {
    type: transaction && isChargedBack(transaction) ? 'dispute.lost' : 'dispute.opened',
    occurredAt,
    disputeRef,
    paymentRef: paymentOf(object, purchase),
    amount: money(amount, currency, 'object.currency'),
    providerStatus: transaction?.status,
    ...merchantRef(object.checkout ?? {}, 'object.checkout'),
    customerRef: object.customer,
  };
  return together(paidBefore(object, { purchase, occurredAt }), { facts: [disputed] });
});

/** The payment that goes back: this event may be the first one about it. */
const paidBefore = (
  { transaction, customer }: Returned,
  { purchase, occurredAt }: { readonly purchase: Purchase; readonly occurredAt: string },
): ReadFacts | undefined =>
  transaction &&
  transactionFacts(transaction, {
    ...purchase,
    occurredAt,
    path: 'object.transaction',
    customerRef: customer,
  });

/** Without its transaction the payment of a purchase has the order's id. */
const paymentOf = ({ transaction }: Returned, { isOneTime, orderRef }: Purchase): string | undefined =>
  transaction?.id ?? (isOneTime ? orderRef : undefined);

function purchaseOf({ order, subscription, transaction }: Returned): Purchase {
  const subscriptionRef = subscription?.id ?? transaction?.subscription;
  return {
    orderRef: order?.id ?? transaction?.order,
    subscriptionRef,
    isOneTime:
      subscriptionRef === undefined && order?.type !== 'recurring' && transaction?.type !== 'invoice',
  };
}
