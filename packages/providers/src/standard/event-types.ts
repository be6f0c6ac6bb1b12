/** Payment events of the generic envelope. The names differ between senders; `data.status` says what happened. */
export const HANDLED = [
  'payment.updated',
  'payment.created',
  'payment.pending',
  'payment.authorized',
  'payment.succeeded',
  'payment.completed',
  'payment.captured',
  'payment.failed',
  'payment.canceled',
  'payment.refunded',
] as const;
