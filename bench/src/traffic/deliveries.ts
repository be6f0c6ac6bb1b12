import { createCredentials, signRequest } from '@payspool/cli';
import { stripe } from '@payspool/providers';
import type { DeliveryJob } from '@payspool/queue';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { purchaseBodies, type RunName, type TrafficShape } from './purchases.ts';

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

/** The deliveries as ingest would have queued them. */
export function* deliveryJobs(
  shape: TrafficShape,
  { run, account }: { readonly run: RunName; readonly account: BenchAccount },
): Generator<DeliveryJob, void> {
  for (const body of purchaseBodies(shape, run)) {
    const headers = account.headersFor(body);
    const { eventKey, type } = stripe.identify({ headers, body });
    yield {
      kind: 'event',
      provider: stripe.slug,
      account: 'default',
      mode: 'test',
      eventKey,
      ...(type === undefined ? {} : { type }),
      receivedAt: new Date(),
      headers: Object.fromEntries(
        stripe.keepHeaders.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
      ),
      body,
    };
  }
}

/**
 * Writes signed deliveries to a file that load generators in any language can read: for each delivery a line with the signature, a line
 * with the length of the body in bytes, then the body and a line end. Stripe's signatures are valid for five minutes, so the file is
 * written shortly before it is sent.
 */
export async function writeRequests(
  file: string,
  shape: TrafficShape,
  { run, account }: { readonly run: RunName; readonly account: BenchAccount },
): Promise<void> {
  const out = createWriteStream(file);
  for (const body of purchaseBodies(shape, run)) {
    const signature = account.headersFor(body)['stripe-signature'] ?? '';
    if (!out.write(Buffer.concat([Buffer.from(`${signature}\n${body.length}\n`), body, Buffer.from('\n')])))
      await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
}
