import { readFileSync } from 'node:fs';
import { serializeEvents } from '@payspool/events';
import { describe, expect, it } from 'vitest';
import type { handlers } from './events/index.ts';
import { normalise } from './simulator/fixtures/changed-fixture.ts';

const folder = new URL('./simulator/fixtures/', import.meta.url);
const read = (type: string) => normalise({ body: readFileSync(new URL(`${type}.json`, folder)) });

/** The expected meaning of each fixture: type, its own reference, and the references that it is connected with. */
const MEANINGS: Record<keyof typeof handlers, string[]> = {
  'payment.authorized': ['payment.authorized pay_N3xQw8ZtLk0aBc order_N3xPm2RsVd7yHj 49900 INR'],
  'payment.captured': ['payment.succeeded pay_N3xQw8ZtLk0aBc order_N3xPm2RsVd7yHj 49900 INR'],
  'payment.failed': ['payment.failed pay_N3xQa1KpWu5eTz order_N3xPm2RsVd7yHj 49900 INR'],
  'order.paid': [
    'order.completed order_N3xPm2RsVd7yHj 49900 INR',
    'payment.succeeded pay_N3xQw8ZtLk0aBc order_N3xPm2RsVd7yHj 49900 INR',
  ],
  'refund.created': [
    'refund.pending rfnd_N3yB6hJfXo9wSq order_N3xPm2RsVd7yHj 20000 INR',
    'payment.succeeded pay_N3xQw8ZtLk0aBc order_N3xPm2RsVd7yHj 49900 INR',
  ],
  'refund.processed': [
    'refund.succeeded rfnd_N3yB6hJfXo9wSq order_N3xPm2RsVd7yHj 20000 INR',
    'payment.succeeded pay_N3xQw8ZtLk0aBc order_N3xPm2RsVd7yHj 49900 INR',
  ],
  'refund.failed': [
    'refund.failed rfnd_N3yB6hJfXo9wSq order_N3xPm2RsVd7yHj 20000 INR',
    'payment.succeeded pay_N3xQw8ZtLk0aBc order_N3xPm2RsVd7yHj 49900 INR',
  ],
  'refund.speed_changed': [
    'refund.pending rfnd_N3yB6hJfXo9wSq order_N3xPm2RsVd7yHj 20000 INR',
    'payment.succeeded pay_N3xQw8ZtLk0aBc order_N3xPm2RsVd7yHj 49900 INR',
  ],
  'payment.dispute.created': [
    'dispute.opened disp_N40RkUeMiG2xPd 10000 INR',
    'payment.succeeded pay_N3xQw8ZtLk0aBc order_N3xPm2RsVd7yHj 49900 INR',
  ],
  'payment.dispute.under_review': [
    'dispute.opened disp_N40RkUeMiG2xPd 10000 INR',
    'payment.succeeded pay_N3xQw8ZtLk0aBc order_N3xPm2RsVd7yHj 49900 INR',
  ],
  'payment.dispute.action_required': [
    'dispute.opened disp_N40RkUeMiG2xPd 10000 INR',
    'payment.succeeded pay_N3xQw8ZtLk0aBc order_N3xPm2RsVd7yHj 49900 INR',
  ],
  'payment.dispute.won': [
    'dispute.won disp_N40RkUeMiG2xPd 10000 INR',
    'payment.succeeded pay_N3xQw8ZtLk0aBc order_N3xPm2RsVd7yHj 49900 INR',
  ],
  'payment.dispute.lost': [
    'dispute.lost disp_N40RkUeMiG2xPd 10000 INR',
    'payment.succeeded pay_N3xQw8ZtLk0aBc order_N3xPm2RsVd7yHj 49900 INR',
  ],
  'payment.dispute.closed': [
    'dispute.closed disp_N40RkUeMiG2xPd 10000 INR',
    'payment.succeeded pay_N3xQw8ZtLk0aBc order_N3xPm2RsVd7yHj 49900 INR',
  ],
  'subscription.authenticated': ['subscription.created sub_N41HcWnYbA6vLr incomplete'],
  'subscription.activated': [
    'subscription.activated sub_N41HcWnYbA6vLr inv_N41JqDvAeM4jLr active',
    'payment.succeeded pay_N41JqTiPlC3mUh order_N41JqEwBfN5kMs inv_N41JqDvAeM4jLr sub_N41HcWnYbA6vLr 29900 INR tentative',
  ],
  'subscription.charged': [
    'subscription.renewed sub_N41HcWnYbA6vLr inv_N41JqDvAeM4jLr active',
    'payment.succeeded pay_N41JqTiPlC3mUh order_N41JqEwBfN5kMs inv_N41JqDvAeM4jLr sub_N41HcWnYbA6vLr 29900 INR tentative',
  ],
  'subscription.completed': [
    'subscription.expired sub_N41HcWnYbA6vLr inv_N41JqDvAeM4jLr expired',
    'payment.succeeded pay_N41JqTiPlC3mUh order_N41JqEwBfN5kMs inv_N41JqDvAeM4jLr sub_N41HcWnYbA6vLr 29900 INR tentative',
  ],
  'subscription.updated': ['subscription.updated sub_N41HcWnYbA6vLr active'],
  'subscription.pending': ['subscription.past_due sub_N41HcWnYbA6vLr past_due'],
  'subscription.halted': ['subscription.past_due sub_N41HcWnYbA6vLr unpaid'],
  'subscription.cancelled': ['subscription.canceled sub_N41HcWnYbA6vLr canceled'],
  'subscription.paused': ['subscription.paused sub_N41HcWnYbA6vLr paused'],
  'subscription.resumed': ['subscription.resumed sub_N41HcWnYbA6vLr active'],
  'invoice.paid': [
    'subscription.updated sub_N41HcWnYbA6vLr inv_N41JqDvAeM4jLr',
    'payment.succeeded pay_N41JqTiPlC3mUh order_N41JqEwBfN5kMs inv_N41JqDvAeM4jLr sub_N41HcWnYbA6vLr 29900 INR tentative',
  ],
  'invoice.partially_paid': [
    'order.created order_N42CxLsTaW2cZp inv_N42CxKrSzV1bYo 479030 INR',
    'payment.succeeded pay_N42DhGqRyU0aXn order_N42CxLsTaW2cZp inv_N42CxKrSzV1bYo 10000 INR tentative',
  ],
  'invoice.expired': ['order.expired order_N42CxLsTaW2cZp inv_N42CxKrSzV1bYo 479030 INR'],
  'payment_link.paid': [
    'order.completed order_N45LrGhYsC8wAe 25000 INR',
    'payment.succeeded pay_N45PqTuVbX3kMd order_N45LrGhYsC8wAe 25000 INR',
  ],
  'payment_link.partially_paid': [
    'order.created order_N46QtHiZtD9xBf 25000 INR',
    'payment.succeeded pay_N46RsWxZcY4lNe order_N46QtHiZtD9xBf 10000 INR',
  ],
};

describe('the fixtures', () => {
  it.each(Object.entries(MEANINGS))('%s has the meaning that is written here', (type, meaning) => {
    const normalised = read(type);
    expect(normalised).toMatchObject({ outcome: 'events', type, warnings: [] });
    if (normalised.outcome !== 'events') return;
    expect(serializeEvents([...normalised.events]).map(line)).toEqual(meaning);
  });
});

type Line = Record<string, unknown> & { amount?: { amountMinor: string; currency: string } };

const line = (event: unknown): string => {
  const fields = event as Line;
  const ownRef =
    fields.refundRef ??
    fields.disputeRef ??
    (String(fields.type).startsWith('payment.') ? fields.paymentRef : undefined);
  return [
    fields.type,
    ownRef,
    fields.orderRef,
    String(fields.type).startsWith('subscription.') ? fields.subscriptionRef : undefined,
    fields.invoiceRef,
    String(fields.type).startsWith('subscription.') ? fields.status : fields.subscriptionRef,
    fields.amount?.amountMinor,
    fields.amount?.currency,
    fields.tentative && 'tentative',
  ]
    .filter(Boolean)
    .join(' ');
};
