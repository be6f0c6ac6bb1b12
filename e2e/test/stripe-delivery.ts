import { randomBytes } from 'node:crypto';
import Stripe from 'stripe';
import { post } from './stack.ts';

/** A paid Stripe checkout of 49.00 EUR, with ids of its own. */
export function paidCheckout({ livemode = false, id = randomBytes(8).toString('hex') } = {}) {
  const created = Math.floor(Date.now() / 1000);
  const body = JSON.stringify({
    id: `evt_${id}`,
    object: 'event',
    api_version: '2025-03-31.basil',
    created,
    livemode,
    type: 'checkout.session.completed',
    data: {
      object: {
        id: `cs_test_${id}`,
        object: 'checkout.session',
        created: created - 60,
        livemode,
        mode: 'payment',
        status: 'complete',
        payment_status: 'paid',
        payment_intent: `pi_${id}`,
        amount_subtotal: 4900,
        amount_total: 4900,
        currency: 'eur',
        client_reference_id: `shop-${id}`,
      },
    },
  });
  return { eventKey: `evt_${id}`, orderRef: `cs_test_${id}`, body };
}

/** Posts it like Stripe, signed by Stripe's own package. */
export function deliver(url: string, body: string, secret: string): Promise<Response> {
  const signature = Stripe.webhooks.generateTestHeaderString({ payload: body, secret });
  return post(url, body, { 'stripe-signature': signature });
}
