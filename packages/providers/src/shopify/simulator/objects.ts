import type { SimulatedDelivery } from '../../simulator/contract.ts';

/** The offset of a simulated shop: Ottawa in summer. */
const OFFSET_MS = -4 * 3_600_000;

/** A time as Shopify writes it: whole seconds, with the offset of the shop. */
const shopTime = (date: Date): string =>
  `${new Date(date.getTime() + OFFSET_MS).toISOString().slice(0, 19)}-04:00`;

/** An id made of the letters and digits of a text, so that different texts have different ids; `place` counts from 0 to 9. */
export function idOf(uid: string, place: number): string {
  let value = 0n;
  for (const letter of uid) value = value * 36n + BigInt(Number.parseInt(letter, 36));
  return `${value}${place}`;
}

/** A body whose ids are numbers with all their digits, which a float could not represent. */
export function delivery(type: string, occurredAt: Date, body: object): SimulatedDelivery {
  const text = JSON.stringify(body).replace(/("(?:id|order_id|parent_id)":)"(\d+)"/g, '$1$2');
  return { type, body: Buffer.from(text), occurredAt };
}

export interface Shown {
  readonly amount: string;
  readonly currency: string;
}

const inBothCurrencies = ({ amount, currency }: Shown) => ({
  shop_money: { amount, currency_code: currency },
  presentment_money: { amount, currency_code: currency },
});

/** The snapshot of an order of one item (shopify.dev/docs/api/webhooks, `orders/create`), without most fields that nobody reads. */
export const order = (given: {
  readonly id: string;
  readonly price: Shown;
  readonly status: string;
  readonly at: Date;
  readonly createdAt: Date;
  /** The current price, if items were returned or removed. */
  readonly current?: string;
  readonly refunds?: readonly object[];
  readonly cancelledAt?: Date;
  readonly number: string;
}): object => ({
  id: given.id,
  admin_graphql_api_id: `gid://shopify/Order/${given.id}`,
  cancelled_at: given.cancelledAt ? shopTime(given.cancelledAt) : null,
  created_at: shopTime(given.createdAt),
  currency: given.price.currency,
  current_total_price: given.current ?? given.price.amount,
  current_total_price_set: inBothCurrencies({ ...given.price, amount: given.current ?? given.price.amount }),
  customer: { id: '115310627314723954', email: 'john@example.com', first_name: 'John', last_name: 'Smith' },
  email: 'john@example.com',
  financial_status: given.status,
  line_items: [{ id: '866550311766439020', title: 'Tea', quantity: 1, price: given.price.amount }],
  name: `#${given.number}`,
  note_attributes: [{ name: 'order_id', value: `cart-${given.number}` }],
  presentment_currency: given.price.currency,
  refunds: given.refunds ?? [],
  source_identifier: null,
  test: true,
  total_price: given.price.amount,
  total_price_set: inBothCurrencies(given.price),
  updated_at: shopTime(given.at),
});

/** A transaction of an order (`order_transactions/create`). */
export const transaction = (given: {
  readonly id: string;
  readonly orderId: string;
  readonly kind: string;
  readonly status: string;
  readonly price: Shown;
  readonly at: Date;
  readonly parentId?: string;
  readonly errorCode?: string;
  readonly gateway?: string;
}): object => ({
  id: given.id,
  order_id: given.orderId,
  admin_graphql_api_id: `gid://shopify/OrderTransaction/${given.id}`,
  kind: given.kind,
  gateway: given.gateway ?? 'shopify_payments',
  status: given.status,
  message: given.status === 'success' ? 'Transaction approved' : 'Your card was declined.',
  created_at: shopTime(given.at),
  processed_at: shopTime(given.at),
  test: true,
  parent_id: given.parentId ?? null,
  error_code: given.errorCode ?? null,
  source_name: 'web',
  payment_id: `#1001.${given.id.slice(-1)}`,
  ...given.price,
});

/** A refund with its transactions (`refunds/create`). */
export const refund = (given: {
  readonly id: string;
  readonly orderId: string;
  readonly at: Date;
  readonly transactions: readonly object[];
}): object => ({
  id: given.id,
  order_id: given.orderId,
  admin_graphql_api_id: `gid://shopify/Refund/${given.id}`,
  created_at: shopTime(given.at),
  processed_at: shopTime(given.at),
  note: 'damaged on the way',
  restock: false,
  refund_line_items: [],
  order_adjustments: [],
  transactions: given.transactions,
});

/** A dispute over an order (`disputes/create`, `disputes/update`); it has no global id and names no payment. */
export const dispute = (given: {
  readonly id: string;
  readonly orderId: string;
  readonly price: Shown;
  readonly status: string;
  readonly initiatedAt: Date;
  readonly evidenceSentAt?: Date;
  readonly finalizedAt?: Date;
  readonly phase?: 'inquiry' | 'chargeback';
}): object => ({
  id: given.id,
  order_id: given.orderId,
  type: given.phase ?? 'chargeback',
  ...given.price,
  reason: 'fraudulent',
  network_reason_code: '4837',
  status: given.status,
  evidence_due_by: shopTime(new Date(given.initiatedAt.getTime() + 7 * 86_400_000)),
  evidence_sent_on: given.evidenceSentAt ? shopTime(given.evidenceSentAt) : null,
  finalized_on: given.finalizedAt ? shopTime(given.finalizedAt) : null,
  initiated_at: shopTime(given.initiatedAt),
});
