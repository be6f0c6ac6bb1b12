import { describe, expect, it } from 'vitest';
import { orderPayload, paymentPayload, subscriptionPayload } from '../../../test/made-up-transition.ts';
import { templates } from './templates.ts';

const jane = { email: 'jane@example.com', name: 'Jane' };
const nameless = { email: 'jane@example.com' };
const order = orderPayload();

describe('the mails', () => {
  it('order.paid is a receipt', () => {
    expect(templates['order.paid']?.(order, jane)).toEqual({
      subject: 'Receipt for A-17',
      text: 'Hello Jane,\n\nThank you. Your payment for A-17 has been received.\nAmount paid: 1250.05 EUR\n',
    });
  });

  it('order.refunded names the whole refunded amount, also after a lost dispute', () => {
    const refunded = orderPayload({ paidMinor: 2500n, refundedMinor: 2000n, chargedBackMinor: 500n });
    expect(templates['order.refunded']?.(refunded, jane)).toMatchObject({
      subject: 'Refund for A-17',
      text: expect.stringContaining('has been refunded in full.\nAmount refunded: 25.00 EUR\n'),
    });
  });

  it('order.partially_refunded names the refunded amount and the total', () => {
    expect(templates['order.partially_refunded']?.(order, jane)).toMatchObject({
      subject: 'Partial refund for A-17',
      text: expect.stringContaining('Amount paid: 1250.05 EUR\nRefunded so far: 20.00 EUR\n'),
    });
  });

  it('payment.failed names the order by the id that is known', () => {
    const text =
      'Hello,\n\nYour payment for pi_1 did not go through.\nAmount: 12.50 EUR\nPlease check your means of payment.\n';
    const subject = 'Your payment for pi_1 did not go through';
    expect(templates['payment.failed']?.(paymentPayload(), nameless)).toEqual({ subject, text });
    const ofSubscription = paymentPayload({ orderRef: null, subscriptionRef: 'sub_1' });
    expect(templates['payment.failed']?.(ofSubscription, nameless).subject).toContain('sub_1');
    const alone = paymentPayload({ orderRef: null });
    expect(templates['payment.failed']?.(alone, nameless).subject).toContain('ch_1');
  });

  it('subscription.past_due and subscription.canceled name the subscription', () => {
    const subscription = subscriptionPayload({ merchantRef: 'gold-9' });
    expect(templates['subscription.past_due']?.(subscription, jane).subject).toBe(
      'A payment for subscription gold-9 is overdue',
    );
    expect(templates['subscription.canceled']?.(subscription, jane).subject).toBe(
      'Subscription gold-9 has ended',
    );
  });

  it('subscription.canceled says until when access lasts, if that is later', () => {
    const canceled = subscriptionPayload({
      merchantRef: 'gold-9',
      status: 'canceled',
      validUntil: '2026-04-02T09:14:07.120Z',
    });
    expect(templates['subscription.canceled']?.(canceled, jane)).toEqual({
      subject: 'Subscription gold-9 was canceled',
      text: 'Hello Jane,\n\nYour subscription gold-9 was canceled. There will be no further payments for it.\nYou can use it until 2026-04-02 09:14 UTC.\n',
    });
    const atOnce = subscriptionPayload({ merchantRef: 'gold-9', validUntil: '2026-03-02T09:14:07.120Z' });
    expect(templates['subscription.canceled']?.(atOnce, jane).text).toBe(
      'Hello Jane,\n\nYour subscription gold-9 was canceled and has ended. There will be no further payments for it.\n',
    );
  });

  it("payment.refunded is about a subscription's payment, and names its whole refunded amount", () => {
    const refunded = paymentPayload({
      orderRef: null,
      subscriptionRef: 'sub_1',
      status: 'succeeded',
      refundedMinor: 1000n,
      chargedBackMinor: 250n,
    });
    expect(templates['payment.refunded']?.(refunded, jane)).toMatchObject({
      subject: 'Refund for sub_1',
      text: expect.stringContaining('has been refunded in full.\nAmount refunded: 12.50 EUR\n'),
    });
  });

  it('omit an amount that is not known', () => {
    for (const change of [{ amountMinor: null }, { currency: null }, { exponent: null }]) {
      expect(templates['payment.failed']?.(paymentPayload(change), jane).text).not.toContain('Amount');
    }
  });

  it.each([
    [5n, 'EUR', 2, '0.05 EUR'],
    [4500n, 'JPY', 0, '4500 JPY'],
    [12_345n, 'KWD', 3, '12.345 KWD'],
    [90_071_992_547_409_931n, 'USD', 2, '900719925474099.31 USD'],
    [1_000_000_000_000_000_001n, 'pc_abt', 18, '1.000000000000000001 pc_abt'],
  ])('write %s %s of exponent %i as %s', (paidMinor, currency, exponent, expected) => {
    const payload = orderPayload({ paidMinor, currency, exponent });
    expect(templates['order.paid']?.(payload, jane).text).toContain(`Amount paid: ${expected}\n`);
  });
});
