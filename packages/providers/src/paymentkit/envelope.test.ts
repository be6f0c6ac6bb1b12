import { describe, expect, it } from 'vitest';
import { changed, problemOf, read } from './simulator/fixtures/changed-fixture.ts';

describe("Blocklet Server's bodies", () => {
  const object = {
    id: 'cs_1',
    mode: 'payment',
    payment_status: 'paid',
    payment_intent_id: 'pi_1',
    amount_total: '5',
    currency_id: 'pc_payspooldollar',
    livemode: false,
    created_at: '2026-03-02T09:30:00.000Z',
    updated_at: '2026-03-02T09:30:56.000Z',
  };
  const sender = { $eventName: 'checkout.session.completed', $sender: { did: 'zNK', name: 'Tea' } };

  it.each([
    ['the data of an event', { type: 'CheckoutSession', object, ...sender }],
    ['the object itself', { ...object, type: 'CheckoutSession', ...sender }],
    [
      'a whole event',
      { id: 'evt_1', data: { object }, created_at: '2026-03-02T09:30:56Z', livemode: false, ...sender },
    ],
  ])('may contain %s', (_, body) => {
    expect(read(body)).toMatchObject({
      outcome: 'events',
      type: 'checkout.session.completed',
      mode: 'test',
      occurredAt: '2026-03-02T09:30:56.000Z',
      events: [{ type: 'order.completed', orderRef: 'cs_1' }, { type: 'payment.succeeded' }],
    });
  });

  it('are refused with the path of the invalid field', () => {
    expect(problemOf(() => read({ object: { ...object, id: 7 }, ...sender })).path).toBe('object.id');
    expect(problemOf(() => read({ ...object, id: 7, ...sender })).path).toBe('id');
  });
});

describe('the time of an event', () => {
  const signedAt = new Date('2026-03-02T10:00:00Z');

  it('is the signed time if its own time cannot be parsed', () => {
    expect(changed('invoice.paid', { created_at: '2026-19-02T10:00:00Z' }, signedAt).occurredAt).toBe(
      '2026-03-02T10:00:00.000Z',
    );
  });

  it("is the object's own time if neither of the two exists", () => {
    expect(changed('invoice.paid', { created_at: undefined }).occurredAt).toBe('2026-03-02T09:30:56.000Z');
  });

  it('is absent if nothing states a time', () => {
    const timeless = {
      created_at: undefined,
      'data.object.updated_at': undefined,
      'data.object.created_at': undefined,
    };
    expect(problemOf(() => changed('invoice.paid', timeless))).toMatchObject({
      code: 'schema_violation',
      path: 'created_at',
    });
  });
});
