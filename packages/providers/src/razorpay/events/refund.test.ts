import { describe, expect, it } from 'vitest';
import { changed, eventsOf } from '../simulator/fixtures/changed-fixture.ts';

describe('refunds', () => {
  it("have the payment's total after they were processed", () => {
    expect(eventsOf('refund.processed')[0]).toMatchObject({
      amountRefundedMinor: 20000n,
      paymentRef: 'pay_N3xQw8ZtLk0aBc',
    });
    expect(eventsOf('refund.failed')[0]).toMatchObject({ amountRefundedMinor: 0n });
  });

  it('have no total while they are pending, because it may already include them', () => {
    expect(eventsOf('refund.created')[0]?.type).toBe('refund.pending');
    expect(eventsOf('refund.created')[0]).not.toHaveProperty('amountRefundedMinor', 20000n);
  });

  it('that are created already processed have succeeded', () => {
    expect(eventsOf('refund.created', { 'payload.refund.entity.status': 'processed' })[0]?.type).toBe(
      'refund.succeeded',
    );
  });

  it('with an unknown status keep the included payment, without its total and with a warning', () => {
    const normalised = changed('refund.created', { 'payload.refund.entity.status': 'on_hold' });
    expect(normalised).toMatchObject({
      events: [
        { type: 'payment.succeeded', paymentRef: 'pay_N3xQw8ZtLk0aBc', orderRef: 'order_N3xPm2RsVd7yHj' },
      ],
      warnings: ['unknown refund status "on_hold"'],
    });
    expect(normalised).not.toHaveProperty('events.0.amountRefundedMinor');
  });

  it('are tentative if their payment has an invoice', () => {
    const [event] = eventsOf('refund.processed', { 'payload.payment.entity.invoice_id': 'inv_1' });
    expect(event).toMatchObject({ tentative: true });
  });
});
