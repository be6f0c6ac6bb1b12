import { describe, expect, it } from 'vitest';
import { factsOf } from '../simulator/fixtures/made-event.ts';

// 2026-01-01, 2026-02-01 and 2026-03-01, midnight UTC.
const [JANUARY, FEBRUARY, MARCH] = [1_767_225_600, 1_769_904_000, 1_772_323_200];
const item = {
  price: { id: 'price_1' },
  quantity: 2,
  current_period_start: JANUARY,
  current_period_end: FEBRUARY,
};
const subscription = {
  id: 'sub_1',
  status: 'active',
  customer: 'cus_1',
  latest_invoice: 'in_1',
  items: { data: [item] },
  cancel_at: null,
  canceled_at: null,
  trial_end: null,
  metadata: { order_id: 'A-1001' },
};
const updated = 'customer.subscription.updated';

describe('a subscription that will end', () => {
  it('ends with its period if only the flag is set', () => {
    const flagged = { ...subscription, cancel_at_period_end: true };
    expect(factsOf(updated, flagged, { previous: { cancel_at_period_end: false } })).toMatchObject([
      { cancelAt: '2026-02-01T00:00:00.000Z', previous: { cancelAt: null } },
    ]);
    const legacy = { ...flagged, items: undefined, cancel_at: undefined, current_period_end: MARCH };
    expect(factsOf(updated, legacy)).toMatchObject([{ cancelAt: '2026-03-01T00:00:00.000Z' }]);
  });

  it('ends at the stated time, regardless of the flag', () => {
    const dated = { ...subscription, cancel_at_period_end: true, cancel_at: MARCH };
    expect(factsOf(updated, dated)).toMatchObject([{ cancelAt: '2026-03-01T00:00:00.000Z' }]);
  });

  it('continues if the cancellation is withdrawn', () => {
    const staying = { ...subscription, cancel_at_period_end: false };
    expect(factsOf(updated, staying, { previous: { cancel_at_period_end: true } })).toMatchObject([
      { cancelAt: null, previous: { cancelAt: '2026-02-01T00:00:00.000Z' } },
    ]);
  });

  it('has an unknown end if it states no period', () => {
    const unknown = { ...subscription, items: undefined, cancel_at_period_end: true };
    expect(factsOf(updated, unknown)[0]).not.toHaveProperty('cancelAt');
  });

  it('ended at the stated time if nobody had requested it', () => {
    expect(factsOf(updated, { ...subscription, ended_at: FEBRUARY })).toMatchObject([
      { canceledAt: '2026-02-01T00:00:00.000Z' },
    ]);
  });
});

describe('a pause of collection', () => {
  const paused = { behavior: 'void', resumes_at: FEBRUARY };

  it('keeps the status, and states its end', () => {
    const facts = factsOf(
      updated,
      { ...subscription, pause_collection: paused },
      {
        previous: { pause_collection: null },
      },
    );
    expect(facts).toMatchObject([
      {
        type: 'subscription.updated',
        status: 'active',
        collectionPaused: true,
        collectionResumesAt: '2026-02-01T00:00:00.000Z',
        previous: { collectionPaused: false, collectionResumesAt: null },
      },
    ]);
  });

  it('goes on', () => {
    const [fact] = factsOf(
      updated,
      { ...subscription, pause_collection: null },
      {
        previous: { pause_collection: { ...paused, resumes_at: null } },
      },
    );
    expect(fact).toMatchObject({ collectionPaused: false, collectionResumesAt: null });
    expect(fact).toHaveProperty('previous', { collectionPaused: true });
  });

  it('has a changed end', () => {
    const [fact] = factsOf(
      updated,
      { ...subscription, pause_collection: paused },
      {
        previous: { pause_collection: { resumes_at: null } },
      },
    );
    expect(fact).toHaveProperty('previous', { collectionResumesAt: null });
  });

  it('has an unchanged end if only its behaviour has changed', () => {
    const [fact] = factsOf(
      updated,
      { ...subscription, pause_collection: paused },
      { previous: { pause_collection: { behavior: 'keep_as_draft' } } },
    );
    expect(fact).not.toHaveProperty('previous');
  });

  it('is not stated if the subscription does not state it', () => {
    expect(factsOf(updated, subscription)[0]).not.toHaveProperty('collectionPaused');
  });
});

describe('the invoice in a subscription', () => {
  it('shows the paid period', () => {
    const latest_invoice = {
      id: 'in_1',
      status: 'paid',
      amount_due: 1500,
      currency: 'usd',
      subscription: 'sub_1',
      payment_intent: 'pi_1',
      lines: { data: [{ type: 'subscription', period: { start: JANUARY, end: FEBRUARY } }] },
    };
    expect(factsOf(updated, { ...subscription, latest_invoice })).toMatchObject([
      { type: 'subscription.updated', status: 'active', invoiceRef: 'in_1' },
      { type: 'subscription.updated', paidPeriod: { end: '2026-02-01T00:00:00.000Z', paymentRef: 'pi_1' } },
      { type: 'payment.linked', paymentRef: 'pi_1', subscriptionRef: 'sub_1' },
    ]);
  });
});
