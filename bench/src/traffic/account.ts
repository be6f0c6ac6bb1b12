import { createCredentials, signRequest } from '@payspool/cli';
import { stripe } from '@payspool/providers';

/** The Stripe account of a run: the credentials for verifying and for signing. */
export type BenchAccount = Awaited<ReturnType<typeof createAccount>>;

/** Creates credentials for the run. They are in test mode, like the simulators' bodies, and only payment intents make orders. */
export async function createAccount() {
  const { env, signing } = await createCredentials([stripe], new Date());
  const baseUrl = new URL('http://127.0.0.1');
  return {
    secret: signing['stripe']?.['secret'] ?? '',
    env: { ...env, PAYSPOOL_MODE: 'test', STRIPE_BARE_INTENTS: 'order', MERCHANT_REF_GRACE_SECONDS: '0' },
    /** The headers of a delivery of this body, signed now. */
    headersFor: (body: Buffer): Readonly<Record<string, string>> =>
      signRequest(
        { provider: stripe, type: '', body, occurredAt: new Date(), forged: false },
        { baseUrl, signing, sentAt: new Date() },
      ).headers,
  };
}
