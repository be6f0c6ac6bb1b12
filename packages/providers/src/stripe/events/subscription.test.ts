import { describe, expect, it } from 'vitest';
import { factsOf, meaningOf, warningsOf } from '../fixtures/made-event.ts';

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
  it('is told as a snapshot', () => {
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

  it('carries its period itself before API 2025-03-31, and its plan before there were prices', () => {
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

  it('of several items spans all of their periods', () => {
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

  it.each(['dormant', 'constructor'])('of the unknown status %s keeps the one it has', (word) => {
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
  ])('%s while %s becomes %s, %s', (event, word, type, status) => {
    const facts = factsOf(`customer.subscription.${event}`, { ...subscription, status: word });
    expect(facts).toMatchObject([{ type, status }]);
  });
});

describe('what an update replaced', () => {
  const previousOf = (previous: unknown) => factsOf(updated, subscription, { previous })[0];

  it('is spelt like the state itself', () => {
    const canceling = { ...subscription, cancel_at: FEBRUARY, canceled_at: JANUARY };
    const [fact] = factsOf(updated, canceling, {
      previous: { status: 'incomplete_expired', cancel_at: null, canceled_at: null, trial_end: MARCH },
    });
    expect(fact).toMatchObject({
      cancelAt: '2026-02-01T00:00:00.000Z',
      previous: { status: 'expired', cancelAt: null, canceledAt: null, trialEnd: '2026-03-01T00:00:00.000Z' },
    });
  });

  it('is found in the items, and leaves out what they have in common', () => {
    const before = { ...item, quantity: 1, current_period_start: JANUARY - 86_400 };
    expect(previousOf({ items: { data: [before] } })).toHaveProperty('previous', {
      quantity: 1,
      items: [{ planRef: 'price_1', quantity: 1 }],
      currentPeriodStart: '2025-12-31T00:00:00.000Z',
    });
  });

  it('is found on the subscription before API 2025-03-31', () => {
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
    'is nothing when the event says %j',
    (previous) => {
      expect(previousOf(previous)).not.toHaveProperty('previous');
    },
  );
});

describe('the items of a subscription', () => {
  const pro = { id: 'si_b', created: 10, price: { id: 'price_pro' }, quantity: 5 };
  const metered = { id: 'si_a', created: 5, price: { id: 'price_metered' } };
  const older = { id: 'si_c', created: 9, price: { id: 'price_seats' }, quantity: 2 };
  const stateOf = (data: readonly object[], fields: object = {}) =>
    factsOf(updated, { ...subscription, items: { data, ...fields } })[0];

  it.each([[[0, 1, 2]], [[0, 2, 1]], [[1, 0, 2]], [[1, 2, 0]], [[2, 0, 1]], [[2, 1, 0]]])(
    'say the same in every order: %j',
    (order) => {
      const data = [pro, metered, older];
      expect(stateOf(order.flatMap((place) => data[place] ?? []))).toMatchObject({
        planRef: 'price_seats',
        quantity: 2,
        items: [
          { itemRef: 'si_a', planRef: 'price_metered', quantity: null },
          { itemRef: 'si_b', planRef: 'price_pro', quantity: 5 },
          { itemRef: 'si_c', planRef: 'price_seats', quantity: 2 },
        ],
      });
    },
  );

  it.each([
    ['one with units before a metered one', [pro, metered], 'price_pro'],
    ['the oldest', [pro, older], 'price_seats'],
    ['the smallest id', [{ ...pro, created: 9 }, older], 'price_pro'],
    [
      'the smallest price',
      [
        { price: { id: 'price_b' }, quantity: 1 },
        { price: { id: 'price_a' }, quantity: 1 },
      ],
      'price_a',
    ],
    [
      'one that is not called metered',
      [
        { ...older, price: { id: 'price_old', recurring: { usage_type: 'metered' } } },
        { ...pro, price: { id: 'price_new', recurring: { usage_type: 'licensed' } } },
      ],
      'price_new',
    ],
  ])('have a main one: %s', (_, data, planRef) => {
    expect(stateOf(data)).toMatchObject({ planRef });
    expect(stateOf(data.toReversed())).toMatchObject({ planRef });
  });

  it('have no quantity where the main one is metered', () => {
    expect(stateOf([metered])).toMatchObject({ planRef: 'price_metered', quantity: null });
  });

  it('are not all told where the list is cut off', () => {
    expect(stateOf([pro], { has_more: true })).toMatchObject({ planRef: 'price_pro', quantity: 5 });
    expect(stateOf([pro], { has_more: true })).not.toHaveProperty('items');
    const many = Array.from({ length: 101 }, (_, index) => ({ ...pro, id: `si_${index}` }));
    expect(stateOf(many)).not.toHaveProperty('items');
    expect(stateOf(many.slice(1))).toHaveProperty('items.length', 100);
    expect(warningsOf(updated, { ...subscription, items: { data: many } })).toEqual([
      'data.object.items: not every item is known, its main item is that of those that it shows',
    ]);
  });

  it.each([2 ** 53, -1, 1.5, '5'])('cost nothing where a quantity is %j: it is not known', (quantity) => {
    const odd = { ...subscription, items: { data: [{ ...pro, quantity }] } };
    const [fact] = factsOf(updated, odd);
    expect(fact).toMatchObject({ status: 'active', planRef: 'price_pro' });
    expect(fact).not.toHaveProperty('quantity');
    expect(fact).not.toHaveProperty('items');
    expect(warningsOf(updated, odd)).toEqual([
      'data.object.items.data.0.quantity: not of the expected form, left out',
    ]);
  });

  it('in another order are no change, and a change of one is', () => {
    const now = { ...subscription, items: { data: [pro, metered] } };
    const [same] = factsOf(updated, now, { previous: { items: { data: [metered, pro] } } });
    expect(same).not.toHaveProperty('previous');
    const [changed] = factsOf(updated, now, {
      previous: { items: { data: [metered, { ...pro, quantity: 4 }] } },
    });
    expect(changed).toHaveProperty('previous', {
      quantity: 4,
      items: [
        { itemRef: 'si_a', planRef: 'price_metered', quantity: null },
        { itemRef: 'si_b', planRef: 'price_pro', quantity: 4 },
      ],
    });
  });

  it('are told by the plan alone where only that is said to have changed', () => {
    const now = { ...subscription, items: { data: [pro] }, plan: { id: 'price_pro' }, quantity: 5 };
    const [fact] = factsOf(updated, now, { previous: { quantity: 4 } });
    expect(fact).toHaveProperty('previous', { quantity: 4 });
  });
});

describe('a subscription that is going to end', () => {
  it('ends with its period where only the flag says so', () => {
    const flagged = { ...subscription, cancel_at_period_end: true };
    expect(factsOf(updated, flagged, { previous: { cancel_at_period_end: false } })).toMatchObject([
      { cancelAt: '2026-02-01T00:00:00.000Z', previous: { cancelAt: null } },
    ]);
    const legacy = { ...flagged, items: undefined, cancel_at: undefined, current_period_end: MARCH };
    expect(factsOf(updated, legacy)).toMatchObject([{ cancelAt: '2026-03-01T00:00:00.000Z' }]);
  });

  it('ends when it says, whatever the flag', () => {
    const dated = { ...subscription, cancel_at_period_end: true, cancel_at: MARCH };
    expect(factsOf(updated, dated)).toMatchObject([{ cancelAt: '2026-03-01T00:00:00.000Z' }]);
  });

  it('stays after all', () => {
    const staying = { ...subscription, cancel_at_period_end: false };
    expect(factsOf(updated, staying, { previous: { cancel_at_period_end: true } })).toMatchObject([
      { cancelAt: null, previous: { cancelAt: '2026-02-01T00:00:00.000Z' } },
    ]);
  });

  it('ends at a time that nobody knows where it names no period', () => {
    const unknown = { ...subscription, items: undefined, cancel_at_period_end: true };
    expect(factsOf(updated, unknown)[0]).not.toHaveProperty('cancelAt');
  });

  it('ended when it says, where it was not asked to', () => {
    expect(factsOf(updated, { ...subscription, ended_at: FEBRUARY })).toMatchObject([
      { canceledAt: '2026-02-01T00:00:00.000Z' },
    ]);
  });
});

describe('collection that is paused', () => {
  const paused = { behavior: 'void', resumes_at: FEBRUARY };

  it('leaves the status, and says until when', () => {
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

  it('is to end at another time', () => {
    const [fact] = factsOf(
      updated,
      { ...subscription, pause_collection: paused },
      {
        previous: { pause_collection: { resumes_at: null } },
      },
    );
    expect(fact).toHaveProperty('previous', { collectionResumesAt: null });
  });

  it('is not told where the subscription does not say', () => {
    expect(factsOf(updated, subscription)[0]).not.toHaveProperty('collectionPaused');
  });
});

describe('the invoice that stands in a subscription', () => {
  it('says which period is paid', () => {
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
