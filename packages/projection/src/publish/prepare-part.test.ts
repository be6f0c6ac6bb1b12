import { canonicalEvent, type EventFacts } from '@payspool/events';
import { describe, expect, it } from 'vitest';
import { foldAll, resumeFold } from '../fold/fold.ts';
import type { RecordedEvent } from '../fold/history.ts';
import { prepare } from './prepare.ts';
import { PUBLISHED_VERSION } from './published-upgrades.ts';

/** A time before any access ends. */
const NEVER = '2026-01-01T00:00:00.000Z';
const at = (second: number) => `2026-01-31T12:00:0${second}.000Z`;
const event = (eventKey: string, second: number, facts: object): RecordedEvent => ({
  eventKey,
  index: 0,
  event: canonicalEvent({ ...facts, occurredAt: at(second) } as EventFacts),
});
const eur = (amountMinor: bigint) => ({ amountMinor, currency: 'EUR', exponent: 2 });
const created = (due: bigint) =>
  event(`due ${due}`, 1, { type: 'order.created', orderRef: 'o', amount: eur(due) });
const paid = event('paid', 2, {
  type: 'payment.succeeded',
  paymentRef: 'p',
  orderRef: 'o',
  amount: eur(500n),
});
const refunded = (second: number, key: string) =>
  event(key, second, { type: 'refund.succeeded', refundRef: key, paymentRef: 'p', amount: eur(100n) });
const subscription = (key: string, second: number, status: string, facts: object = {}) =>
  event(key, second, { type: 'subscription.updated', subscriptionRef: 's', status, ...facts });
const publishAll = (events: readonly RecordedEvent[]) => prepare([], foldAll(events), NEVER);

describe('a fold that continued from a saved one', () => {
  const pair = [created(500n), paid];

  it('gives no result if it has not seen the published values', () => {
    const folded = resumeFold(foldAll([...pair, refunded(3, 'first')]).saved, [refunded(4, 'more')]);
    const inStep = publishAll([...pair, refunded(3, 'first')]).publishedState;
    const behind = publishAll(pair).publishedState;
    if (!folded) throw new Error('it was folded whole');
    expect(prepare(inStep, folded, NEVER)?.transitions).toMatchObject([
      { topic: 'order.partially_refunded', occurrence: 2 },
    ]);
    expect(prepare(behind, folded, NEVER)).toBeUndefined();
    // An older release published other aspects.
    const older = inStep.map((one) => ({ ...one, version: PUBLISHED_VERSION - 1 }));
    expect(prepare(older, folded, NEVER)).toBeUndefined();
    // What was withdrawn is published from its beginning, which it has not seen.
    const withdrawn = inStep.map((one) => ({ ...one, isPublished: false, values: {} }));
    expect(prepare(withdrawn, folded, NEVER)).toBeUndefined();
  });

  it('keeps the published state of untouched subjects in its order, and withdraws removed subjects', () => {
    const held = event('held', 2, {
      type: 'payment.authorized',
      paymentRef: 'h',
      orderRef: 'o',
      amount: eur(900n),
    });
    const other = event('other', 3, {
      type: 'payment.failed',
      paymentRef: 'z',
      orderRef: 'o',
      amount: eur(100n),
    });
    const captured = event('captured', 4, {
      type: 'payment.succeeded',
      paymentRef: 'q',
      orderRef: 'o',
      authorizationRef: 'h',
      amount: eur(900n),
    });
    const before = [created(900n), held, other];
    const { publishedState } = publishAll(before);
    const folded = resumeFold(foldAll(before).saved, [captured]);
    if (!folded) throw new Error('it was folded whole');
    const outcome = prepare(publishedState, folded, NEVER);
    expect(outcome).toEqual(prepare(publishedState, foldAll([...before, captured]), NEVER));
    expect(outcome?.publishedState.map(({ kind, ref }) => `${kind} ${ref}`)).toEqual([
      'payment h',
      'payment q',
      'payment z',
      'order o',
    ]);
    expect(folded.rows.payments.map(({ paymentRef }) => paymentRef)).toEqual(['q']);
  });

  it('publishes the end of an access by time with any later event', () => {
    const ends = subscription('ends', 2, 'canceled', {
      paidPeriod: { start: at(1), end: '2026-02-01T00:00:00.000Z' },
    });
    const { saved } = foldAll([subscription('runs', 1, 'active'), ends]);
    const first = prepare([], foldAll([subscription('runs', 1, 'active'), ends]), at(2));
    const later = event('later', 3, { type: 'payment.failed', paymentRef: 'p' });
    const folded = resumeFold(saved, [later]);
    const outcome = folded && prepare(first.publishedState, folded, '2026-03-01T00:00:00.000Z');
    expect(outcome?.transitions.map(({ topic }) => topic)).toContain('subscription.access_ended');
  });
});
