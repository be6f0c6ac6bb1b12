import { describe, expect, it } from 'vitest';
import { eventsOf } from '../simulator/fixtures/changed-fixture.ts';

describe('payment intents', () => {
  it('without an invoice are a purchase by themselves', () => {
    expect(eventsOf('payment_intent.succeeded')[0]).toMatchObject({
      orderRef: 'pi_tea1042',
      settlesOrder: true,
    });
  });

  it('with an invoice leave to it what was bought', () => {
    const [event] = eventsOf('payment_intent.succeeded', { 'data.object.invoice_id': 'in_1' });
    expect(event).toMatchObject({ invoiceRef: 'in_1' });
    expect(event).not.toHaveProperty('orderRef', expect.anything());
    expect(event).not.toHaveProperty('settlesOrder', true);
  });

  it('that failed carry the code', () => {
    expect(eventsOf('payment_intent.payment_failed')[0]).toMatchObject({ failureCode: 'insufficient_funds' });
  });

  it('that succeeded count their amount where amount_received was left at 0', () => {
    expect(eventsOf('payment_intent.succeeded', { 'data.object.amount_received': '0' })[0]).toMatchObject({
      amount: { amountMinor: 12500000000000000000n },
    });
  });

  it('that wait to be captured are authorized, with what can be captured', () => {
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
