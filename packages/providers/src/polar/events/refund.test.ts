import { describe, expect, it } from 'vitest';
import { changed, eventsOf } from '../simulator/fixtures/changed-fixture.ts';

const SUB = '6bcdaf43-4a57-4e8b-a9c5-f0a1b2c3d4e5';

describe('a refund', () => {
  it('has the amount with its tax, its reason and its customer', () => {
    expect(eventsOf('refund.created')).toEqual([
      {
        type: 'refund.pending',
        rank: 0,
        occurredAt: '2026-03-10T11:00:00.500Z',
        refundRef: 'b102f498-9fac-43d0-9e1a-e5f60718293a',
        paymentRef: '8defc165-6c79-40ad-8be7-b2c3d4e5f607',
        amount: { amountMinor: 4920n, currency: 'EUR', exponent: 2 },
        reason: 'customer_request',
        providerStatus: 'pending',
        customerRef: '7b1de2a4-5c93-4f7e-8a16-90c3d4e5f6a7',
      },
    ]);
  });

  it.each([
    ['pending', 'refund.pending'],
    ['succeeded', 'refund.succeeded'],
    ['failed', 'refund.failed'],
    ['canceled', 'refund.failed'],
  ])('that is %s is %s', (status, type) => {
    expect(eventsOf('refund.updated', { 'data.status': status })).toMatchObject([{ type }]);
  });

  it('of a subscription belongs to it', () => {
    expect(eventsOf('refund.updated', { 'data.subscription_id': SUB })).toMatchObject([
      { subscriptionRef: SUB },
    ]);
  });

  it.each([
    ['early_warning', 'dispute.opened'],
    ['needs_response', 'dispute.opened'],
    ['under_review', 'dispute.opened'],
    ['prevented', 'dispute.closed'],
    ['lost', 'dispute.closed'],
    ['won', 'dispute.won'],
  ])('includes a dispute that is %s as %s, which never takes the money a second time', (status, type) => {
    expect(eventsOf('refund.created.dispute', { 'data.dispute.status': status })).toMatchObject([
      { type: 'refund.succeeded' },
      { type, amount: { amountMinor: 7380n } },
    ]);
  });

  it('with an unknown status is ignored, and with an unknown dispute it counts with a warning', () => {
    expect(changed('refund.created', { 'data.status': 'resting' })).toMatchObject({
      outcome: 'ignored',
      reason: 'unknown refund status "resting"',
    });
    expect(changed('refund.created.dispute', { 'data.dispute.status': 'resting' })).toMatchObject({
      events: [{ type: 'refund.succeeded' }],
      warnings: ['unknown dispute status "resting"'],
    });
  });

  it('leaves out an invalid dispute with a warning', () => {
    expect(changed('refund.created.dispute', { 'data.dispute': 'du_1' })).toMatchObject({
      events: [{ type: 'refund.succeeded' }],
      warnings: ['data.dispute has an invalid form and was left out'],
    });
  });

  it.each(['data.amount', 'data.tax_amount', 'data.currency', 'data.order_id'])(
    'without %s is refused with the path',
    (path) => {
      expect(() => changed('refund.created', { [path]: undefined })).toThrow(
        new RegExp(`^${path.replaceAll('.', '\\.')}`),
      );
    },
  );
});
