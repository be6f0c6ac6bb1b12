import { createHash } from 'node:crypto';
import type { SimulatedDelivery } from '../../simulator/contract.ts';

type Attributes = Readonly<Record<string, unknown>>;

/** A number that stands for a name: Lemon Squeezy's ids are numbers. */
export const numberOf = (name: string): number =>
  Number.parseInt(createHash('sha256').update(name).digest('hex').slice(0, 12), 16);

/** Like Lemon Squeezy's times: whole seconds with six zeros. */
export const spell = (time: Date): string => `${time.toISOString().slice(0, 19)}.000000Z`;

/** The buyer, and where the purchase was made: the same in every resource. */
const buyer = (customerId: number): Attributes => ({
  store_id: 217_400,
  customer_id: customerId,
  user_name: 'Marta Kowal',
  user_email: 'marta.kowal@example.com',
});

const money = (total: number, refunded = 0): Attributes => ({
  currency: 'EUR',
  currency_rate: '1.08450000',
  subtotal: total,
  discount_total: 0,
  tax: 0,
  tax_inclusive: true,
  total,
  refunded_amount: refunded,
  refunded: total > 0 && refunded === total,
  total_formatted: `€${(total / 100).toFixed(2)}`,
});

interface Resource {
  readonly kind: 'orders' | 'subscriptions' | 'subscription-invoices';
  readonly id: number;
  readonly attributes: Attributes;
}

export const orderOf = ({
  id,
  customerId,
  total,
  refunded = 0,
  createdAt,
  variantId = 1_165_967,
  ...changes
}: {
  readonly id: number;
  readonly customerId: number;
  readonly total: number;
  readonly refunded?: number;
  readonly createdAt: Date;
  readonly variantId?: number;
} & Attributes): Resource => ({
  kind: 'orders',
  id,
  attributes: {
    ...buyer(customerId),
    ...money(total, refunded),
    identifier: '7c0d4a90-5a53-4f0e-9a43-0d4f5a0f0c11',
    order_number: id % 100_000,
    status: refunded === 0 ? 'paid' : refunded === total ? 'refunded' : 'partial_refund',
    first_order_item: { id: id + 1, order_id: id, variant_id: variantId, quantity: 1, price: total },
    created_at: spell(createdAt),
    ...changes,
  },
});

export const subscriptionOf = ({
  id,
  orderId,
  customerId,
  createdAt,
  renewsAt,
  ...changes
}: {
  readonly id: number;
  readonly orderId: number;
  readonly customerId: number;
  readonly createdAt: Date;
  readonly renewsAt: Date;
} & Attributes): Resource => ({
  kind: 'subscriptions',
  id,
  attributes: {
    ...buyer(customerId),
    order_id: orderId,
    product_id: 621_300,
    variant_id: 972_600,
    product_name: 'Tea of the month',
    variant_name: 'Monthly',
    status: 'active',
    cancelled: false,
    pause: null,
    card_brand: 'visa',
    card_last_four: '4242',
    billing_anchor: createdAt.getUTCDate(),
    first_subscription_item: {
      id: id + 1,
      subscription_id: id,
      price_id: 1_806_300,
      quantity: 1,
      is_usage_based: false,
    },
    trial_ends_at: null,
    renews_at: spell(renewsAt),
    ends_at: null,
    created_at: spell(createdAt),
    ...changes,
  },
});

export const invoiceOf = ({
  id,
  subscriptionId,
  customerId,
  total,
  refunded = 0,
  reason,
  createdAt,
  ...changes
}: {
  readonly id: number;
  readonly subscriptionId: number;
  readonly customerId: number;
  readonly total: number;
  readonly refunded?: number;
  readonly reason: 'initial' | 'renewal' | 'updated';
  readonly createdAt: Date;
} & Attributes): Resource => ({
  kind: 'subscription-invoices',
  id,
  attributes: {
    ...buyer(customerId),
    ...money(total, refunded),
    subscription_id: subscriptionId,
    billing_reason: reason,
    card_brand: 'visa',
    card_last_four: '4242',
    status: refunded === 0 ? 'paid' : refunded === total ? 'refunded' : 'partial_refund',
    created_at: spell(createdAt),
    ...changes,
  },
});

/** One delivery about a resource that was changed at `at`. */
export function delivery(
  type: string,
  {
    at,
    of: { kind, id, attributes },
    merchantRef,
  }: { readonly at: Date; readonly of: Resource; readonly merchantRef: string },
): SimulatedDelivery {
  const body = {
    meta: {
      test_mode: true,
      event_name: type,
      webhook_id: `wh-${numberOf(`${type} ${id} ${at.getTime()}`)}`,
      custom_data: { order_id: merchantRef },
    },
    data: {
      type: kind,
      id: String(id),
      attributes: { ...attributes, updated_at: spell(at), test_mode: true },
      links: { self: `https://api.lemonsqueezy.com/v1/${kind}/${id}` },
    },
  };
  return { type, occurredAt: new Date(spell(at)), body: Buffer.from(JSON.stringify(body)) };
}
