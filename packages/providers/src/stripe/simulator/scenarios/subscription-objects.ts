import type { Generation } from './objects.ts';

/** One subscription, as in the objects of a scenario. Times in Unix seconds. */
export interface Plan {
  readonly uid: string;
  readonly generation: Generation;
  readonly created: number;
  readonly amount: number;
  readonly currency: string;
}

export interface Period {
  readonly start: number;
  readonly end: number;
}

type Fields = Readonly<Record<string, unknown>>;

export const MONTH_SECONDS = 30 * 86_400;

export const subscriptionItem = ({ uid, generation, amount, currency }: Plan, period: Period) => ({
  id: `si_${uid}`,
  object: 'subscription_item',
  ...(generation === 'current' && periodFields(period)),
  price: {
    id: 'price_monthly',
    object: 'price',
    currency,
    product: 'prod_plan',
    recurring: { interval: 'month', interval_count: 1 },
    type: 'recurring',
    unit_amount: amount,
  },
  quantity: 1,
  subscription: `sub_${uid}`,
});

export const subscription = (plan: Plan, period: Period, fields: Fields) => ({
  id: `sub_${plan.uid}`,
  object: 'subscription',
  billing_cycle_anchor: period.end,
  cancel_at: null,
  cancel_at_period_end: false,
  canceled_at: null,
  collection_method: 'charge_automatically',
  created: plan.created,
  currency: plan.currency,
  ...(plan.generation === 'legacy' && periodFields(period)),
  customer: `cus_${plan.uid}`,
  ended_at: null,
  items: { object: 'list', data: [subscriptionItem(plan, period)], has_more: false, total_count: 1 },
  latest_invoice: `in_${plan.uid}`,
  livemode: false,
  metadata: { order_id: `order-${plan.uid}` },
  start_date: plan.created,
  trial_end: null,
  trial_start: null,
  ...fields,
});

/** An invoice of the subscription; only the legacy generation has `paymentIntent`. */
export const subscriptionInvoice = (
  plan: Plan,
  fields: Fields,
  paymentIntent: string | null = `pi_${plan.uid}`,
) => ({
  id: `in_${plan.uid}`,
  object: 'invoice',
  amount_due: plan.amount,
  amount_paid: 0,
  amount_remaining: plan.amount,
  billing_reason: 'subscription_create',
  created: plan.created,
  currency: plan.currency,
  customer: `cus_${plan.uid}`,
  customer_email: 'ada@shop.example',
  livemode: false,
  metadata: {},
  ...(plan.generation === 'legacy'
    ? { charge: null, payment_intent: paymentIntent, subscription: `sub_${plan.uid}` }
    : {
        parent: {
          subscription_details: { metadata: {}, subscription: `sub_${plan.uid}` },
          type: 'subscription_details',
        },
      }),
  total: plan.amount,
  ...fields,
});

/** The line of an invoice that bills the subscription itself for a period. */
export const invoiceLines = ({ uid, generation, amount, currency }: Plan, { start, end }: Period) => ({
  object: 'list',
  data: [
    {
      id: `il_${uid}`,
      object: 'line_item',
      amount,
      currency,
      period: { end, start },
      quantity: 1,
      ...(generation === 'legacy'
        ? {
            proration: false,
            subscription: `sub_${uid}`,
            subscription_item: `si_${uid}`,
            type: 'subscription',
          }
        : {
            parent: {
              invoice_item_details: null,
              subscription_item_details: {
                proration: false,
                subscription: `sub_${uid}`,
                subscription_item: `si_${uid}`,
              },
              type: 'subscription_item_details',
            },
          }),
    },
  ],
  has_more: false,
  total_count: 1,
});

export const invoicePayment = (plan: Plan, fields: Fields = {}) => ({
  id: `inpay_${plan.uid}`,
  object: 'invoice_payment',
  amount_paid: plan.amount,
  amount_requested: plan.amount,
  created: plan.created,
  currency: plan.currency,
  invoice: `in_${plan.uid}`,
  is_default: true,
  livemode: false,
  payment: { payment_intent: `pi_${plan.uid}`, type: 'payment_intent' },
  status: 'paid',
  ...fields,
});

const periodFields = ({ start, end }: Period) => ({ current_period_end: end, current_period_start: start });
