/** The closed list of canonical event types by subject. Within a subject, the earlier in the lifecycle comes first. */
export const EVENT_TYPES = {
  order: ['order.created', 'order.approved', 'order.expired', 'order.canceled', 'order.completed'],
  payment: [
    'payment.linked',
    'payment.pending',
    'payment.authorized',
    'payment.failed',
    'payment.canceled',
    'payment.succeeded',
  ],
  refund: ['refund.pending', 'refund.succeeded', 'refund.failed'],
  dispute: ['dispute.opened', 'dispute.closed', 'dispute.won', 'dispute.lost'],
  subscription: [
    'subscription.created',
    'subscription.activated',
    'subscription.updated',
    'subscription.renewed',
    'subscription.resumed',
    'subscription.past_due',
    'subscription.paused',
    'subscription.canceled',
    'subscription.expired',
  ],
} as const;

export type Subject = keyof typeof EVENT_TYPES;
export type CanonicalEventType = (typeof EVENT_TYPES)[Subject][number];
