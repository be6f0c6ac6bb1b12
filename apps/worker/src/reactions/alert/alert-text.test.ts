import { describe, expect, it } from 'vitest';
import {
  orderPayload,
  paymentPayload,
  refundPayload,
  subscriptionPayload,
} from '../../../test/made-up-transition.ts';
import { alertFacts, alertText } from './alert-text.ts';

describe('the text of an alert', () => {
  it.each([
    [
      alertText('payment.failed', paymentPayload({ merchantRef: 'A-17' })),
      'payment.failed: payment ch_1 of 12.50 EUR (stripe/default, merchant ref A-17, card_declined)',
    ],
    [
      alertText('payment.failed', paymentPayload({ amountMinor: null, failureCode: null })),
      'payment.failed: payment ch_1 (stripe/default)',
    ],
    [
      alertText('order.disputed', orderPayload({ amountMinor: 4500n, currency: 'JPY', exponent: 0 })),
      'order.disputed: order pi_1 of 4500 JPY (stripe/default, merchant ref A-17)',
    ],
    [
      alertText('subscription.past_due', subscriptionPayload()),
      'subscription.past_due: subscription sub_1 (stripe/default)',
    ],
    [
      alertText('payment.disputed', paymentPayload({ failureCode: null })),
      'payment.disputed: payment ch_1 of 12.50 EUR (stripe/default)',
    ],
    [
      alertText('payment.charged_back', paymentPayload({ failureCode: null })),
      'payment.charged_back: payment ch_1 of 12.50 EUR (stripe/default)',
    ],
    [
      alertText('refund.unmatched', refundPayload()),
      'refund.unmatched: refund re_1 of 12.50 EUR (stripe/default)',
    ],
  ])('%s', (text, expected) => {
    expect(text).toBe(expected);
  });

  it('contains no mention and no link, with any text in a reference', () => {
    const text = alertText(
      'order.charged_back',
      orderPayload({ merchantRef: '<!channel> @all [x](https://x)' }),
    );
    expect(text).not.toMatch(/[<>!@[\]]|\/\//);
  });
});

it('the log line of an alert contains ids and not the customer', () => {
  expect(alertFacts(subscriptionPayload())).toEqual({
    provider: 'stripe',
    account: 'default',
    eventKey: 'evt_1',
    subscriptionRef: 'sub_1',
    merchantRef: null,
    planRef: 'price_1',
    status: 'past_due',
  });
});
