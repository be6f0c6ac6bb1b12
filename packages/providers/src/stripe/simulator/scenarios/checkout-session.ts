import type { Sale } from './payment-objects.ts';

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
