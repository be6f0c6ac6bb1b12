import type { Scenario, ScenarioContext, SimulatedDelivery } from '../../../simulator/contract.ts';
import { oneSubscription, timeAt } from '../../../simulator/scenario.ts';
import { invoiceOf, planCharge, subscriptionOf } from './entities.ts';

const MONTH = 30 * 86_400;

/** A transaction with a plan, and the subscription that it began. Neither names the other. */
export const begun = (context: ScenarioContext): SimulatedDelivery[] => [
  planCharge(context, { offset: 30, reference: 'ref0' }),
  subscriptionOf(context, {
    type: 'subscription.create',
    offset: 60,
    status: 'active',
    next_payment_date: timeAt(context, MONTH).toISOString(),
  }),
];

/** The charge of the month that begins at `begins`, and the invoice that names charge and subscription. */
export const charged = (
  context: ScenarioContext,
  {
    number,
    begins,
    invoicedAt = begins + 3,
  }: { readonly number: number; readonly begins: number; readonly invoicedAt?: number },
): SimulatedDelivery[] => [
  planCharge(context, { offset: begins, reference: `ref${number}` }),
  invoiceOf(context, { type: 'invoice.update', offset: invoicedAt, status: 'success', number, begins }),
];

/** A monthly plan of 900.00 NGN. */
export const subscription = (context: ScenarioContext): Scenario => ({
  deliveries: begun(context),
  expected: oneSubscription(`SUB_${context.uid}`, 'active'),
});

/** The month after the first. */
export const SECOND = { number: 1, begins: 900 } as const;

/** The charge of the second month fails, and is not repeated; that of the third succeeds. */
export const renewal = (context: ScenarioContext): Scenario => ({
  deliveries: [
    ...begun(context),
    invoiceOf(context, { type: 'invoice.create', offset: 600, status: 'pending', ...SECOND }),
    invoiceOf(context, { type: 'invoice.payment_failed', offset: 900, status: 'pending', ...SECOND }),
    invoiceOf(context, { type: 'invoice.update', offset: 900, status: 'failed', ...SECOND }),
    invoiceOf(context, { type: 'invoice.create', offset: 1200, status: 'pending', number: 2, begins: 1500 }),
    ...charged(context, { number: 2, begins: 1500 }),
  ],
  expected: oneSubscription(`SUB_${context.uid}`, 'active'),
});

/** Canceled for the next payment date; then the date comes. */
export const cancellation = (context: ScenarioContext): Scenario => ({
  deliveries: [
    ...begun(context),
    subscriptionOf(context, { type: 'subscription.not_renew', offset: 600, status: 'non-renewing' }),
    subscriptionOf(context, { type: 'subscription.disable', offset: 1800, status: 'cancelled' }),
  ],
  expected: oneSubscription(`SUB_${context.uid}`, 'canceled'),
});
