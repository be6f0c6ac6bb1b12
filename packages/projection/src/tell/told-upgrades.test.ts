import { canonicalEvent, type EventFacts } from '@payspool/events';
import { describe, expect, it } from 'vitest';
import { foldAll } from '../fold/fold.ts';
import type { RecordedEvent } from '../fold/history.ts';
import { tell } from './tell.ts';
import { decodeTold } from './told.ts';

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

/** What the release before kept of that subscription: its facets had other names, and no version. */
const toldBefore = (values: object = {}) => [
  {
    kind: 'subscription',
    ref: 's',
    called: 's',
    heard: true,
    values: { access: 'live', arrears: 'no', period: day('02-01'), plan: '["basic",1,null]', ...values },
    counts: { 'subscription.activated': 1 },
  },
];

const topicsOf = (told: unknown, events: readonly RecordedEvent[], now = NOW) =>
  tell(decodeTold(told), foldAll(events), now).transitions.map(
    ({ topic, occurrence }) => `${topic} ${occurrence}`,
  );

describe('what an older release told of a subscription', () => {
  it('is not told again, and is kept in the facets of today', () => {
    const first = tell(decodeTold(toldBefore()), foldAll([STARTED]), NOW);
    expect(first.transitions).toEqual([]);
    expect(first.told).toMatchObject([{ version: 2, values: { billing: 'live', merchant_ref: 'A-17' } }]);
    expect(tell(first.told, foldAll([STARTED]), NOW).transitions).toEqual([]);
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
    expect(topicsOf(toldBefore(), [STARTED, ...events])).toEqual(topics);
  });

  it('does not tell renewals again that it told', () => {
    const told = toldBefore({ period: day('03-01') });
    expect(topicsOf(told, [STARTED, renewed('02-01', '03-01')])).toEqual([]);
    // It had told the period when it began, and its payment came later.
    const begun = changed('02-01', { currentPeriodStart: day('02-01'), currentPeriodEnd: day('03-01') });
    expect(topicsOf(told, [STARTED, begun])).toEqual([]);
    expect(topicsOf(told, [STARTED, begun, renewed('02-01', '03-01')])).toEqual([]);
  });

  it.each([`${day('01-01')}/`, 'unknown'])('knows a period of which it had told %j', (period) => {
    const open = [changed('01-01', { status: 'active', planRef: 'basic', quantity: 1, merchantRef: 'A-17' })];
    expect(topicsOf(toldBefore({ period }), open)).toEqual([]);
  });

  it('has told its end: that its access has ended is no news', () => {
    const ended = [STARTED, changed('01-20', { status: 'canceled' })];
    const told = toldBefore({ access: 'canceled', arrears: '', period: '', plan: '' });
    expect(topicsOf(told, ended)).toEqual([]);
  });

  it('has told its end too early, where access is paid for longer: until when it lasts is told', () => {
    const ended = [STARTED, changed('01-20', { status: 'canceled' })];
    const told = toldBefore({ access: 'canceled', arrears: '', period: '', plan: '' });
    expect(topicsOf(told, ended, day('01-21'))).toEqual(['subscription.updated 1']);
  });
});

describe('what an older release told of an order', () => {
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
    called: ref,
    heard: true,
    values,
    counts,
  });
  const told = [
    subject('payment', 'p', { status: 'succeeded' }, { 'payment.succeeded': 1 }),
    subject(
      'order',
      'o',
      { settled: 'yes', refunded: '0', charged_back: '0', disputed: '', open: '' },
      { 'order.paid': 1 },
    ),
  ];

  it('is not told again: the merchant’s own id was in every payload', () => {
    expect(topicsOf(told, order)).toEqual([]);
  });

  it('is followed by what is new', () => {
    const refund = event('refund', '01-03', {
      type: 'refund.succeeded',
      refundRef: 'r',
      paymentRef: 'p',
      amount: eur(500n),
    });
    expect(topicsOf(told, [...order, refund])).toEqual(['order.refunded 1']);
  });

  it('and withdrew, is told from its beginning when it is back', () => {
    const withdrawn = told.map((one) => ({ ...one, heard: false, values: {} }));
    expect(topicsOf(withdrawn, order)).toEqual(['payment.succeeded 2', 'order.paid 2']);
  });
});
