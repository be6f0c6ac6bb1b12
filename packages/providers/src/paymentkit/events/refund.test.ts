import { describe, expect, it } from 'vitest';
import { changed, eventsOf } from '../simulator/fixtures/changed-fixture.ts';

describe('refunds', () => {
  it('of a stake are ignored', () => {
    expect(changed('refund.succeeded', { 'data.object.type': 'stake_return' }).outcome).toBe('ignored');
  });

  it.each([
    ['requires_action', 'refund.pending'],
    ['failed', 'refund.failed'],
  ])('with the status %s are %s', (status, type) => {
    expect(eventsOf('refund.updated', { 'data.object.status': status })[0]?.type).toBe(type);
  });

  it('with an unknown status only connect references, with a warning', () => {
    expect(changed('refund.updated', { 'data.object.status': 'queued' })).toMatchObject({
      events: [{ type: 'payment.linked', paymentRef: 'pi_tea1042' }],
      warnings: ['unknown refund status "queued"'],
    });
  });

  it('that name no payment are refunds without a payment', () => {
    const [event] = eventsOf('refund.succeeded', { 'data.object.payment_intent_id': '' });
    expect(event).toMatchObject({ type: 'refund.succeeded', refundRef: 're_tea1042' });
    expect(event).not.toHaveProperty('paymentRef');
  });
});
