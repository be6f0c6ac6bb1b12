import { describe, expect, it } from 'vitest';
import { factsOf, meaningOf } from '../simulator/fixtures/made-event.ts';

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

describe('a subscription', () => {
  it('gives a snapshot', () => {
    expect(factsOf('customer.subscription.created', subscription)).toEqual([
      {
        type: 'subscription.created',
        rank: 12,
        occurredAt: '2026-01-01T12:01:00.000Z',
        subscriptionRef: 'sub_1',
        invoiceRef: 'in_1',
        status: 'active',
        planRef: 'price_1',
        quantity: 2,
        items: [{ planRef: 'price_1', quantity: 2 }],
        currentPeriodStart: '2026-01-01T00:00:00.000Z',
        currentPeriodEnd: '2026-02-01T00:00:00.000Z',
        cancelAt: null,
        canceledAt: null,
        trialEnd: null,
        providerStatus: 'active',
        merchantRef: 'A-1001',
        merchantRefField: 'metadata.order_id',
        merchantRefWriter: 'merchant',
        customerRef: 'cus_1',
      },
    ]);
  });

  it('has the period in itself before API 2025-03-31, and a plan before there were prices', () => {
    const legacy = {
      ...subscription,
      current_period_start: FEBRUARY,
      current_period_end: MARCH,
      items: { data: [{ plan: { id: 'plan_1' }, quantity: 1 }] },
    };
    expect(factsOf(updated, legacy)).toMatchObject([
      {
        planRef: 'plan_1',
        currentPeriodStart: '2026-02-01T00:00:00.000Z',
        currentPeriodEnd: '2026-03-01T00:00:00.000Z',
      },
    ]);
  });

  it('with several items has a period that covers all of theirs', () => {
    const longer = { price: { id: 'price_2' }, current_period_start: FEBRUARY, current_period_end: MARCH };
    expect(factsOf(updated, { ...subscription, items: { data: [item, longer] } })).toMatchObject([
      {
        planRef: 'price_1',
        currentPeriodStart: '2026-01-01T00:00:00.000Z',
        currentPeriodEnd: '2026-03-01T00:00:00.000Z',
      },
    ]);
  });

  it.each([
    ['incomplete', 'incomplete'],
    ['incomplete_expired', 'expired'],
    ['trialing', 'trialing'],
    ['active', 'active'],
    ['past_due', 'past_due'],
    ['unpaid', 'unpaid'],
    ['paused', 'paused'],
    ['canceled', 'canceled'],
  ])('that is %s is %s', (word, status) => {
    const meaning = meaningOf(updated, { ...subscription, status: word });
    expect(meaning).toMatchObject({ events: [{ status, providerStatus: word }], warnings: [] });
  });

  it.each(['dormant', 'constructor'])('with the unknown status %s keeps its status', (word) => {
    const meaning = meaningOf(updated, { ...subscription, status: word });
    expect(meaning).toMatchObject({ warnings: [`unknown subscription status "${word}"`] });
    expect(factsOf(updated, { ...subscription, status: word })[0]).not.toHaveProperty('status');
  });

  it.each([
    ['updated', 'active', 'subscription.updated', 'active'],
    ['trial_will_end', 'trialing', 'subscription.updated', 'trialing'],
    ['pending_update_applied', 'active', 'subscription.updated', 'active'],
    ['pending_update_expired', 'active', 'subscription.updated', 'active'],
    ['paused', 'paused', 'subscription.paused', 'paused'],
    ['resumed', 'active', 'subscription.resumed', 'active'],
    ['deleted', 'canceled', 'subscription.canceled', 'canceled'],
    ['deleted', 'dormant', 'subscription.canceled', 'canceled'],
  ])('in %s with status %s becomes %s, %s', (event, word, type, status) => {
    const facts = factsOf(`customer.subscription.${event}`, { ...subscription, status: word });
    expect(facts).toMatchObject([{ type, status }]);
  });
});

describe('the values that an update replaced', () => {
  const previousOf = (previous: unknown) => factsOf(updated, subscription, { previous })[0];

  it('have the same form as the current state', () => {
    const canceling = { ...subscription, cancel_at: FEBRUARY, canceled_at: JANUARY };
    const [fact] = factsOf(updated, canceling, {
      previous: { status: 'incomplete_expired', cancel_at: null, canceled_at: null, trial_end: MARCH },
    });
    expect(fact).toMatchObject({
      cancelAt: '2026-02-01T00:00:00.000Z',
      previous: { status: 'expired', cancelAt: null, canceledAt: null, trialEnd: '2026-03-01T00:00:00.000Z' },
    });
  });

  it('are read from the items, without those that did not change', () => {
    const before = { ...item, quantity: 1, current_period_start: JANUARY - 86_400 };
    expect(previousOf({ items: { data: [before] } })).toHaveProperty('previous', {
      quantity: 1,
      items: [{ planRef: 'price_1', quantity: 1 }],
      currentPeriodStart: '2025-12-31T00:00:00.000Z',
    });
  });

  it('are on the subscription itself before API 2025-03-31', () => {
    const legacy = { ...subscription, items: { data: [] }, plan: { id: 'plan_2' }, quantity: 3 };
    const previous = { plan: { id: 'plan_1' }, quantity: 1, current_period_end: JANUARY };
    expect(factsOf(updated, legacy, { previous })).toMatchObject([
      {
        planRef: 'plan_2',
        quantity: 3,
        previous: { planRef: 'plan_1', quantity: 1, currentPeriodEnd: '2026-01-01T00:00:00.000Z' },
      },
    ]);
  });

  it.each([undefined, null, {}, { latest_invoice: 'in_0' }, { status: 7 }, 'all of it'])(
    'are absent if the event states %j',
    (previous) => {
      expect(previousOf(previous)).not.toHaveProperty('previous');
    },
  );
});
