import { describe, expect, it } from 'vitest';
import type { handlers } from './events/index.ts';
import { changed, eventsOf } from './simulator/fixtures/changed-fixture.ts';

const ONE = 'txn_01kk3hd5f7h9k2m4p6r8t1w3y5';
const FIRST = 'txn_01kk4ad2f4h6k8n1q3s5v7x9z2';
const NEXT = 'txn_01kmsbv6x8z1b3d5f7h9k2m4p6';
const INVOICE = 'txn_01kkba4c6e8g1j3m5p7r9t2w4y';
const SUB = 'sub_01kk4am9p2r4t6w8y1a3c5e7g9';
const REFUND = 'adj_01kkm2d4f6h8k1n3q5s7v9x2z4';
const MARCH = { start: '2026-03-02T10:04:33.218Z', end: '2026-04-02T10:04:33.218Z' };

/** What each fixture says: type, own reference, purchase, amount, and what is special about it. */
const MEANINGS: Record<keyof typeof handlers, string[]> = {
  'transaction.created': [
    `order.created ${ONE} 14760 EUR tentative`,
    `payment.linked ${ONE} of order ${ONE} tentative`,
  ],
  'transaction.ready': [`order.created ${ONE} 14760 EUR`, `payment.linked ${ONE} of order ${ONE}`],
  'transaction.payment_failed': [
    `order.created ${ONE} 14760 EUR`,
    `payment.failed ${ONE} of order ${ONE} 14760 EUR declined`,
  ],
  'transaction.updated': [
    `order.completed ${ONE} 14760 EUR`,
    `payment.succeeded ${ONE} of order ${ONE} 14760 EUR`,
  ],
  'transaction.revised': [
    `order.completed ${ONE} 14760 EUR`,
    `payment.succeeded ${ONE} of order ${ONE} 14760 EUR`,
  ],
  'transaction.billed': [
    `order.created ${INVOICE} 14760 EUR`,
    `payment.linked ${INVOICE} of order ${INVOICE}`,
  ],
  'transaction.canceled': [
    `order.canceled ${INVOICE} 14760 EUR`,
    `payment.linked ${INVOICE} of order ${INVOICE}`,
  ],
  'transaction.paid': [`payment.succeeded ${FIRST} 8487 EUR tentative`],
  'transaction.completed': [
    `payment.succeeded ${FIRST} of ${SUB} 8487 EUR tentative`,
    `subscription.updated ${SUB} paid ${MARCH.start} ${MARCH.end} by ${FIRST}`,
  ],
  'transaction.past_due': [`payment.failed ${NEXT} of ${SUB} 8487 EUR not_enough_balance tentative`],
  'subscription.created': [
    `subscription.created ${SUB} active paid ${MARCH.start} ${MARCH.end} by ${FIRST}`,
    `payment.linked ${FIRST} of ${SUB}`,
  ],
  'subscription.activated': [`subscription.activated ${SUB} active`],
  'subscription.trialing': ['subscription.activated sub_01kk4bn1q3s5v7x9z2b4d6f8h1 trialing'],
  'subscription.updated': [`subscription.updated ${SUB} active`],
  'subscription.past_due': [`subscription.past_due ${SUB} past_due`],
  'subscription.paused': [`subscription.paused ${SUB} paused`],
  'subscription.resumed': [`subscription.resumed ${SUB} active`],
  'subscription.canceled': [`subscription.canceled ${SUB} canceled`],
  'subscription.imported': ['subscription.created sub_01kh9c5e7g9j2m4p6r8t1w3y5a active'],
  'adjustment.created': [`refund.pending ${REFUND} of payment ${ONE} 5000 EUR`],
  'adjustment.updated': [`refund.succeeded ${REFUND} of payment ${ONE} 5000 EUR`],
};

describe('each type', () => {
  it.each(Object.entries(MEANINGS))('%s has the meaning that is written here', (type, meaning) => {
    expect(changed(type)).toMatchObject({ outcome: 'events', type, warnings: [] });
    expect(eventsOf(type).map(line)).toEqual(meaning);
  });
});

function line(event: ReturnType<typeof eventsOf>[number]): string {
  const words: (string | false | undefined)[] = [event.type];
  if (event.type.startsWith('order.')) words.push('orderRef' in event && event.orderRef);
  if ('refundRef' in event) words.push(event.refundRef, `of payment ${event.paymentRef}`);
  if ('status' in event || event.type.startsWith('subscription.'))
    words.push('subscriptionRef' in event && event.subscriptionRef, 'status' in event && event.status);
  if (event.type.startsWith('payment.')) {
    words.push('paymentRef' in event && event.paymentRef);
    if ('orderRef' in event && event.orderRef) words.push(`of order ${event.orderRef}`);
    if ('subscriptionRef' in event && event.subscriptionRef) words.push(`of ${event.subscriptionRef}`);
  }
  if ('amount' in event && event.amount) words.push(`${event.amount.amountMinor} ${event.amount.currency}`);
  if ('failureCode' in event) words.push(event.failureCode);
  if ('paidPeriod' in event && event.paidPeriod) {
    const { start, end, paymentRef } = event.paidPeriod;
    words.push(`paid ${start} ${end} by ${paymentRef}`);
  }
  if ('tentative' in event && event.tentative) words.push('tentative');
  return words.filter(Boolean).join(' ');
}

it.each([
  ['customer.created', 'customers are not kept'],
  ['payout.paid', 'a transfer from Paddle to the merchant, not a payment for an order'],
  ['transaction.imagined', 'unknown event type'],
])('%s is ignored: %s', (type, reason) => {
  expect(changed('transaction.ready', { event_type: type })).toMatchObject({ outcome: 'ignored', reason });
});

it('without a time of its own happens at the signed time', () => {
  expect(() => changed('transaction.ready', { occurred_at: 'soon' })).toThrow(/^occurred_at/);
});
