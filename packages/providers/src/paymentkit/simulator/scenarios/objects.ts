import { timeAt } from '../../../simulator/scenario.ts';
import type { ScenarioContext, SimulatedDelivery } from '../../../simulator/contract.ts';

/** A token of 18 decimals and a dollar coin of 6, as in the application of the scenarios. */
export const TOKEN = 'pc_payspooltoken';
export const DOLLAR = 'pc_payspooldollar';
export const CURRENCIES = { [TOKEN]: 18, [DOLLAR]: 6 } as const;

/** One event in PaymentKit's envelope, `offset` seconds after the start; each event of a scenario has a different offset. */
export function delivery(
  context: ScenarioContext,
  {
    type,
    offset,
    object,
    previous,
  }: {
    readonly type: string;
    readonly offset: number;
    readonly object: Readonly<Record<string, unknown>> & { readonly id: string };
    readonly previous?: Readonly<Record<string, unknown>>;
  },
): SimulatedDelivery {
  const occurredAt = timeAt(context, offset);
  const body = {
    id: `evt_${context.uid}${offset}`,
    object: 'event',
    livemode: false,
    type,
    api_version: '2023-09-05',
    object_type: type.split('.').slice(0, -1).join('.'),
    object_id: object.id,
    data: { object: { ...object, updated_at: occurredAt.toISOString() }, previous_attributes: previous },
    request: { id: `req_${context.uid}`, idempotency_key: '', requested_by: 'system' },
    pending_webhooks: 1,
    metadata: {},
    created_at: occurredAt.toISOString(),
    updated_at: occurredAt.toISOString(),
  };
  return { type, body: Buffer.from(JSON.stringify(body)), occurredAt };
}

/** PaymentKit's objects as in deliveries, including personal data, none of which may reach an event. */

interface Common {
  readonly uid: string;
  readonly currency: string;
  readonly createdAt: Date;
}

export const checkoutSession = (
  fields: Common & {
    readonly mode: 'payment' | 'subscription';
    readonly amount: string;
    readonly paymentIntentId?: string;
    readonly invoiceId?: string;
    readonly subscriptionId?: string;
  },
) => ({
  id: `cs_${fields.uid}`,
  livemode: false,
  mode: fields.mode,
  status: 'complete',
  payment_status: 'paid',
  currency_id: fields.currency,
  customer_id: `cus_${fields.uid}`,
  customer_did: 'z1PayspoolStoryCustomer',
  customer_details: { name: 'Asha Rao', email: 'asha.rao@example.com', phone: '+919000000001' },
  client_reference_id: `cart-${fields.uid}`,
  payment_link_id: null,
  created_via: 'api',
  invoice_id: fields.invoiceId ?? null,
  payment_intent_id: fields.paymentIntentId ?? null,
  subscription_id: fields.subscriptionId ?? null,
  line_items: [{ price_id: 'price_PayspoolTea', quantity: 1 }],
  amount_subtotal: fields.amount,
  amount_total: fields.amount,
  expires_at: Math.floor(fields.createdAt.getTime() / 1000) + 86_400,
  metadata: {},
  created_at: fields.createdAt.toISOString(),
});

export const paymentIntent = (
  fields: Common & {
    readonly suffix?: string;
    readonly amount: string;
    readonly status: 'requires_payment_method' | 'processing' | 'succeeded';
    readonly invoiceId?: string;
    readonly error?: string;
  },
) => ({
  id: `pi_${fields.uid}${fields.suffix ?? ''}`,
  livemode: false,
  description: 'Tea, second flush',
  amount: fields.amount,
  amount_received: fields.status === 'succeeded' ? fields.amount : '0',
  amount_capturable: '0',
  currency_id: fields.currency,
  customer_id: `cus_${fields.uid}`,
  invoice_id: fields.invoiceId ?? null,
  last_payment_error: fields.error ? { type: 'card_error', code: fields.error, message: 'declined' } : null,
  receipt_email: 'asha.rao@example.com',
  status: fields.status,
  capture_method: 'automatic',
  metadata: {},
  created_at: fields.createdAt.toISOString(),
});

export const invoice = (
  fields: Common & {
    readonly suffix?: string;
    readonly amount: string;
    readonly status: 'open' | 'paid';
    readonly reason: 'manual' | 'subscription_create' | 'subscription_cycle';
    readonly subscriptionId?: string;
    readonly checkoutSessionId?: string;
    /** Unix seconds. */
    readonly period?: { readonly start: number; readonly end: number };
  },
) => {
  const { amount, status, suffix = '' } = fields;
  const paid = status === 'paid';
  return {
    id: `in_${fields.uid}${suffix}`,
    livemode: false,
    number: `TEA-${fields.uid}${suffix}`,
    status,
    paid,
    billing_reason: fields.reason,
    currency_id: fields.currency,
    customer_id: `cus_${fields.uid}`,
    customer_email: 'asha.rao@example.com',
    customer_name: 'Asha Rao',
    payment_intent_id: `pi_${fields.uid}${suffix}`,
    subscription_id: fields.subscriptionId ?? null,
    checkout_session_id: fields.checkoutSessionId ?? null,
    subtotal: amount,
    tax: '0',
    total: amount,
    amount_due: amount,
    amount_paid: paid ? amount : '0',
    amount_remaining: paid ? '0' : amount,
    period_start: fields.period?.start ?? 0,
    period_end: fields.period?.end ?? 0,
    metadata: {},
    created_at: fields.createdAt.toISOString(),
  };
};

export const refund = (
  fields: Common & {
    readonly amount: string;
    readonly status: 'pending' | 'succeeded';
    readonly invoiceId?: string;
  },
) => ({
  id: `re_${fields.uid}`,
  livemode: false,
  type: 'refund',
  description: 'One tin arrived dented',
  amount: fields.amount,
  currency_id: fields.currency,
  customer_id: `cus_${fields.uid}`,
  payment_intent_id: `pi_${fields.uid}`,
  invoice_id: fields.invoiceId ?? null,
  subscription_id: null,
  status: fields.status,
  reason: 'requested_by_customer',
  metadata: {},
  created_at: fields.createdAt.toISOString(),
});
