import type { ScenarioContext, SimulatedDelivery } from '../../../simulator/contract.ts';
import { timeAt } from '../../../simulator/scenario.ts';

type Json = Readonly<Record<string, unknown>>;

/** Where an event stands in its scenario: its type, and the seconds after the start. */
export interface Step {
  readonly type: string;
  readonly offset: number;
}

/** An event. Its time is in a field that depends on the type; for a type without such a field it is the time of receipt. */
const delivery = (context: ScenarioContext, { type, offset }: Step, data: Json): SimulatedDelivery => ({
  type,
  occurredAt: timeAt(context, offset),
  body: Buffer.from(JSON.stringify({ event: type, data: { domain: 'test', ...data } })),
});

const customer = ({ uid }: ScenarioContext) => ({
  id: 31352593,
  customer_code: `CUS_${uid}`,
  email: 'amara.obi@example.com',
});
const PLAN = {
  plan_code: 'PLN_payspooltea',
  name: 'Tea',
  amount: 90_000,
  interval: 'monthly',
  currency: 'NGN',
};

/** A transaction of 50.00 NGN, unless the fields say otherwise. */
export const charge = (
  context: ScenarioContext,
  { offset, reference = 'ref', ...fields }: { readonly offset: number; readonly reference?: string } & Json,
): SimulatedDelivery =>
  delivery(
    context,
    { type: 'charge.success', offset },
    {
      id: 4_099_260_516,
      status: 'success',
      reference: `${reference}_${context.uid}`,
      amount: 5000,
      currency: 'NGN',
      channel: 'card',
      paid_at: timeAt(context, offset).toISOString(),
      created_at: timeAt(context, offset - 30).toISOString(),
      metadata: { order_id: `shop-${context.uid}` },
      customer: customer(context),
      plan: {},
      ...fields,
    },
  );

/** A refund of the transaction `ref`. It names no time. */
export const refundOf = (
  context: ScenarioContext,
  { id, amount, ...step }: Step & { readonly id: string; readonly amount: number },
): SimulatedDelivery =>
  delivery(context, step, {
    id: `${id}_${context.uid}`,
    status: step.type.slice('refund.'.length),
    transaction_reference: `ref_${context.uid}`,
    refund_reference: null,
    amount: String(amount),
    currency: 'NGN',
    processor: 'instant-transfer',
    customer: { first_name: 'Amara', last_name: 'Obi', email: 'amara.obi@example.com' },
  });

/** A dispute over 15.00 of the 50.00 NGN of the transaction `ref`. */
export const disputeOf = (
  context: ScenarioContext,
  { resolution = null, ...step }: Step & { readonly resolution?: string | null },
): SimulatedDelivery => {
  const time = timeAt(context, step.offset).toISOString();
  return delivery(context, step, {
    id: `dsp_${context.uid}`,
    refund_amount: 1500,
    currency: 'NGN',
    status: resolution === null ? 'awaiting-merchant-feedback' : 'resolved',
    resolution,
    category: 'chargeback',
    transaction: { reference: `ref_${context.uid}`, amount: 5000, currency: 'NGN', metadata: '', plan: {} },
    resolvedAt: resolution === null ? null : time,
    created_at: time,
    updated_at: time,
  });
};

/** A preauthorization of 400.00 ZAR. */
export const preauthorization = (
  context: ScenarioContext,
  { status, ...step }: Step & { readonly status: string } & Json,
): SimulatedDelivery => {
  const { type, offset, ...fields } = step;
  return delivery(
    context,
    { type, offset },
    {
      id: 3099,
      reference: `pre_${context.uid}`,
      status,
      amount: 40_000,
      captured_amount: status === 'captured' ? '40000' : null,
      captured_at: status === 'captured' ? timeAt(context, offset).toISOString() : null,
      currency: 'ZAR',
      metadata: null,
      customer: customer(context),
      ...fields,
    },
  );
};

/** An event of the subscription. `createdAt` is the beginning of the scenario. */
export const subscriptionOf = (
  context: ScenarioContext,
  { type, offset, status, ...fields }: Step & { readonly status: string } & Json,
): SimulatedDelivery =>
  delivery(
    context,
    { type, offset },
    {
      id: 317617,
      subscription_code: `SUB_${context.uid}`,
      status,
      amount: 90_000,
      next_payment_date: null,
      open_invoice: null,
      createdAt: timeAt(context, 60).toISOString(),
      plan: PLAN,
      customer: customer(context),
      invoice_limit: 0,
      ...fields,
    },
  );

const MONTH = 30 * 86_400;

/**
 * The invoice of a month that begins `begins` seconds after the start. Time is shortened: the months are minutes apart, and each is
 * as long as a month.
 */
export const invoiceOf = (
  context: ScenarioContext,
  {
    type,
    offset,
    status,
    number,
    begins,
  }: Step & { readonly status: string; readonly number: number; readonly begins: number },
): SimulatedDelivery => {
  const paid = status === 'success';
  const next = timeAt(context, begins + MONTH).toISOString();
  return delivery(
    context,
    { type, offset },
    {
      invoice_code: `INV_${context.uid}_${number}`,
      amount: 90_000,
      period_start: timeAt(context, begins).toISOString(),
      period_end: next,
      status,
      paid,
      paid_at: paid ? timeAt(context, offset).toISOString() : null,
      created_at: timeAt(context, begins - 300).toISOString(),
      subscription: {
        subscription_code: `SUB_${context.uid}`,
        status: status === 'failed' ? 'attention' : 'active',
        next_payment_date: next,
      },
      customer: customer(context),
      transaction: paid
        ? { reference: `ref${number}_${context.uid}`, status: 'success', amount: 90_000, currency: 'NGN' }
        : {},
    },
  );
};

/** A charge of the plan. Paystack itself makes that of a renewal. */
export const planCharge = (
  context: ScenarioContext,
  { offset, reference }: { readonly offset: number; readonly reference: string },
): SimulatedDelivery =>
  charge(context, { offset, reference, amount: 90_000, plan: PLAN, metadata: { invoice_action: 'create' } });
