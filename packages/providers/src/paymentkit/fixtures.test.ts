import { readFileSync } from 'node:fs';
import { serializeEvents } from '@payspool/events';
import { describe, expect, it } from 'vitest';
import type { handlers } from './events/index.ts';
import { normalise } from './normalise.ts';

const folder = new URL('./simulator/fixtures/', import.meta.url);
const currencies = { pc_payspooltoken: 18, pc_payspooldollar: 6 };
const read = (type: string) =>
  normalise({ body: readFileSync(new URL(`${type}.json`, folder)) }, { currencies });

const TOKENS = '12500000000000000000 pc_payspooltoken 18';
const DOLLARS = '10000000 pc_payspooldollar 6';
const PART = '2500000 pc_payspooldollar 6';
const RENEWED = [
  'subscription.renewed sub_tea1042 in_tea1042b',
  'payment.linked pi_tea1042b in_tea1042b sub_tea1042',
];
const UPDATED = [
  'subscription.updated sub_tea1042 in_tea1042b',
  'payment.linked pi_tea1042b in_tea1042b sub_tea1042',
];
const bill = (type: string) => [
  `${type} cs_tea1042 in_tea1042 ${DOLLARS}`,
  'payment.linked pi_tea1042 cs_tea1042 in_tea1042',
];

/** The expected meaning of each fixture: type, its own reference, the references that it is connected with, its amount or status. */
const MEANINGS: Record<keyof typeof handlers, string[]> = {
  'checkout.session.completed': [
    `order.completed cs_tea1042 ${TOKENS}`,
    `payment.succeeded pi_tea1042 cs_tea1042 ${TOKENS}`,
  ],
  'checkout.session.expired': [`order.expired cs_tea1042 ${TOKENS}`],
  'checkout.session.async_payment_succeeded': [
    `order.completed cs_tea1042 ${TOKENS}`,
    `payment.succeeded pi_tea1042 cs_tea1042 ${TOKENS}`,
  ],
  'checkout.session.async_payment_failed': [
    `order.created cs_tea1042 ${TOKENS}`,
    `payment.failed pi_tea1042 cs_tea1042 ${TOKENS}`,
  ],
  'payment_intent.created': [`payment.pending pi_tea1042 pi_tea1042 ${TOKENS}`],
  'payment_intent.processing': [`payment.pending pi_tea1042 pi_tea1042 ${TOKENS}`],
  'payment_intent.requires_action': [`payment.pending pi_tea1042 pi_tea1042 ${TOKENS}`],
  'payment_intent.amount_capturable_updated': [`payment.authorized pi_tea1042 pi_tea1042 ${TOKENS}`],
  'payment_intent.succeeded': [`payment.succeeded pi_tea1042 pi_tea1042 ${TOKENS}`],
  'payment_intent.payment_failed': [`payment.failed pi_tea1042 pi_tea1042 ${TOKENS}`],
  'payment_intent.canceled': [`payment.canceled pi_tea1042 pi_tea1042 ${TOKENS}`],
  'invoice.finalized': bill('order.created'),
  'invoice.paid': bill('order.completed'),
  'invoice.payment_succeeded': RENEWED,
  'invoice.payment_failed': UPDATED,
  'invoice.payment_action_required': UPDATED,
  'invoice.voided': bill('order.canceled'),
  'invoice.marked_uncollectible': bill('order.created'),
  'refund.created': [`refund.pending re_tea1042 pi_tea1042 ${PART}`],
  'refund.updated': [`refund.pending re_tea1042 pi_tea1042 ${PART}`],
  'refund.succeeded': [`refund.succeeded re_tea1042 pi_tea1042 ${PART}`],
  'refund.canceled': [`refund.failed re_tea1042 pi_tea1042 ${PART}`],
  'customer.subscription.created': ['subscription.created sub_tea1042 incomplete'],
  'customer.subscription.started': ['subscription.activated sub_tea1042 active'],
  'customer.subscription.updated': ['subscription.updated sub_tea1042 active'],
  'customer.subscription.renewed': ['subscription.renewed sub_tea1042 active'],
  'customer.subscription.renew_failed': ['subscription.past_due sub_tea1042 past_due'],
  'customer.subscription.past_due': ['subscription.past_due sub_tea1042 past_due'],
  'customer.subscription.paused': ['subscription.paused sub_tea1042 paused'],
  'customer.subscription.resumed': ['subscription.resumed sub_tea1042 active'],
  'customer.subscription.recovered': ['subscription.resumed sub_tea1042 active'],
  'customer.subscription.upgraded': ['subscription.updated sub_tea1042 active'],
  'customer.subscription.trial_start': ['subscription.updated sub_tea1042 trialing'],
  'customer.subscription.trial_will_end': ['subscription.updated sub_tea1042 trialing'],
  'customer.subscription.trial_end': ['subscription.updated sub_tea1042 active'],
  'customer.subscription.deleted': ['subscription.canceled sub_tea1042 canceled'],
  'customer.subscription.pending_update_applied': ['subscription.updated sub_tea1042 active'],
  'customer.subscription.pending_update_expired': ['subscription.updated sub_tea1042 active'],
};

describe('the fixtures', () => {
  it.each(Object.entries(MEANINGS))('%s has the meaning that is written here', (type, meaning) => {
    const normalised = read(type);
    expect(normalised).toMatchObject({ outcome: 'events', type, mode: 'test', warnings: [] });
    if (normalised.outcome !== 'events') return;
    expect(serializeEvents([...normalised.events]).map(line)).toEqual(meaning);
  });
});

const REFERENCES = {
  order: ['orderRef', 'invoiceRef'],
  payment: ['paymentRef', 'orderRef', 'invoiceRef', 'subscriptionRef'],
  refund: ['refundRef', 'paymentRef'],
  dispute: ['disputeRef', 'paymentRef'],
  subscription: ['subscriptionRef', 'invoiceRef', 'status'],
};

const line = (event: object): string => {
  const fields = event as Record<string, unknown> & { type: string; amount?: Record<string, unknown> };
  const subject = fields.type.split('.')[0] as keyof typeof REFERENCES;
  const { amountMinor, currency, exponent } = fields.amount ?? {};
  return [fields.type, ...REFERENCES[subject].map((name) => fields[name]), amountMinor, currency, exponent]
    .filter((word) => word !== undefined)
    .map(String)
    .join(' ');
};
