import { describe, expect, it } from 'vitest';
import { factsOf, warningsOf } from '../simulator/fixtures/made-event.ts';

// 2026-01-01 and 2026-02-01, midnight UTC.
const [JANUARY, FEBRUARY] = [1_767_225_600, 1_769_904_000];
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

describe('the items of a subscription', () => {
  const pro = { id: 'si_b', created: 10, price: { id: 'price_pro' }, quantity: 5 };
  const metered = { id: 'si_a', created: 5, price: { id: 'price_metered' } };
  const older = { id: 'si_c', created: 9, price: { id: 'price_seats' }, quantity: 2 };
  const stateOf = (data: readonly object[], fields: object = {}) =>
    factsOf(updated, { ...subscription, items: { data, ...fields } })[0];

  it.each([[[0, 1, 2]], [[0, 2, 1]], [[1, 0, 2]], [[1, 2, 0]], [[2, 0, 1]], [[2, 1, 0]]])(
    'are the same in every order: %j',
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
    ['one with units comes before a metered one', [pro, metered], 'price_pro'],
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
      'one that is not metered',
      [
        { ...older, price: { id: 'price_old', recurring: { usage_type: 'metered' } } },
        { ...pro, price: { id: 'price_new', recurring: { usage_type: 'licensed' } } },
      ],
      'price_new',
    ],
  ])('have a main item: %s', (_, data, planRef) => {
    expect(stateOf(data)).toMatchObject({ planRef });
    expect(stateOf(data.toReversed())).toMatchObject({ planRef });
  });

  it('have no quantity if the main item is metered', () => {
    expect(stateOf([metered])).toMatchObject({ planRef: 'price_metered', quantity: null });
  });

  it('are left out if the list is cut off, with a warning', () => {
    expect(stateOf([pro], { has_more: true })).toMatchObject({ planRef: 'price_pro', quantity: 5 });
    expect(stateOf([pro], { has_more: true })).not.toHaveProperty('items');
    const many = Array.from({ length: 101 }, (_, index) => ({ ...pro, id: `si_${index}` }));
    expect(stateOf(many)).not.toHaveProperty('items');
    expect(stateOf(many.slice(1))).toHaveProperty('items.length', 100);
    expect(warningsOf(updated, { ...subscription, items: { data: many } })).toEqual([
      'data.object.items: not every item is known, the main item is chosen from the shown ones',
    ]);
  });

  it.each([2 ** 53, -1, 1.5, '5'])(
    'are left out if a quantity is %j, and the quantity is unknown',
    (quantity) => {
      const odd = { ...subscription, items: { data: [{ ...pro, quantity }] } };
      const [fact] = factsOf(updated, odd);
      expect(fact).toMatchObject({ status: 'active', planRef: 'price_pro' });
      expect(fact).not.toHaveProperty('quantity');
      expect(fact).not.toHaveProperty('items');
      expect(warningsOf(updated, odd)).toEqual([
        'data.object.items.data.0.quantity: not of the expected form, left out',
      ]);
    },
  );

  it('are unchanged in another order, and changed if one has changed', () => {
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

  it('are not stated as previous values if only the plan has changed', () => {
    const now = { ...subscription, items: { data: [pro] }, plan: { id: 'price_pro' }, quantity: 5 };
    const [fact] = factsOf(updated, now, { previous: { quantity: 4 } });
    expect(fact).toHaveProperty('previous', { quantity: 4 });
  });
});
