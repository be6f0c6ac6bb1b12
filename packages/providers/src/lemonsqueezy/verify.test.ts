import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { webhookSecretsVerifier } from '../contract/index.ts';
import { lemonsqueezy, lemonSqueezyScheme } from './index.ts';

const BODY = '{"meta":{"event_name":"order_created","custom_data":{"note":"caf\\u00e9"}},"data":{"id":"1"}}';
const now = () => new Date('2026-03-02T09:31:00Z');

/** By hand, as docs.lemonsqueezy.com/help/webhooks/signing-requests computes it. */
const sign = (body: string, secret: string) => createHmac('sha256', secret).update(body).digest('hex');

const verify = (
  body: string,
  headers: Readonly<Record<string, string>>,
  secrets = ['new-secret', 'old-secret'],
) =>
  webhookSecretsVerifier(lemonSqueezyScheme)({ settings: { webhookSecrets: secrets }, io: { now } })({
    headers,
    body: Buffer.from(body),
    path: '/webhooks/lemonsqueezy',
    query: {},
  });

describe('the X-Signature', () => {
  it.each(['new-secret', 'old-secret'])('is valid with any configured secret: %s', (secret) => {
    expect(verify(BODY, { 'x-signature': sign(BODY, secret) })).toEqual({ authentic: true });
  });

  it('is not valid for a changed body, nor for a secret that is not configured', () => {
    const changed = BODY.replace('"1"', '"2"');
    const code = 'signature_mismatch';
    expect(verify(changed, { 'x-signature': sign(BODY, 'new-secret') })).toMatchObject({ code });
    expect(verify(BODY, { 'x-signature': sign(BODY, 'stranger') })).toMatchObject({ code });
  });

  it.each([
    ['upper case', sign(BODY, 'new-secret').toUpperCase()],
    ['cut short', sign(BODY, 'new-secret').slice(2)],
    ['sent twice', `${sign(BODY, 'new-secret')}, ${sign(BODY, 'new-secret')}`],
    ['in base64', Buffer.from(sign(BODY, 'new-secret'), 'hex').toString('base64')],
  ])('is refused %s, without an exception', (_, signature) => {
    expect(verify(BODY, { 'x-signature': signature })).toMatchObject({ code: 'signature_malformed' });
  });

  it('is required', () => {
    expect(verify(BODY, {})).toMatchObject({ code: 'signature_missing' });
  });
});

it('takes the type from the signed body, never from the header X-Event-Name', () => {
  const headers = { 'x-event-name': 'order_refunded' };
  expect(lemonsqueezy.identify({ headers, body: Buffer.from(BODY) })).toMatchObject({
    type: 'order_created',
  });
});

it('identifies an event by its bytes: a repeated delivery has the same key, another event another one', () => {
  const keyOf = (body: string) => lemonsqueezy.identify({ headers: {}, body: Buffer.from(body) }).eventKey;
  expect(keyOf(BODY)).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(keyOf(BODY)).toBe(keyOf(BODY));
  expect(keyOf(BODY.replace('order_created', 'order_refunded'))).not.toBe(keyOf(BODY));
});

it('is answered with 200, the only status that Lemon Squeezy takes for a success', () => {
  expect(lemonsqueezy.acceptedStatus).toBe(200);
});

it.each([
  ['12', true],
  ['12, 34', true],
  ['pro', false],
])('takes %s as the variants of subscriptions: %s', (subscriptionVariants, isValid) => {
  expect(lemonsqueezy.settings.safeParse({ subscriptionVariants }).success).toBe(isValid);
});
