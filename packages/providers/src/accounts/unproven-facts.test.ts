import { expect, it } from 'vitest';
import { providers } from '../registry.ts';
import { simulatorOf } from '../simulator/index.ts';
import { stripe } from '../stripe/index.ts';
import { unprovenFacts } from './unproven-facts.ts';

const NOW = new Date('2026-03-01T12:00:00Z');

it('names all headers, and shows no signature, credential or cookie', () => {
  const facts = unprovenFacts(
    {
      'stripe-signature': `t=${NOW.getTime() / 1000},v1=${'a'.repeat(64)}`,
      authorization: 'Basic secret',
      cookie: 'session=secret',
      'user-agent': 'Stripe/1.0 (+https://stripe.com)',
    },
    stripe,
  );
  expect(facts).toEqual({
    headers: ['stripe-signature', 'authorization', 'cookie', 'user-agent'],
    shown: { 'user-agent': 'Stripe/1.0 (+https://stripe.com)' },
    signedAt: NOW,
  });
});

it('limits what anybody can send, and removes control characters', () => {
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`x-${at}`, 'value']));
  const long = { ['n'.repeat(500)]: 'v', 'user-agent': `\u001b[31m${'v'.repeat(5000)}` };
  const { headers, shown, signedAt } = unprovenFacts({ ...long, ...many }, stripe);
  expect(headers).toHaveLength(40);
  expect(headers[0]).toBe('n'.repeat(64));
  expect(shown).toEqual({ 'user-agent': ` [31m${'v'.repeat(115)}` });
  expect(signedAt).toBeUndefined();
});

it.each(providers.map((provider) => [provider.slug, provider] as const))(
  'shows nothing of %s that signs, and its signed time if it has one',
  async (slug, provider) => {
    const simulator = simulatorOf(provider);
    const { signing } = await simulator.createCredentials({ now: NOW });
    const { headers } = simulator.sign({
      body: Buffer.from('{}'),
      sentAt: NOW,
      path: `/webhooks/${slug}`,
      signing,
    });
    const { shown, signedAt } = unprovenFacts(headers, provider);
    // A digest has at least 43 characters in base64; ids and times are shorter, or have dashes.
    for (const value of Object.values(shown)) expect(value).not.toMatch(/[A-Za-z0-9+=]{41}/);
    expect(signedAt).toEqual(SIGN_A_TIME.includes(slug) ? NOW : undefined);
  },
);

/** The providers whose headers state the time of signing. */
const SIGN_A_TIME = ['stripe', 'paypal', 'paymentkit', 'cashfree', 'paddle', 'polar', 'dodo', 'standard'];
