import type { ScenarioContext, SimulatedDelivery } from '../../../simulator/contract.ts';
import { invoice, paymentIntent } from './purchase-objects.ts';
import { delivery, DOLLAR, secondsAt, timeAt } from './story.ts';

export const PRICE = '5000000';
/** Seconds. */
export const MONTH = 30 * 86_400;

interface Cycle {
  /** Part of the ids of its invoice and payment. */
  readonly suffix: string;
  readonly reason: 'subscription_create' | 'subscription_cycle';
  readonly offset: number;
  /** When the period that it bills begins. */
  readonly periodAt: number;
}

/**
 * The events of one invoice of the plan, 5.000000 a month. Time is shortened: the second month is billed minutes after the first,
 * for the period that follows.
 */
export function cycle(context: ScenarioContext, { suffix, reason, offset, periodAt }: Cycle) {
  const { uid } = context;
  const common = { uid, suffix, currency: DOLLAR, amount: PRICE, createdAt: timeAt(context, offset) };
  const start = secondsAt(context, periodAt);
  const bill = {
    ...common,
    reason,
    subscriptionId: `sub_${uid}`,
    period: { start, end: start + MONTH },
  };
  const intent = { ...common, invoiceId: `in_${uid}${suffix}` };
  const open = invoice({ ...bill, status: 'open' });
  const declined = paymentIntent({
    ...intent,
    status: 'requires_payment_method',
    error: 'insufficient_funds',
  });
  return {
    finalized: [delivery(context, { type: 'invoice.finalized', offset, object: open })],
    failed: [
      delivery(context, { type: 'payment_intent.payment_failed', offset: offset + 2, object: declined }),
      delivery(context, { type: 'invoice.payment_failed', offset: offset + 3, object: open }),
    ],
    paid: (later: number): SimulatedDelivery[] => [
      delivery(context, {
        type: 'payment_intent.succeeded',
        offset: offset + later,
        object: paymentIntent({ ...intent, status: 'succeeded' }),
      }),
      delivery(context, {
        type: 'invoice.paid',
        offset: offset + later + 1,
        object: invoice({ ...bill, status: 'paid' }),
      }),
    ],
  };
}

/** The plan in a cycle that began at `offset`. */
export const plan = (
  context: ScenarioContext,
  fields: {
    readonly offset: number;
    readonly status: string;
    readonly invoiceId?: string;
    readonly changes?: Readonly<Record<string, unknown>>;
  },
) => ({
  id: `sub_${context.uid}`,
  livemode: false,
  currency_id: DOLLAR,
  customer_id: `cus_${context.uid}`,
  status: fields.status,
  current_period_start: secondsAt(context, fields.offset),
  current_period_end: secondsAt(context, fields.offset) + MONTH,
  cancel_at: null,
  cancel_at_period_end: false,
  canceled_at: null,
  trial_end: null,
  start_date: secondsAt(context, 0),
  latest_invoice_id: fields.invoiceId ?? null,
  pause_collection: null,
  collection_method: 'charge_automatically',
  metadata: {},
  created_at: timeAt(context, 0).toISOString(),
  ...fields.changes,
});
