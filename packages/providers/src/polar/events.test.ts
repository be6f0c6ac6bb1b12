import { describe, expect, it } from 'vitest';
import type { handlers } from './events/index.ts';
import { changed, eventsOf } from './simulator/fixtures/changed-fixture.ts';

const ONE = '8defc165-6c79-40ad-8be7-b2c3d4e5f607';
const FIRST = '9ef0d276-7d8a-41be-9cf8-c3d4e5f60718';
const NEXT = 'a0f1e387-8e9b-42cf-8d09-d4e5f6071829';
const SUB = '6bcdaf43-4a57-4e8b-a9c5-f0a1b2c3d4e5';
const REFUND = 'b102f498-9fac-43d0-9e1a-e5f60718293a';
const MARCH = '2026-03-02T10:04:33.218Z 2026-04-02T10:04:33.218Z';
const APRIL = '2026-04-02T10:04:33.218Z 2026-05-02T10:04:33.218Z';

/** What each fixture says: type, own reference, purchase, amount, and what is special about it. */
const MEANINGS: Record<keyof typeof handlers, string[]> = {
  'order.created': [`order.created ${ONE} 14760 EUR`, `payment.linked ${ONE} of order ${ONE}`],
  'order.paid': [
    `order.completed ${ONE} 14760 EUR`,
    `payment.succeeded ${ONE} of order ${ONE} 14760 EUR, 0 refunded`,
  ],
  'order.refunded': [
    `order.completed ${ONE} 14760 EUR`,
    `payment.succeeded ${ONE} of order ${ONE} 14760 EUR, 4920 refunded`,
  ],
  'order.updated': [
    `payment.succeeded ${FIRST} of ${SUB} 7380 EUR, 0 refunded`,
    `subscription.updated ${SUB} paid ${MARCH} by ${FIRST}`,
  ],
  'subscription.created': [`subscription.created ${SUB} active`],
  'subscription.active': [`subscription.activated ${SUB} active`],
  'subscription.updated': [`subscription.updated ${SUB} active`],
  'subscription.cycled': [`subscription.updated ${SUB} active`],
  'subscription.canceled': [`subscription.updated ${SUB} active`],
  'subscription.uncanceled': [`subscription.updated ${SUB} active`],
  'subscription.revoked': [`subscription.canceled ${SUB} canceled`],
  'subscription.past_due': [`subscription.past_due ${SUB} past_due`],
  'subscription.paused': [`subscription.paused ${SUB} paused`],
  'subscription.resumed': [`subscription.resumed ${SUB} active`],
  'refund.created': [`refund.pending ${REFUND} of payment ${ONE} 4920 EUR`],
  'refund.updated': [`refund.succeeded ${REFUND} of payment ${ONE} 4920 EUR`],
};

/** Fixtures of types that have two. */
const FURTHER: Readonly<Record<string, string[]>> = {
  'order.paid.subscription_cycle': [
    `payment.succeeded ${NEXT} of ${SUB} 7380 EUR, 0 refunded`,
    `subscription.renewed ${SUB} paid ${APRIL} by ${NEXT}`,
  ],
  'order.updated.dunning': [`payment.failed ${NEXT} of ${SUB} 7380 EUR`],
  'refund.created.dispute': [
    `refund.succeeded c21305a9-a0bd-44e1-af2b-f60718293a4b of payment ${FIRST} 7380 EUR`,
    `dispute.closed d32416ba-b1ce-45f2-b03c-0718293a4b5c of payment ${FIRST} 7380 EUR`,
  ],
};

describe('each type', () => {
  it.each(Object.entries({ ...MEANINGS, ...FURTHER }))(
    '%s has the meaning that is written here',
    (name, meaning) => {
      expect(changed(name)).toMatchObject({ outcome: 'events', warnings: [] });
      expect(eventsOf(name).map(line)).toEqual(meaning);
    },
  );
});

function line(event: ReturnType<typeof eventsOf>[number]): string {
  const words: (string | false | undefined)[] = [event.type];
  if ('refundRef' in event) words.push(event.refundRef, `of payment ${event.paymentRef}`);
  else if ('disputeRef' in event) words.push(event.disputeRef, `of payment ${event.paymentRef}`);
  else if (event.type.startsWith('order.')) words.push('orderRef' in event && event.orderRef);
  else if (event.type.startsWith('payment.')) {
    words.push('paymentRef' in event && event.paymentRef);
    if ('orderRef' in event && event.orderRef) words.push(`of order ${event.orderRef}`);
    if ('subscriptionRef' in event && event.subscriptionRef) words.push(`of ${event.subscriptionRef}`);
  } else words.push('subscriptionRef' in event && event.subscriptionRef, 'status' in event && event.status);
  if ('amount' in event && event.amount) words.push(`${event.amount.amountMinor} ${event.amount.currency}`);
  if ('paidPeriod' in event && event.paidPeriod) {
    const { start, end, paymentRef } = event.paidPeriod;
    words.push(`paid ${start} ${end} by ${paymentRef}`);
  }
  const total = 'amountRefundedMinor' in event ? `, ${event.amountRefundedMinor} refunded` : '';
  return `${words.filter(Boolean).join(' ')}${total}`;
}

it.each([
  [
    'checkout.expired',
    'nothing is ordered before a checkout succeeds; the order then comes as order.created',
  ],
  ['customer.state_changed', 'customers are not kept'],
  ['benefit_grant.revoked', 'access that Polar manages, which follows from orders and subscriptions'],
  ['order.imagined', 'unknown event type'],
])('%s is ignored: %s', (type, reason) => {
  expect(changed('order.paid', { type })).toMatchObject({ outcome: 'ignored', reason });
});
