import type { ScenarioContext, SimulatedDelivery } from '../../../simulator/contract.ts';

/** API version of a body: the last one in which payments name their invoice, and a recent one. */
export const API_VERSIONS = { legacy: '2024-06-20', current: '2026-08-26.dahlia' } as const;
export type Generation = keyof typeof API_VERSIONS;

export interface Step {
  readonly afterSeconds: number;
  readonly type: string;
  readonly object: Readonly<Record<string, unknown>>;
  readonly previous?: Readonly<Record<string, unknown>>;
}

/** The deliveries of a scenario in test mode, formatted with two spaces like Stripe's. */
export function deliveriesOf(
  context: ScenarioContext,
  generation: Generation,
  steps: readonly Step[],
): SimulatedDelivery[] {
  return steps.map((step, index) => {
    const created = secondsAfter(context, step.afterSeconds);
    const event = {
      id: `evt_${context.uid}${String(index + 1).padStart(3, '0')}`,
      object: 'event',
      api_version: API_VERSIONS[generation],
      created,
      data: { object: step.object, ...(step.previous && { previous_attributes: step.previous }) },
      livemode: false,
      pending_webhooks: 1,
      request: { id: `req_${context.uid}`, idempotency_key: null },
      type: step.type,
    };
    return {
      type: step.type,
      body: Buffer.from(JSON.stringify(event, null, 2), 'utf8'),
      occurredAt: new Date(created * 1000),
    };
  });
}

/** Stripe counts whole Unix seconds. */
export const secondsAfter = ({ startsAt }: ScenarioContext, seconds: number): number =>
  Math.floor(startsAt.getTime() / 1000) + seconds;

/** A session of mode `payment` that the buyer has completed and paid. */
export const paidSession = (sale: Sale) => ({
  ...session(sale),
  mode: 'payment',
  client_reference_id: `order-${sale.uid}`,
  payment_intent: `pi_${sale.uid}`,
});

/** A session of mode `subscription` that the buyer has completed: the first invoice is paid. */
export const subscriptionSession = (sale: Sale) => ({
  ...session(sale),
  mode: 'subscription',
  invoice: `in_${sale.uid}`,
  subscription: `sub_${sale.uid}`,
});

const session = ({ uid, created, amount, currency }: Sale) => ({
  id: `cs_test_${uid}`,
  object: 'checkout.session',
  amount_subtotal: amount,
  amount_total: amount,
  client_reference_id: null,
  created,
  currency,
  customer: `cus_${uid}`,
  customer_details: { address: { country: 'DE' }, email: 'ada@shop.example', name: 'Ada Example' },
  expires_at: created + 86_400,
  invoice: null,
  payment_link: null,
  livemode: false,
  metadata: {},
  payment_intent: null,
  payment_method_types: ['card'],
  payment_status: 'paid',
  setup_intent: null,
  status: 'complete',
  subscription: null,
});

/** One purchase, as in the objects of a scenario. */
export interface Sale {
  readonly uid: string;
  readonly generation: Generation;
  /** Unix seconds. */
  readonly created: number;
  readonly amount: number;
  readonly currency: string;
  /** The invoice of the payment; only the legacy generation names it in the payment itself. */
  readonly invoice?: string;
}

type Fields = Readonly<Record<string, unknown>>;

const paymentIntentId = ({ uid }: Sale) => `pi_${uid}`;
const chargeId = ({ uid }: Sale, attempt: number) => `ch_${uid}${attempt}`;
const invoiceField = ({ generation, invoice }: Sale) =>
  generation === 'legacy' ? { invoice: invoice ?? null } : {};

export const paymentIntent = (sale: Sale, fields: Fields) => ({
  id: paymentIntentId(sale),
  object: 'payment_intent',
  amount: sale.amount,
  amount_capturable: 0,
  amount_received: 0,
  canceled_at: null,
  capture_method: 'automatic_async',
  created: sale.created,
  currency: sale.currency,
  customer: `cus_${sale.uid}`,
  ...invoiceField(sale),
  last_payment_error: null,
  latest_charge: null,
  livemode: false,
  metadata: {},
  payment_method_types: ['card'],
  receipt_email: 'ada@shop.example',
  ...fields,
});

export const paidIntent = (sale: Sale, attempt = 1) =>
  paymentIntent(sale, {
    amount_received: sale.amount,
    latest_charge: chargeId(sale, attempt),
    status: 'succeeded',
  });

export const declinedIntent = (sale: Sale, attempt = 1) =>
  paymentIntent(sale, {
    last_payment_error: {
      charge: chargeId(sale, attempt),
      code: 'card_declined',
      decline_code: 'insufficient_funds',
      message: 'Your card has insufficient funds.',
      type: 'card_error',
    },
    latest_charge: chargeId(sale, attempt),
    status: 'requires_payment_method',
  });

export const charge = (sale: Sale, fields: Fields, attempt = 1) => ({
  id: chargeId(sale, attempt),
  object: 'charge',
  amount: sale.amount,
  amount_captured: sale.amount,
  amount_refunded: 0,
  balance_transaction: null,
  billing_details: { email: 'ada@shop.example', name: 'Ada Example', phone: null },
  captured: true,
  created: sale.created,
  currency: sale.currency,
  customer: `cus_${sale.uid}`,
  disputed: false,
  failure_code: null,
  ...invoiceField(sale),
  livemode: false,
  metadata: {},
  outcome: { network_status: 'approved_by_network', reason: null, risk_level: 'normal', type: 'authorized' },
  paid: true,
  payment_intent: paymentIntentId(sale),
  refunded: false,
  status: 'succeeded',
  ...fields,
});

export const declinedCharge = (sale: Sale, attempt = 1) =>
  charge(
    sale,
    {
      amount_captured: 0,
      captured: false,
      failure_code: 'card_declined',
      outcome: {
        network_status: 'declined_by_network',
        reason: 'insufficient_funds',
        type: 'issuer_declined',
      },
      paid: false,
      status: 'failed',
    },
    attempt,
  );

export const refund = (sale: Sale, fields: Fields) => ({
  object: 'refund',
  balance_transaction: `txn_${sale.uid}`,
  charge: chargeId(sale, 1),
  created: sale.created,
  currency: sale.currency,
  metadata: {},
  payment_intent: paymentIntentId(sale),
  reason: 'requested_by_customer',
  status: 'succeeded',
  ...fields,
});

export const dispute = (sale: Sale, fields: Fields) => ({
  id: `du_${sale.uid}`,
  object: 'dispute',
  amount: sale.amount,
  charge: chargeId(sale, 1),
  created: sale.created,
  currency: sale.currency,
  is_charge_refundable: false,
  livemode: false,
  metadata: {},
  payment_intent: paymentIntentId(sale),
  reason: 'product_not_received',
  ...fields,
});
