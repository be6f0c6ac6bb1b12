import { describe, expect, it } from 'vitest';
import {
  factsOf,
  meaningOf,
  problemOf,
  RENEWAL,
  SUBSCRIPTION,
} from '../simulator/fixtures/changed-fixture.ts';

describe('an invoice', () => {
  it('that is successful when it is created, as in the sample, proves its period too', () => {
    const [fact] = factsOf('invoice.create', { status: 'success', paid_at: '2026-04-02T11:00:06.000Z' });
    expect(fact).toMatchObject({
      type: 'subscription.renewed',
      occurredAt: '2026-04-02T11:00:06.000Z',
      paidPeriod: { start: '2026-04-02T11:00:00.000Z' },
    });
  });

  it.each(['failed', 'attention'])('that is updated to %s is past due, although it says `paid`', (status) => {
    const [fact] = factsOf('invoice.update', { status, paid: 1, paid_at: null, transaction: {} });
    expect(fact).toMatchObject({
      type: 'subscription.past_due',
      status: 'past_due',
      occurredAt: '2026-04-02T11:00:00.000Z',
    });
    expect(fact).not.toHaveProperty('paidPeriod');
  });

  it('with another status only connects references', () => {
    const [fact] = factsOf('invoice.update', { status: 'pending' });
    expect(fact).toMatchObject({ type: 'subscription.updated', subscriptionRef: SUBSCRIPTION });
    expect(fact).not.toHaveProperty('status');
  });

  it('whose period ends before it begins, as in the samples, ends at the next payment date', () => {
    const odd = { period_end: '2026-04-01T23:59:59.000Z' };
    expect(factsOf('invoice.update', odd)[0]).toMatchObject({
      paidPeriod: { end: '2026-05-02T11:00:00.000Z' },
    });
    const [endless] = factsOf('invoice.update', { ...odd, 'subscription.next_payment_date': null });
    expect(endless).toMatchObject({ paidPeriod: { end: undefined } });
  });

  it('without a period begins when it was paid', () => {
    expect(factsOf('invoice.update', { period_start: null })[0]).toMatchObject({
      paidPeriod: { start: '2026-04-02T11:00:10.000Z', end: '2026-05-02T10:59:59.000Z' },
    });
  });

  it.each([{}, [], null, { status: 'active' }])('without a subscription (%j) is ignored', (subscription) => {
    expect(meaningOf('invoice.payment_failed', { subscription })).toMatchObject({
      outcome: 'ignored',
      reason: 'an invoice without a subscription: its money comes as charge.success',
    });
  });

  it('names a failed charge, if there was one', () => {
    const transaction = { reference: 'ref_failed', status: 'failed', amount: 110_000, currency: 'NGN' };
    expect(factsOf('invoice.payment_failed', { transaction })).toMatchObject([
      { type: 'subscription.past_due' },
      { type: 'payment.failed', paymentRef: 'ref_failed', subscriptionRef: SUBSCRIPTION, tentative: true },
    ]);
  });

  it('connects a charge whose amount or status it does not state', () => {
    for (const change of [{ 'transaction.amount': null }, { 'transaction.status': 'resting' }])
      expect(factsOf('invoice.update', change)[1]).toMatchObject({
        type: 'payment.linked',
        paymentRef: RENEWAL,
      });
  });

  it.each([
    ['subscription.subscription_code', 7],
    ['transaction.amount', 0.5],
    ['transaction.reference', 7],
    ['invoice_code', null],
  ])('is refused with the path if %s is %j', (path, value) => {
    expect(problemOf(() => meaningOf('invoice.update', { [path]: value })).path).toBe(`data.${path}`);
  });
});
