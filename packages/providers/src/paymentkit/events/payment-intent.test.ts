import { describe, expect, it } from 'vitest';
import { eventsOf } from '../simulator/fixtures/changed-fixture.ts';

describe('payment intents', () => {
  it('without an invoice are a purchase of their own', () => {
    expect(eventsOf('payment_intent.succeeded')[0]).toMatchObject({
      orderRef: 'pi_tea1042',
      settlesOrder: true,
    });
  });

  it('with an invoice belong to the purchase of the invoice', () => {
    const [event] = eventsOf('payment_intent.succeeded', { 'data.object.invoice_id': 'in_1' });
    expect(event).toMatchObject({ invoiceRef: 'in_1' });
    expect(event).not.toHaveProperty('orderRef', expect.anything());
    expect(event).not.toHaveProperty('settlesOrder', true);
  });

  it("that failed have the provider's code", () => {
    expect(eventsOf('payment_intent.payment_failed')[0]).toMatchObject({ failureCode: 'insufficient_funds' });
  });

  it('that succeeded count their amount if amount_received is still 0', () => {
    expect(eventsOf('payment_intent.succeeded', { 'data.object.amount_received': '0' })[0]).toMatchObject({
      amount: { amountMinor: 12500000000000000000n },
    });
  });

  it('that wait for their capture are authorized, with the amount that can be captured', () => {
    const part = { 'data.object.amount_capturable': '4000000000000000000' };
    expect(eventsOf('payment_intent.amount_capturable_updated', part)[0]).toMatchObject({
      type: 'payment.authorized',
      amount: { amountMinor: 4_000_000_000_000_000_000n },
    });
    const held = { 'data.object.status': 'requires_capture' };
    expect(eventsOf('payment_intent.processing', held)[0]).toMatchObject({ type: 'payment.authorized' });
    expect(eventsOf('payment_intent.succeeded', held)[0]).toMatchObject({ type: 'payment.succeeded' });
  });
});
