import { paymentEvent, type EventHandler } from './payment.ts';

/** Payment events of the generic envelope. The names differ between senders; `data.status` says what happened. */
export const handlers = {
  'payment.updated': paymentEvent(),
  'payment.created': paymentEvent('pending'),
  'payment.pending': paymentEvent('pending'),
  'payment.authorized': paymentEvent('authorized'),
  'payment.succeeded': paymentEvent('succeeded'),
  'payment.completed': paymentEvent('succeeded'),
  'payment.captured': paymentEvent('succeeded'),
  'payment.failed': paymentEvent('failed'),
  'payment.canceled': paymentEvent('canceled'),
  'payment.refunded': paymentEvent('refunded'),
} satisfies Record<string, EventHandler>;
