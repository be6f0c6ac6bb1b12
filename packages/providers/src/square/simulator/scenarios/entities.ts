import { createHash } from 'node:crypto';
import type { ScenarioContext, SimulatedDelivery } from '../../../simulator/contract.ts';
import { timeAt } from '../../../simulator/scenario.ts';

type Json = Readonly<Record<string, unknown>>;

/** An event about one object, `offset` seconds after the start of the scenario. `updated_at` of the object is that time. */
export function delivery(
  context: ScenarioContext,
  { type, offset, kind, object }: Step & { readonly kind: string; readonly object: Json },
): SimulatedDelivery {
  const occurredAt = timeAt(context, offset);
  const id = object['id'] ?? object['order_id'];
  const body = {
    merchant_id: 'MLPAYSPOOLTEA',
    location_id: 'LPAYSPOOLTEA1',
    type,
    event_id: uuid([context.uid, type, offset, id, object['status'] ?? object['state']].join(' ')),
    created_at: occurredAt.toISOString(),
    data: { type: kind.replace(/_(created|updated)$/, ''), id, object: { [kind]: object } },
  };
  return { type, occurredAt, body: Buffer.from(JSON.stringify(body)) };
}

interface Step {
  readonly type: string;
  /** Seconds after the start of the scenario. */
  readonly offset: number;
}

/** Square's event ids are UUIDs. */
function uuid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}

export const usd = (amount: number) => ({ amount, currency: 'USD' });

/** A payment of 25.00 USD by card, unless the fields say otherwise. */
export const payment = (
  context: ScenarioContext,
  {
    type = 'payment.updated',
    offset,
    id = 'pay',
    order = 'order',
    ...fields
  }: Partial<Step> & { readonly offset: number; readonly id?: string; readonly order?: string } & Json,
): SimulatedDelivery =>
  delivery(context, {
    type,
    offset,
    kind: 'payment',
    object: {
      id: `${id}_${context.uid}`,
      status: 'COMPLETED',
      amount_money: usd(2500),
      total_money: usd(2500),
      order_id: `${order}_${context.uid}`,
      reference_id: `shop-${context.uid}`,
      customer_id: `CUS_${context.uid}`,
      source_type: 'CARD',
      created_at: timeAt(context, 0).toISOString(),
      updated_at: timeAt(context, offset).toISOString(),
      ...fields,
    },
  });

export const refundOf = (
  context: ScenarioContext,
  {
    type,
    offset,
    id,
    status,
    amount,
  }: Step & { readonly id: string; readonly status: string; readonly amount: number },
): SimulatedDelivery =>
  delivery(context, {
    type,
    offset,
    kind: 'refund',
    object: {
      id: `pay_${context.uid}_${id}`,
      status,
      amount_money: usd(amount),
      payment_id: `pay_${context.uid}`,
      // The order that Square makes for the refund.
      order_id: `order_of_${id}_${context.uid}`,
      updated_at: timeAt(context, offset).toISOString(),
    },
  });

/** The stub that events of an order have. */
export const orderStub = (
  context: ScenarioContext,
  { type, offset, state, order = 'order' }: Step & { readonly state: string; readonly order?: string },
): SimulatedDelivery =>
  delivery(context, {
    type,
    offset,
    kind: type === 'order.created' ? 'order_created' : 'order_updated',
    object: {
      order_id: `${order}_${context.uid}`,
      state,
      version: 1,
      location_id: 'LPAYSPOOLTEA1',
      created_at: timeAt(context, 0).toISOString(),
      ...(type === 'order.updated' && { updated_at: timeAt(context, offset).toISOString() }),
    },
  });

export const disputeOf = (
  context: ScenarioContext,
  { type, offset, state, amount }: Step & { readonly state: string; readonly amount: number },
): SimulatedDelivery =>
  delivery(context, {
    type,
    offset,
    kind: 'dispute',
    object: {
      id: `DSP_${context.uid}`,
      state,
      amount_money: usd(amount),
      reason: 'NOT_RECEIVED',
      disputed_payment: { payment_id: `pay_${context.uid}` },
      updated_at: timeAt(context, offset).toISOString(),
    },
  });

/** The n-th invoice of a subscription, of 9.00 USD. */
export const invoiceOf = (
  context: ScenarioContext,
  {
    type,
    offset,
    status,
    number,
    dueDate,
    ...fields
  }: Step & { readonly status: string; readonly number: number; readonly dueDate: string } & Json,
): SimulatedDelivery =>
  delivery(context, {
    type,
    offset,
    kind: 'invoice',
    object: {
      id: `inv:0-${context.uid}_${number}`,
      status,
      order_id: `order${number}_${context.uid}`,
      subscription_id: `sub_${context.uid}`,
      payment_requests: [
        { uid: `req_${number}`, request_type: 'BALANCE', due_date: dueDate, computed_amount_money: usd(900) },
      ],
      primary_recipient: { customer_id: `CUS_${context.uid}` },
      timezone: 'UTC',
      created_at: timeAt(context, offset - 5).toISOString(),
      updated_at: timeAt(context, offset).toISOString(),
      ...fields,
    },
  });

export const subscriptionOf = (
  context: ScenarioContext,
  { type, offset, status, ...fields }: Step & { readonly status: string } & Json,
): SimulatedDelivery =>
  delivery(context, {
    type,
    offset,
    kind: 'subscription',
    object: {
      id: `sub_${context.uid}`,
      status,
      plan_variation_id: 'PLANPAYSPOOLTEA',
      customer_id: `CUS_${context.uid}`,
      timezone: 'UTC',
      created_at: timeAt(context, 0).toISOString(),
      ...fields,
    },
  });
