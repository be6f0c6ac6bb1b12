import { canonicalEvent, type EventFacts } from '@payspool/events';
import { describe, expect, it } from 'vitest';
import { foldAll } from '../fold/fold.ts';
import type { RecordedEvent } from '../fold/history.ts';
import { prepare } from './prepare.ts';
import { decodePublished } from './published-state.ts';

const NOW = '2026-02-10T00:00:00.000Z';
const day = (date: string) => `2026-${date}T00:00:00.000Z`;
const event = (eventKey: string, date: string, facts: object): RecordedEvent => ({
  eventKey,
  index: 0,
  event: canonicalEvent({ ...facts, occurredAt: day(date) } as EventFacts),
});
const eur = (amountMinor: bigint) => ({ amountMinor, currency: 'EUR', exponent: 2 });

/** A subscription from January to February, and paid. */
const STARTED = event('started', '01-01', {
  type: 'subscription.activated',
  subscriptionRef: 's',
  merchantRef: 'A-17',
  status: 'active',
  planRef: 'basic',
  quantity: 1,
  trialEnd: null,
  currentPeriodStart: day('01-01'),
  currentPeriodEnd: day('02-01'),
  paidPeriod: { start: day('01-01'), end: day('02-01') },
});
const renewed = (date: string, end: string) =>
  event(`renewed ${date}`, date, {
    type: 'subscription.renewed',
    subscriptionRef: 's',
    status: 'active',
    currentPeriodStart: day(date),
    currentPeriodEnd: day(end),
    paidPeriod: { start: day(date), end: day(end) },
  });
const changed = (date: string, facts: object) =>
  event(`changed ${date}`, date, { type: 'subscription.updated', subscriptionRef: 's', ...facts });

/** What the release before kept of that subscription: its aspects had other names, and no version. */
const publishedBefore = (values: object = {}) => [
  {
    kind: 'subscription',
    ref: 's',
    currentRef: 's',
    isPublished: true,
    values: { access: 'live', arrears: 'no', period: day('02-01'), plan: '["basic",1,null]', ...values },
    counts: { 'subscription.activated': 1 },
  },
];

const topicsOf = (publishedState: unknown, events: readonly RecordedEvent[], now = NOW) =>
  prepare(decodePublished(publishedState), foldAll(events), now).transitions.map(
    ({ topic, occurrence }) => `${topic} ${occurrence}`,
  );

describe('what an older release published of a subscription', () => {
  it('is not published again, and is kept in the aspects of today', () => {
    const first = prepare(decodePublished(publishedBefore()), foldAll([STARTED]), NOW);
    expect(first.transitions).toEqual([]);
    expect(first.publishedState).toMatchObject([
      { version: 2, values: { billing: 'live', merchant_ref: 'A-17' } },
    ]);
    expect(prepare(first.publishedState, foldAll([STARTED]), NOW).transitions).toEqual([]);
  });

  it.each([
    ['a renewal', [renewed('02-01', '03-01')], ['subscription.renewed 1']],
    ['another plan', [changed('01-20', { planRef: 'plus' })], ['subscription.updated 1']],
    ['an end that is planned', [changed('01-20', { cancelAt: day('02-01') })], ['subscription.updated 1']],
    ['arrears', [changed('01-20', { status: 'past_due' })], ['subscription.past_due 1']],
    [
      'a renewal that is late',
      [changed('01-20', { status: 'past_due' }), renewed('02-01', '03-01')],
      ['subscription.renewed 1'],
    ],
  ])('is followed by what is new: %s', (_, events, topics) => {
    expect(topicsOf(publishedBefore(), [STARTED, ...events])).toEqual(topics);
  });

  it('does not publish renewals again that it published', () => {
    const publishedState = publishedBefore({ period: day('03-01') });
    expect(topicsOf(publishedState, [STARTED, renewed('02-01', '03-01')])).toEqual([]);
    // It had published the period when it began, and its payment came later.
    const begun = changed('02-01', { currentPeriodStart: day('02-01'), currentPeriodEnd: day('03-01') });
    expect(topicsOf(publishedState, [STARTED, begun])).toEqual([]);
    expect(topicsOf(publishedState, [STARTED, begun, renewed('02-01', '03-01')])).toEqual([]);
  });

  it.each([`${day('01-01')}/`, 'unknown'])('knows a period of which it had published %j', (period) => {
    const open = [changed('01-01', { status: 'active', planRef: 'basic', quantity: 1, merchantRef: 'A-17' })];
    expect(topicsOf(publishedBefore({ period }), open)).toEqual([]);
  });

  it('has published its end: that its access has ended is no news', () => {
    const ended = [STARTED, changed('01-20', { status: 'canceled' })];
    const publishedState = publishedBefore({ access: 'canceled', arrears: '', period: '', plan: '' });
    expect(topicsOf(publishedState, ended)).toEqual([]);
  });

  it('has published its end too early, where access is paid for longer: until when it lasts is published', () => {
    const ended = [STARTED, changed('01-20', { status: 'canceled' })];
    const publishedState = publishedBefore({ access: 'canceled', arrears: '', period: '', plan: '' });
    expect(topicsOf(publishedState, ended, day('01-21'))).toEqual(['subscription.updated 1']);
  });
});

describe('what an older release published of an order', () => {
  const order = [
    event('due', '01-01', {
      type: 'order.created',
      orderRef: 'o',
      merchantRef: 'A-17',
      amount: eur(500n),
    }),
    event('paid', '01-02', { type: 'payment.succeeded', paymentRef: 'p', orderRef: 'o', amount: eur(500n) }),
  ];
  const subject = (kind: string, ref: string, values: object, counts: object) => ({
    kind,
    ref,
    currentRef: ref,
    isPublished: true,
    values,
    counts,
  });
  const publishedState = [
    subject('payment', 'p', { status: 'succeeded' }, { 'payment.succeeded': 1 }),
    subject(
      'order',
      'o',
      { settled: 'yes', refunded: '0', charged_back: '0', disputed: '', open: '' },
      { 'order.paid': 1 },
    ),
  ];

  it('is not published again: the merchant’s own id was in every payload', () => {
    expect(topicsOf(publishedState, order)).toEqual([]);
  });

  it('is followed by what is new', () => {
    const refund = event('refund', '01-03', {
      type: 'refund.succeeded',
      refundRef: 'r',
      paymentRef: 'p',
      amount: eur(500n),
    });
    expect(topicsOf(publishedState, [...order, refund])).toEqual(['order.refunded 1']);
  });

  it('and withdrew, is published from its beginning when it is back', () => {
    const withdrawn = publishedState.map((one) => ({ ...one, isPublished: false, values: {} }));
    expect(topicsOf(withdrawn, order)).toEqual(['payment.succeeded 2', 'order.paid 2']);
  });
});
