import type { Happening } from '../../../../providers/src/paypal/simulator/scenarios/events.ts';
import type { ExpectedRows } from '../lifecycle.ts';
import { at, happened, usd } from './paypal-story.ts';

export const iso = (time: string) => new Date(time).toISOString();
/** The one subscription of these stories. */
export const ID = 'I-PERIODS';

export const subscribed = (
  step: string,
  time: string,
  { status = 'ACTIVE', ...fields }: { readonly status?: string; readonly [field: string]: unknown } = {},
): Happening =>
  happened(`BILLING.SUBSCRIPTION.${step}`, at(time), {
    id: ID,
    status,
    plan_id: 'P-1',
    quantity: '1',
    ...fields,
  });
export const paid = (time: string, next?: string, fields: object = {}) => ({
  billing_info: {
    last_payment: { amount: usd('12.00'), time },
    ...(next && { next_billing_time: next }),
    failed_payments_count: 0,
    ...fields,
  },
});
/** A v1 sale. Its event comes a minute after it. */
export const sold = (id: string, time: string): Happening =>
  happened('PAYMENT.SALE.COMPLETED', at(time) + 60, {
    id,
    state: 'completed',
    amount: { total: '12.00', currency: 'USD' },
    billing_agreement_id: ID,
    create_time: time,
  });

export const payment = (
  paymentRef: string,
  time: string,
  columns: Partial<ExpectedRows['payments'][number]> = {},
): ExpectedRows['payments'][number] => ({
  paymentRef,
  orderRef: null,
  subscriptionRef: ID,
  status: 'succeeded',
  amountMinor: 1200n,
  refundedMinor: 0n,
  occurredAt: new Date(Date.parse(time) + 60_000).toISOString(),
  ...columns,
});
export const subscription = (
  columns: Partial<ExpectedRows['subscriptions'][number]>,
): ExpectedRows['subscriptions'] => [
  {
    subscriptionRef: ID,
    status: 'canceled',
    currentPeriodStart: null,
    currentPeriodEnd: null,
    cancelAt: null,
    canceledAt: null,
    access: 'granted',
    accessEndReason: 'canceled',
    ...columns,
  },
];
