import type { EventFacts, SubscriptionStatus } from '@payspool/events';
import { checkShape } from '../../contract/index.ts';
import { SubscriptionEvent } from '../schema.ts';
import { type Given, type Handler, merchantRefIn } from './given.ts';

type SubscriptionFacts = Extract<EventFacts, { type: `subscription.${string}` }>;

/** The subscription's own words, with the canonical status. */
export const SUBSCRIPTION_STATUSES: Readonly<Record<string, SubscriptionStatus>> = {
  pending_customer_approval: 'incomplete',
  active: 'active',
  paused: 'paused',
  cancelled: 'canceled',
  customer_approval_denied: 'canceled',
  finished: 'expired',
};

function subscriptionOf({ event: body, occurredAt }: Given) {
  const event = checkShape(SubscriptionEvent, body);
  return {
    links: event.links,
    facts: {
      occurredAt,
      subscriptionRef: event.links.subscription,
      customerRef: event.links.customer,
      ...merchantRefIn(event),
    },
  };
}

const changed = (
  about: Pick<SubscriptionFacts, 'type' | 'status' | 'providerStatus'>,
  more: (given: Given) => Partial<SubscriptionFacts> = () => ({}),
): Handler => ({
  read: (given) => ({ facts: [{ ...about, ...subscriptionOf(given).facts, ...more(given) }] }),
});
const canceledAt = ({ occurredAt }: Given) => ({ canceledAt: occurredAt });

/**
 * The subscription has created a payment, which makes it active. Before its first payment it is incomplete, although GoCardless calls
 * it active: it may be set up to begin in some months.
 */
const paymentCreated: Handler = {
  read: (given) => {
    const { links, facts } = subscriptionOf(given);
    const { occurredAt, subscriptionRef } = facts;
    return {
      facts: [
        {
          type: 'subscription.updated',
          ...facts,
          status: 'active',
          statusAfter: ['incomplete'],
          providerStatus: 'active',
        },
        ...(links.payment
          ? [{ type: 'payment.linked' as const, occurredAt, paymentRef: links.payment, subscriptionRef }]
          : []),
      ],
    };
  },
};

export const subscriptions: Readonly<Record<string, Handler>> = {
  'subscriptions.created': changed({ type: 'subscription.created', status: 'incomplete' }),
  'subscriptions.customer_approval_granted': changed({
    type: 'subscription.updated',
    providerStatus: 'active',
  }),
  'subscriptions.payment_created': paymentCreated,
  'subscriptions.paused': changed({
    type: 'subscription.paused',
    status: 'paused',
    providerStatus: 'paused',
  }),
  'subscriptions.resumed': changed({
    type: 'subscription.resumed',
    status: 'active',
    providerStatus: 'active',
  }),
  // No further payment is created; access lasts as long as it was paid for.
  'subscriptions.cancelled': changed(
    { type: 'subscription.canceled', status: 'canceled', providerStatus: 'cancelled' },
    canceledAt,
  ),
  'subscriptions.customer_approval_denied': changed(
    { type: 'subscription.canceled', status: 'canceled', providerStatus: 'customer_approval_denied' },
    canceledAt,
  ),
  // All of its payments are created, and the last ones may still be on their way.
  'subscriptions.finished': changed({
    type: 'subscription.expired',
    status: 'expired',
    providerStatus: 'finished',
  }),
};
