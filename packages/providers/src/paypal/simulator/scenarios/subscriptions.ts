import { oneSubscription } from '../../../simulator/scenario.ts';
import type { Scenario, ScenarioContext } from '../../../simulator/contract.ts';
import { deliveries, type Happening, secondsAfter } from './events.ts';

const PRICE = '12.00';
/** A month in seconds: the next billing is after the end of the scenario. */
const MONTH = 30 * 86_400;
const idOf = ({ uid }: ScenarioContext) => `I-${uid}`;

/** Created, approved by the buyer, paid for the first time. */
export const subscription = (context: ScenarioContext): Scenario => ({
  deliveries: deliveries(context, beginning(context)),
  expected: oneSubscription(idOf(context), 'active'),
});

/** A later payment fails first and succeeds on PayPal's next attempt. */
export const renewal = (context: ScenarioContext): Scenario => ({
  deliveries: deliveries(context, [
    ...beginning(context),
    changed(context, 1200, { type: 'BILLING.SUBSCRIPTION.PAYMENT.FAILED', status: 'ACTIVE', paidAt: 66 }),
    sold(context, 1800, 2),
  ]),
  expected: oneSubscription(idOf(context), 'active'),
});

/** Paid once, then canceled. */
export const cancellation = (context: ScenarioContext): Scenario => ({
  deliveries: deliveries(context, [
    ...beginning(context),
    changed(context, 1200, { type: 'BILLING.SUBSCRIPTION.CANCELLED', status: 'CANCELLED', paidAt: 66 }),
  ]),
  expected: oneSubscription(idOf(context), 'canceled'),
});

const beginning = (context: ScenarioContext): Happening[] => [
  changed(context, 30, { type: 'BILLING.SUBSCRIPTION.CREATED', status: 'APPROVAL_PENDING' }),
  changed(context, 65, { type: 'BILLING.SUBSCRIPTION.ACTIVATED', status: 'ACTIVE', paidAt: 66 }),
  sold(context, 70, 1),
];

function changed(
  context: ScenarioContext,
  after: number,
  { type, status, paidAt }: { readonly type: string; readonly status: string; readonly paidAt?: number },
): Happening {
  const id = idOf(context);
  const paid = paidAt === undefined ? undefined : secondsAfter(context, paidAt);
  return {
    type,
    resourceType: 'subscription',
    resourceVersion: '2.0',
    summary: 'A billing subscription has changed',
    after,
    resource: {
      id,
      status,
      status_update_time: secondsAfter(context, after),
      plan_id: 'P-5ML4271244454362WXNWU5NQ',
      quantity: '1',
      custom_id: `account-${context.uid}`,
      subscriber: { payer_id: `${context.uid}P`, email_address: 'buyer@example.com' },
      start_time: secondsAfter(context, 0),
      ...(paid && {
        billing_info: {
          last_payment: { amount: { currency_code: 'EUR', value: PRICE }, time: paid },
          ...(status === 'ACTIVE' && { next_billing_time: secondsAfter(context, MONTH) }),
        },
      }),
      links: [
        { href: `https://api.sandbox.paypal.com/v1/billing/subscriptions/${id}`, rel: 'self', method: 'GET' },
      ],
    },
  };
}

/** Subscriptions are paid by v1 sales. */
function sold(context: ScenarioContext, after: number, count: number): Happening {
  const time = secondsAfter(context, after);
  return {
    type: 'PAYMENT.SALE.COMPLETED',
    resourceType: 'sale',
    summary: `Payment completed for EUR ${PRICE} EUR`,
    after,
    resource: {
      id: `${context.uid}SALE${count}`,
      state: 'completed',
      amount: { total: PRICE, currency: 'EUR' },
      payment_mode: 'INSTANT_TRANSFER',
      billing_agreement_id: idOf(context),
      custom: `account-${context.uid}`,
      create_time: time,
      update_time: time,
    },
  };
}
