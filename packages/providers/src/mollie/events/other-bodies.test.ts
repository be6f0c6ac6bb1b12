import { describe, expect, it } from 'vitest';
import { problemOf } from '../../conformance/fixtures.ts';
import { changed, DUE, eventsOf } from '../simulator/fixtures/changed-fixture.ts';

it('payment-link.paid is one part for each payment of the link', () => {
  expect(changed('payment-link.paid')).toMatchObject({
    outcome: 'split',
    type: 'payment-link.paid',
    mode: 'test',
    occurredAt: '2026-03-02T13:10:45.000Z',
    parts: [
      {
        key: 'tr_link2Qx8Lm',
        eventKey: expect.stringMatching(/^tr_link2Qx8Lm:[0-9a-f]{32}$/) as string,
        type: 'payment.paid',
        occurredAt: '2026-03-02T13:10:45.000Z',
        events: [
          { type: 'order.created', orderRef: 'tr_link2Qx8Lm' },
          { type: 'payment.succeeded', orderRef: 'tr_link2Qx8Lm', amount: DUE },
        ],
      },
      {
        key: 'tr_link1Qx8Lm',
        type: 'payment.expired',
        events: [{ type: 'order.created' }, { type: 'payment.canceled', orderRef: 'tr_link1Qx8Lm' }],
      },
    ],
  });
});

describe("the merchant's own id", () => {
  it.each([
    [{ order_id: 1001 }, '1001', 'metadata.order_id'],
    [{ orderId: 'A-1' }, 'A-1', 'metadata.orderId'],
    [{ order: 'A-1', other: 2 }, 'A-1', 'metadata.order'],
    ['{"order_id":"A-1"}', 'A-1', 'metadata.order_id'],
    ['A-1', 'A-1', 'metadata'],
    [12, '12', 'metadata'],
  ])('is read from the metadata %j', (metadata, merchantRef, merchantRefField) => {
    expect(eventsOf('payment.paid', { '_embedded.entity.metadata': metadata })[0]).toMatchObject({
      merchantRef,
      merchantRefField,
      merchantRefWriter: 'merchant',
    });
  });

  it.each([null, {}, [], '', { order_id: 1.5 }, { __proto__: { order_id: 'x' } }])(
    'is not read from the metadata %j',
    (metadata) => {
      expect(eventsOf('payment.paid', { '_embedded.entity.metadata': metadata })[0]).not.toHaveProperty(
        'merchantRef',
      );
    },
  );
});

describe('other bodies', () => {
  it.each([
    ['sales-invoice.paid', 'an invoice; the payment of it has events of its own'],
    ['hook.ping', 'a test of the webhook'],
    ['something.new', 'unknown event type'],
  ])('a webhook of the type %s is ignored', (type, reason) => {
    expect(changed('payment.paid', { type, _embedded: undefined })).toMatchObject({
      outcome: 'ignored',
      type,
      reason,
    });
  });

  it('a webhook without its entity is refused', () => {
    expect(problemOf(() => changed('payment.paid', { _embedded: undefined }))).toMatchObject({
      code: 'schema_violation',
      path: '_embedded.entity',
    });
  });

  it('anything else is refused', () => {
    expect(problemOf(() => changed('payment.paid', { resource: 'balance' }))).toMatchObject({
      code: 'schema_violation',
      path: 'resource',
    });
  });
});
