import { type Account, type Provider, providers } from '@payspool/providers';
import { simulatorOf } from '@payspool/providers/simulator';
import { describe, expect, it } from 'vitest';
import { verifiedBy } from './stored-deliveries.ts';

/** A delivery that arrived months ago, as its row has it: with the headers that its provider keeps. */
async function stored(slug: string) {
  const provider = providers.find((each) => each.slug === slug) as Provider;
  const { signing } = await simulatorOf(slug).createCredentials({ now: new Date() });
  const secret = Object.values(signing)[0] ?? '';
  const receivedAt = new Date('2026-03-02T12:00:00Z');
  const body = Buffer.from('{"id":"evt_1"}');
  const path = `/webhooks/${slug}`;
  const { headers } = simulatorOf(slug).sign({ body, sentAt: receivedAt, path, signing });
  const kept = Object.entries(headers).filter(([name]) => provider.keepHeaders.includes(name));
  const account: Account = { provider, name: 'default', mode: 'test', settings: provider.settings.parse({}) };
  return {
    secret,
    verified: (by: string) =>
      verifiedBy(
        { id: 1n, headers: Object.fromEntries(kept), body, receivedAt },
        { account, key: 'webhookSecrets', secret: by, url: `https://pay.example.com${path}` },
      ),
  };
}

describe('a stored delivery', () => {
  it('proves the secret that signed it, at any later time, and no other', async () => {
    const { secret, verified } = await stored('stripe');
    expect([await verified(secret), await verified(`${secret}x`)]).toEqual([true, false]);
  });

  it('proves nothing if its signature is not stored', async () => {
    const { secret, verified } = await stored('razorpay');
    expect(await verified(secret)).toBe('unknown');
  });
});
