import { describe, expect, it } from 'vitest';
import { createCredentials, openIngest, stripeEvent } from './ingest-under-test.ts';

const credentials = await createCredentials('stripe', 'ippopay');
const other = await createCredentials('stripe', 'ippopay');
const BODY = stripeEvent('evt_1');
const HINT = Buffer.from('{"order_id":"order_1"}');
const pathToken = credentials.ippopay.signing['pathToken'] ?? '';

describe('while a secret rotates', () => {
  it.each([
    ['the old one', credentials],
    ['the new one', other],
  ])('a delivery signed with %s is accepted', async (_, signer) => {
    const secrets = [other, credentials].map(({ stripe }) => stripe.signing['secret']);
    const ingest = openIngest({
      credentials: signer,
      env: { STRIPE_WEBHOOK_SECRETS: JSON.stringify(secrets) },
    });
    expect((await ingest.deliver('stripe', BODY)).statusCode).toBe(202);
    expect(ingest.queue.jobs).toHaveLength(1);
  });
});

describe('a secret that contains a comma', () => {
  const WHOLE = 'k3jw8q,hT5b9s7c2pQ';
  const signedWith = (webhookSecret: string) => ({ razorpay: { env: {}, signing: { webhookSecret } } });
  const env = { RAZORPAY_WEBHOOK_SECRETS: WHOLE };

  it('is one secret: a delivery that it signed is accepted', async () => {
    const ingest = openIngest({ credentials: signedWith(WHOLE), env });
    expect((await ingest.deliver('razorpay', BODY)).statusCode).toBe(202);
    expect(ingest.queue.jobs).toHaveLength(1);
  });

  it.each(WHOLE.split(','))('is not two secrets: a delivery signed with %s is refused', async (half) => {
    const ingest = openIngest({ credentials: signedWith(half), env });
    expect((await ingest.deliver('razorpay', BODY)).statusCode).toBe(401);
    expect(ingest.queue.attempts).toEqual([]);
  });
});

describe('an account with its own name', () => {
  const endpoints = `endpoints:
  - provider: stripe
    account: shop-2
    mode: live
    webhookSecrets: ['${other.stripe.signing['secret']}']`;
  const signedBy = (made: typeof credentials) => openIngest({ credentials: made }).sign('stripe', BODY);
  const open = () => openIngest({ credentials: { stripe: credentials.stripe }, endpoints });

  it('is verified with its own secret, and the job has its name and mode', async () => {
    const ingest = open();
    expect((await ingest.send('/webhooks/stripe/shop-2', signedBy(other))).statusCode).toBe(202);
    expect(ingest.queue.jobs).toMatchObject([{ provider: 'stripe', account: 'shop-2', mode: 'live' }]);
  });

  it('refuses deliveries that the secret of another account signed, in both directions', async () => {
    const ingest = open();
    expect((await ingest.send('/webhooks/stripe/shop-2', signedBy(credentials))).statusCode).toBe(401);
    expect((await ingest.send('/webhooks/stripe', signedBy(other))).statusCode).toBe(401);
    expect(ingest.queue.attempts).toEqual([]);
  });

  it('has its own events: the same event on another account is not a duplicate', async () => {
    const ingest = open();
    expect((await ingest.send('/webhooks/stripe', signedBy(credentials))).statusCode).toBe(202);
    expect((await ingest.send('/webhooks/stripe/shop-2', signedBy(other))).statusCode).toBe(202);
    expect(ingest.queue.jobs.map(({ account }) => account)).toEqual(['default', 'shop-2']);
  });

  it('with the name default is the account of the plain route', async () => {
    const ingest = open();
    expect((await ingest.send('/webhooks/stripe/default', signedBy(credentials))).statusCode).toBe(202);
    expect((await ingest.send('/webhooks/stripe', signedBy(credentials))).statusCode).toBe(200);
  });
});

describe('a path that contains a secret', () => {
  it('accepts a hint, which the worker then confirms', async () => {
    const ingest = openIngest({ credentials });
    const answer = await ingest.send(`/webhooks/ippopay/${pathToken}`, { body: HINT });
    expect(answer.statusCode).toBe(202);
    expect(ingest.queue.jobs).toMatchObject([{ kind: 'hint', provider: 'ippopay', account: 'default' }]);
  });

  it.each([
    ['is missing', '/webhooks/ippopay'],
    ['is empty', '/webhooks/ippopay/'],
    ['is wrong', `/webhooks/ippopay/${other.ippopay.signing['pathToken']}`],
    ['is the name of the account', '/webhooks/ippopay/default'],
    ['lacks its last letter', `/webhooks/ippopay/${pathToken.slice(0, -1)}`],
    ['is in the query', `/webhooks/ippopay?token=${pathToken}`],
  ])('refuses a hint if the token %s', async (_, path) => {
    const ingest = openIngest({ credentials });
    const answer = await ingest.send(path, { body: HINT });
    expect([answer.statusCode, answer.body]).toEqual([401, '{"error":"unauthorized"}']);
    expect(ingest.queue.attempts).toEqual([]);
  });

  it('finds the account of the token among several', async () => {
    const { IPPOPAY_PATH_TOKEN, IPPOPAY_PUBLIC_KEY, IPPOPAY_SECRET_KEY } = other.ippopay.env;
    const endpoints = `endpoints:
  - { provider: ippopay, account: second, pathToken: ${JSON.stringify(IPPOPAY_PATH_TOKEN)}, publicKey: ${IPPOPAY_PUBLIC_KEY}, secretKey: ${IPPOPAY_SECRET_KEY} }`;
    const ingest = openIngest({ credentials: { ippopay: credentials.ippopay }, endpoints });
    await ingest.send(`/webhooks/ippopay/${IPPOPAY_PATH_TOKEN}`, { body: HINT });
    await ingest.send(`/webhooks/ippopay/${pathToken}`, { body: HINT });
    expect(ingest.queue.jobs.map(({ account }) => account)).toEqual(['second', 'default']);
  });
});
