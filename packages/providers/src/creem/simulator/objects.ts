import type { SimulatedDelivery } from '../../simulator/contract.ts';

type Entity = Readonly<Record<string, unknown>>;

export const customerOf = (id: string): Entity => ({
  id,
  object: 'customer',
  email: 'jonas.lind@example.com',
  name: 'Jonas Lind',
  country: 'SE',
  mode: 'test',
});

export const productOf = (id: string, type: 'onetime' | 'recurring'): Entity => ({
  id,
  object: 'product',
  name: type === 'onetime' ? 'Field guide' : 'Reading circle',
  price: 1200,
  currency: 'EUR',
  billing_type: type,
  billing_period: type === 'onetime' ? 'once' : 'every-month',
  status: 'active',
  tax_mode: 'inclusive',
  mode: 'test',
});

/** An order whose price includes the tax. */
export const orderOf = ({
  id,
  type,
  amount,
  transaction,
  createdAt,
  ...changes
}: {
  readonly id: string;
  readonly type: 'onetime' | 'recurring';
  readonly amount: number;
  readonly transaction: string;
  readonly createdAt: Date;
} & Entity): Entity => ({
  id,
  object: 'order',
  amount,
  sub_total: amount,
  tax_amount: 0,
  amount_due: amount,
  amount_paid: amount,
  currency: 'EUR',
  status: 'paid',
  type,
  transaction,
  created_at: createdAt.toISOString(),
  updated_at: createdAt.toISOString(),
  mode: 'test',
  ...changes,
});

export const transactionOf = ({
  id,
  type,
  amount,
  refunded = 0,
  createdAt,
  ...changes
}: {
  readonly id: string;
  readonly type: 'payment' | 'invoice';
  readonly amount: number;
  readonly refunded?: number;
  readonly createdAt: Date;
} & Entity): Entity => ({
  id,
  object: 'transaction',
  amount,
  amount_paid: amount,
  currency: 'EUR',
  type,
  tax_amount: 0,
  status: refunded === 0 ? 'paid' : refunded === amount ? 'refunded' : 'partialRefund',
  refunded_amount: refunded,
  created_at: createdAt.getTime(),
  mode: 'test',
  ...changes,
});

export const subscriptionOf = ({
  id,
  customer,
  product,
  period,
  createdAt,
  ...changes
}: {
  readonly id: string;
  readonly customer: Entity;
  readonly product: Entity;
  readonly period: readonly [start: Date, end: Date];
  readonly createdAt: Date;
} & Entity): Entity => ({
  id,
  object: 'subscription',
  product,
  customer,
  collection_method: 'charge_automatically',
  status: 'active',
  current_period_start_date: period[0].toISOString(),
  current_period_end_date: period[1].toISOString(),
  canceled_at: null,
  created_at: createdAt.toISOString(),
  updated_at: createdAt.toISOString(),
  mode: 'test',
  ...changes,
});

/** One delivery. `id` ends with the number of the event, so that the ids of a story differ. */
export function delivery(
  type: string,
  { at, id, object }: { readonly at: Date; readonly id: string; readonly object: Entity },
): SimulatedDelivery {
  const body = { id: `evt_${id}`, eventType: type, created_at: at.getTime(), object };
  return { type, occurredAt: at, body: Buffer.from(JSON.stringify(body)) };
}
