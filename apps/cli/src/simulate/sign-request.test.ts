import { paypal, type Provider, providers, stripe } from '@payspool/providers';
import { expect, it } from 'vitest';
import { createCredentials } from './credentials-file.ts';
import { signRequest } from './send.ts';

const firstSentAt = new Date('2026-03-01T10:00:00Z');
const { signing } = await createCredentials(providers, firstSentAt);

/** The headers of the first attempt, or of an attempt one minute later. */
const headersOf = (provider: Provider, attempt: 'first' | 'resend') =>
  signRequest(
    { provider, forged: false, type: 'any', body: Buffer.from('{"id":"evt_1"}'), occurredAt: firstSentAt },
    {
      baseUrl: new URL('http://ingest'),
      signing,
      sentAt: attempt === 'first' ? firstSentAt : new Date(firstSentAt.getTime() + 60_000),
      firstSentAt,
    },
  ).headers;

it('a resend of PayPal has the time and the signature of the first attempt', () => {
  expect(headersOf(paypal, 'resend')).toEqual(headersOf(paypal, 'first'));
});

it('a resend of Stripe is signed with its own time', () => {
  expect(headersOf(stripe, 'resend')['stripe-signature']).toMatch(/^t=1772359260,/);
  expect(headersOf(stripe, 'first')['stripe-signature']).toMatch(/^t=1772359200,/);
});
