import type { Scenario, ScenarioContext, SimulatedDelivery } from '../../../simulator/contract.ts';
import { oneSubscription, timeAt } from '../../../simulator/scenario.ts';
import { invoiceOf, payment, subscriptionOf, usd } from './entities.ts';

/** The day that is `days` after the first day of the scenario, as Square writes it. */
export const dayAfter = (context: ScenarioContext, days: number): string =>
  timeAt(context, days * 86_400)
    .toISOString()
    .slice(0, 10);

const MONTH = 30;

/** The payment of the n-th invoice, and the invoice that it paid. Time is shortened: the months are minutes apart. */
export function billed(
  context: ScenarioContext,
  { number, offset }: { readonly number: number; readonly offset: number },
): SimulatedDelivery[] {
  return [
    payment(context, {
      type: 'payment.created',
      offset,
      id: `pay${number}`,
      order: `order${number}`,
      reference_id: null,
      amount_money: usd(900),
      total_money: usd(900),
      application_details: { square_product: 'INVOICES' },
    }),
    invoiceOf(context, {
      type: 'invoice.payment_made',
      offset: offset + 1,
      status: 'PAID',
      number,
      dueDate: dayAfter(context, (number - 1) * MONTH),
    }),
  ];
}

export const created = (context: ScenarioContext): SimulatedDelivery =>
  subscriptionOf(context, {
    type: 'subscription.created',
    offset: 0,
    status: 'ACTIVE',
    start_date: dayAfter(context, 0),
    charged_through_date: dayAfter(context, MONTH - 1),
  });

/** A monthly plan of 9.00 USD, the first month paid. */
export const subscription = (context: ScenarioContext): Scenario => ({
  deliveries: [created(context), ...billed(context, { number: 1, offset: 60 })],
  expected: oneSubscription(`sub_${context.uid}`, 'active'),
});

/** The charge of the second month fails, and a later one succeeds. */
export const renewal = (context: ScenarioContext): Scenario => ({
  deliveries: [
    created(context),
    ...billed(context, { number: 1, offset: 60 }),
    invoiceOf(context, {
      type: 'invoice.scheduled_charge_failed',
      offset: 900,
      status: 'UNPAID',
      number: 2,
      dueDate: dayAfter(context, MONTH),
    }),
    ...billed(context, { number: 2, offset: 1200 }),
  ],
  expected: oneSubscription(`sub_${context.uid}`, 'active'),
});

/** Canceled for the end of the paid month; then the month ends. */
export const cancellation = (context: ScenarioContext): Scenario => ({
  deliveries: [
    created(context),
    ...billed(context, { number: 1, offset: 60 }),
    canceling(context, { offset: 600, status: 'ACTIVE' }),
    canceling(context, { offset: 1800, status: 'CANCELED' }),
  ],
  expected: oneSubscription(`sub_${context.uid}`, 'canceled'),
});

export const canceling = (
  context: ScenarioContext,
  { offset, status }: { readonly offset: number; readonly status: string },
): SimulatedDelivery =>
  subscriptionOf(context, {
    type: 'subscription.updated',
    offset,
    status,
    start_date: dayAfter(context, 0),
    charged_through_date: dayAfter(context, MONTH - 1),
    canceled_date: dayAfter(context, MONTH),
  });
