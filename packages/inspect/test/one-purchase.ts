import { after, type AppliedDelivery } from './applied-events.ts';

const amount = { amountMinor: 10_000n, currency: 'EUR', exponent: 2 };
const payment = { type: 'payment.succeeded', paymentRef: 'pi_1', orderRef: 'cs_1', amount };
/** In the order of arrival: the refund before the payment. */
export const ORDER: readonly AppliedDelivery[] = [
  {
    key: 'evt_1',
    type: 'checkout.session.created',
    at: 0,
    facts: [{ type: 'order.created', orderRef: 'cs_1', amount, merchantRef: 'ORD-1', customerRef: 'cus_1' }],
  },
  {
    key: 'evt_3',
    type: 'charge.refunded',
    at: 20,
    facts: [
      {
        type: 'refund.succeeded',
        refundRef: 're_1',
        paymentRef: 'pi_1',
        amount: { ...amount, amountMinor: 3_000n },
      },
    ],
  },
  { key: 'evt_2', type: 'payment_intent.succeeded', at: 1, late: 192, facts: [payment] },
  { key: 'evt_4', type: 'charge.succeeded', at: 2, facts: [{ ...payment, paymentAliases: ['ch_1'] }] },
  {
    key: 'evt_5',
    type: 'payment_intent.created',
    at: 3,
    late: 300,
    source: 'refetched',
    facts: [{ ...payment, type: 'payment.pending' }],
  },
];
export const SUBSCRIPTION: readonly AppliedDelivery[] = [
  {
    key: 'evt_s1',
    type: 'customer.subscription.created',
    at: 0,
    facts: [
      {
        type: 'subscription.created',
        subscriptionRef: 'sub_1',
        status: 'active',
        planRef: 'plan_1',
        customerRef: 'cus_1',
        merchantRef: 'ORD-2',
        currentPeriodStart: after(0).toISOString(),
        currentPeriodEnd: after(700).toISOString(),
      },
    ],
  },
];
