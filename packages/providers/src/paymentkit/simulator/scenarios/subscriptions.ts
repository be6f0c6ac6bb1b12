import { oneSubscription, secondsAt, timeAt } from '../../../simulator/scenario.ts';
import type { ScenarioContext, SimulatedDelivery, Scenario } from '../../../simulator/contract.ts';
import { invoice, paymentIntent, delivery, DOLLAR, checkoutSession } from './objects.ts';

const PRICE = '5000000';
/** Seconds. */
const MONTH = 30 * 86_400;

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
function cycle(context: ScenarioContext, { suffix, reason, offset, periodAt }: Cycle) {
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

/** A plan of 5.000000 a month, bought in a checkout session: first month paid, active. */
export const subscription = (context: ScenarioContext): Scenario => ({
  deliveries: begun(context),
  expected: oneSubscription(`sub_${context.uid}`, 'active'),
});

/** The beginning of the renewal and cancellation scenarios; its last event is 64 s after the start. */
function begun(context: ScenarioContext): SimulatedDelivery[] {
  const { uid } = context;
  const first = cycle(context, { suffix: 'a', reason: 'subscription_create', offset: 40, periodAt: 62 });
  const session = checkoutSession({
    uid,
    currency: DOLLAR,
    amount: PRICE,
    mode: 'subscription',
    subscriptionId: `sub_${uid}`,
    paymentIntentId: `pi_${uid}a`,
    invoiceId: `in_${uid}a`,
    createdAt: timeAt(context, 0),
  });
  return [
    delivery(context, {
      type: 'customer.subscription.created',
      offset: 38,
      object: plan(context, { offset: 38, status: 'incomplete' }),
    }),
    ...first.finalized,
    ...first.paid(20),
    delivery(context, {
      type: 'customer.subscription.started',
      offset: 62,
      object: plan(context, { offset: 62, status: 'active', invoiceId: `in_${uid}a` }),
    }),
    delivery(context, { type: 'checkout.session.completed', offset: 64, object: session }),
  ];
}

/** Where the first month ends. */
const SECOND = 62 + MONTH;

/** The second month's payment fails and the plan is past due; a retry pays the same invoice, and it is active again. */
export function renewal(context: ScenarioContext): Scenario {
  const second = cycle(context, { suffix: 'b', reason: 'subscription_cycle', offset: 900, periodAt: SECOND });
  const active = plan(context, { offset: SECOND, status: 'active', invoiceId: `in_${context.uid}b` });
  return {
    deliveries: [
      ...begun(context),
      ...second.finalized,
      ...second.failed,
      delivery(context, {
        type: 'customer.subscription.past_due',
        offset: 904,
        object: plan(context, { offset: 62, status: 'past_due' }),
        previous: { status: 'active' },
      }),
      ...second.paid(600),
      delivery(context, {
        type: 'customer.subscription.recovered',
        offset: 1502,
        object: active,
        previous: { status: 'past_due' },
      }),
      delivery(context, { type: 'customer.subscription.renewed', offset: 1503, object: active }),
    ],
    expected: oneSubscription(`sub_${context.uid}`, 'active'),
  };
}

/** Set to end with the paid month, then canceled at once. */
export function cancellation(context: ScenarioContext): Scenario {
  const asked = { cancel_at_period_end: true, canceled_at: secondsAt(context, 900) };
  const ended = {
    ended_at: secondsAt(context, 1500),
    cancelation_details: { reason: 'cancellation_requested' },
  };
  return {
    deliveries: [
      ...begun(context),
      delivery(context, {
        type: 'customer.subscription.updated',
        offset: 900,
        object: plan(context, { offset: 62, status: 'active', changes: asked }),
        previous: { cancel_at_period_end: false, canceled_at: null },
      }),
      delivery(context, {
        type: 'customer.subscription.deleted',
        offset: 1500,
        object: plan(context, { offset: 62, status: 'canceled', changes: { ...asked, ...ended } }),
        previous: { status: 'active' },
      }),
    ],
    expected: oneSubscription(`sub_${context.uid}`, 'canceled'),
  };
}
