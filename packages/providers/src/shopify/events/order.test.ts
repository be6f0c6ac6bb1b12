import { describe, expect, it } from 'vitest';
import { bodyOf, EUR, eventsOf, meaning, problemOf, read } from '../simulator/fixtures/changed-fixture.ts';

describe('an order', () => {
  it('states the amount due, the time of its last change in UTC, and nothing of the customer but the id', () => {
    expect(meaning('order.created')).toEqual({
      outcome: 'events',
      type: 'order',
      occurredAt: '2026-03-02T09:14:06.000Z',
      mode: 'test',
      warnings: [],
      events: [
        {
          type: 'order.created',
          rank: 0,
          occurredAt: '2026-03-02T09:14:06.000Z',
          orderRef: '5683912048732',
          amount: EUR(5990n),
          providerStatus: 'pending',
          customerRef: '7103415902312',
          createdAt: '2026-03-02T09:14:05.000Z',
          merchantRef: 'cart-8841',
          merchantRefField: 'note_attributes.order_id',
          merchantRefWriter: 'buyer',
        },
      ],
    });
  });

  it.each([
    ['order.created', {}, 'order.created'],
    ['order.created', { financial_status: 'authorized' }, 'order.created'],
    ['order.created', { financial_status: 'partially_paid' }, 'order.created'],
    ['order.paid', {}, 'order.completed'],
    ['order.partially_refunded', {}, 'order.completed'],
    ['order.paid', { financial_status: 'refunded' }, 'order.completed'],
    ['order.created', { financial_status: 'voided' }, 'order.canceled'],
    ['order.created', { financial_status: 'expired' }, 'order.expired'],
    ['order.cancelled', {}, 'order.canceled'],
    ['order.paid', { cancelled_at: '2026-03-03T10:00:00-04:00' }, 'order.canceled'],
    ['order.created', { financial_status: null }, 'order.created'],
  ])('%s with %j is %s', (name, changes, type) => {
    expect(meaning(name, changes)).toMatchObject({ events: [{ type }], warnings: [] });
  });

  it('with an unknown status changes only the amount, with a warning', () => {
    expect(meaning('order.created', { financial_status: 'resting' })).toMatchObject({
      events: [{ type: 'order.created', amount: EUR(5990n) }],
      warnings: ['unknown financial status "resting"'],
    });
  });

  it('of a buyer with another currency is due in the currency of its transactions', () => {
    const inYen = { amount: '10250', currency_code: 'JPY' };
    const set = { shop_money: { amount: '59.90', currency_code: 'EUR' }, presentment_money: inYen };
    expect(eventsOf('order.created', { total_price_set: set, current_total_price_set: set })).toMatchObject([
      { amount: { amountMinor: 10250n, currency: 'JPY', exponent: 0 } },
    ]);
  });

  it('without amounts in both currencies is due in the currency of the shop', () => {
    const changes = { total_price_set: undefined, current_total_price_set: undefined };
    expect(eventsOf('order.created', changes)).toMatchObject([{ amount: EUR(5990n) }]);
  });

  it.each([
    ['of which a part was refunded is due as before', 'order.partially_refunded', {}, 5990n],
    [
      'from which an item was removed before it was paid is due without it',
      'order.created',
      { current_total_price: '29.95', current_total_price_set: undefined, total_price_set: undefined },
      2995n,
    ],
    [
      'whose refunds cannot be read is due in full, with a warning',
      'order.partially_refunded',
      { refunds: 'none' },
      5990n,
    ],
    ['of nothing is due with 0', 'order.paid', { total_price: '0.00', total_price_set: undefined }, 0n],
  ])('%s', (_, name, changes, due) => {
    expect(eventsOf(name, changes)).toMatchObject([{ amount: EUR(due) }]);
  });

  it('keeps all digits of an id that no float can represent', () => {
    const text = bodyOf('order.created').toString().replaceAll('5683912048732', '820982911946154508');
    const found = read(Buffer.from(text));
    expect(found.outcome === 'events' && found.events).toMatchObject([{ orderRef: '820982911946154508' }]);
  });

  it('without a price is refused with the path of the field', () => {
    expect(problemOf(() => meaning('order.paid', { total_price: undefined }))).toMatchObject({
      code: 'schema_violation',
      path: 'total_price',
    });
  });

  it('with more decimals than its currency has is refused with the path', () => {
    expect(
      problemOf(() => meaning('order.paid', { total_price_set: undefined, total_price: '5.001' })),
    ).toMatchObject({ code: 'amount_invalid', path: 'total_price' });
  });
});
