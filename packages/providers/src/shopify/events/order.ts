import { type EventFacts, isRecord, type Money } from '@payspool/events';
import {
  checkShape,
  leftOut,
  merchantReference,
  type MerchantReference,
  type OrdinaryHandler,
  together,
  unknownWord,
  unreadFields,
} from '../../contract/index.ts';
import { readMoney } from '../money.ts';
import { timeIn } from '../occurred-at.ts';
import { Order } from '../schema.ts';
import { topicWarnings } from '../topic.ts';

type OrderType = Extract<EventFacts['type'], `order.${string}`>;

/** What a `financial_status` says about the order. Its money is in its transactions. */
export const ORDER_TYPES: ReadonlyMap<string | undefined, OrderType> = new Map([
  ['pending', 'order.created'],
  ['authorized', 'order.created'],
  ['partially_paid', 'order.created'],
  ['paid', 'order.completed'],
  ['partially_refunded', 'order.completed'],
  ['refunded', 'order.completed'],
  ['voided', 'order.canceled'],
  ['expired', 'order.expired'],
]);

/** The snapshot of an order, the same for all topics of orders: it states the amount due, and whether the order was cancelled. */
export const order: OrdinaryHandler = ({ body, headers, occurredAt }) => {
  const snapshot = checkShape(Order, body);
  const { id: orderRef, financial_status: status, cancelled_at: cancelledAt } = snapshot;
  const isCancelled = timeIn(cancelledAt) !== undefined;
  const known = ORDER_TYPES.get(status);
  const isPaid = known === 'order.completed';
  const bought: EventFacts = {
    type: isCancelled ? 'order.canceled' : (known ?? 'order.created'),
    occurredAt,
    orderRef,
    amount: amountDue(snapshot),
    providerStatus: status,
    customerRef: snapshot.customer?.id,
    createdAt: timeIn(snapshot.created_at),
    ...merchantRef(snapshot),
  };
  return together({
    facts: [bought],
    warnings: [
      ...topicWarnings(headers, 'order', { 'orders/paid': isPaid, 'orders/cancelled': isCancelled }),
      ...(known || status === undefined ? [] : [unknownWord('financial status', status)]),
      ...unreadFields(body, snapshot).map(leftOut),
    ],
  });
};

/** In the currency of the buyer, in which the transactions are. */
const priceIn = (
  set: Order['total_price_set'],
  amount: string,
  { currency, path }: { readonly currency: string; readonly path: string },
): Money => {
  const shown = set?.presentment_money;
  return shown
    ? readMoney(
        { amount: shown.amount, currency: shown.currency_code },
        `${path}_set.presentment_money.amount`,
      )
    : readMoney({ amount, currency }, path);
};

/**
 * The amount due: `total_price`, which counts returned items too. Items that were removed before they were paid are not due, so the
 * current total with what was refunded is the limit.
 */
function amountDue(snapshot: Order): Money {
  const { currency, total_price, current_total_price, refunds } = snapshot;
  const total = priceIn(snapshot.total_price_set, total_price, { currency, path: 'total_price' });
  if (current_total_price === undefined || !refunds) return total;
  const current = priceIn(snapshot.current_total_price_set, current_total_price, {
    currency,
    path: 'current_total_price',
  });
  const returned = refunds
    .flatMap(({ transactions }) => transactions)
    .filter(({ kind, status }) => kind === 'refund' && RETURNED.has(status));
  if ([current, ...returned].some((money) => money.currency !== total.currency)) return total;
  const limit = returned.reduce(
    (sum, money) => sum + readMoney(money, 'refunds').amountMinor,
    current.amountMinor,
  );
  return limit < total.amountMinor ? { ...total, amountMinor: limit } : total;
}
const RETURNED: ReadonlySet<string> = new Set(['success', 'pending']);

/**
 * The merchant's own id. Attributes of a cart are written in the buyer's browser. It is not documented who can write
 * `source_identifier`.
 */
function merchantRef({ note_attributes, source_identifier }: Order): MerchantReference {
  const attributes: readonly unknown[] = Array.isArray(note_attributes) ? note_attributes : [];
  const own = attributes.find((attribute) => isRecord(attribute) && attribute.name === 'order_id');
  return merchantReference(
    { field: 'source_identifier', value: source_identifier, writer: 'buyer' },
    { field: 'note_attributes.order_id', value: isRecord(own) ? own.value : undefined, writer: 'buyer' },
  );
}
