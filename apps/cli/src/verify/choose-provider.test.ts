import { simulatorOf } from '@payspool/providers/simulator';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../failure.ts';
import { explain } from './explain.ts';
import type { Question } from './settings-of.ts';

const AT = new Date('2026-05-01T10:00:00Z');
const SECRET = `whsec_${Buffer.from('a key of twenty-four byte').toString('base64')}`;
const OTHER = `whsec_${Buffer.from('another of twenty-four by').toString('base64')}`;
const BODY = Buffer.from('{"type":"payment.succeeded","timestamp":"2026-05-01T10:00:00Z","data":{}}');

/** A delivery that the simulator of a provider signs, of which it is not known who sent it. */
function unknownDelivery(
  slug: string,
  signing: Readonly<Record<string, string>> = { secret: SECRET },
): Question {
  const signed = simulatorOf(slug).sign({ body: BODY, sentAt: AT, path: `/webhooks/${slug}`, signing });
  return { slug: 'auto', headers: signed.headers, body: signed.body, at: AT, trustPems: [], env: {} };
}

/** The lines of the usage error with which the question ends. */
async function problemsOf(question: Question): Promise<readonly string[]> {
  const error: unknown = await explain(question).then(
    () => expect.unreachable('it was explained'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UsageError);
  return (error as UsageError).problems;
}

describe('a delivery with the headers of Standard Webhooks', () => {
  const asked = unknownDelivery('dodo');

  it('fits three providers, of which none is chosen without settings', async () => {
    expect(await problemsOf(asked)).toEqual([
      'the delivery fits several providers: polar, dodo, standard',
      expect.stringMatching(/^polar, by the headers webhook-signature, .*set POLAR_WEBHOOK_SECRETS/),
      expect.stringMatching(/^dodo, by the headers webhook-signature, .*set DODO_WEBHOOK_SECRETS/),
      expect.stringMatching(/^standard, by the headers webhook-signature, .*set STANDARD_WEBHOOKS_SECRETS/),
      expect.stringMatching(/^choose .*--provider.*--path/),
    ]);
  });

  it('is of the only one that verifies it', async () => {
    const env = {
      POLAR_WEBHOOK_SECRETS: SECRET,
      DODO_WEBHOOK_SECRETS: SECRET,
      STANDARD_WEBHOOKS_SECRETS: OTHER,
    };
    expect(await explain({ ...asked, env })).toMatchObject({
      provider: 'dodo',
      valid: true,
      recognisedBy: expect.stringContaining('(polar, dodo, standard) it is the only one that verifies it'),
    });
  });

  it('is of the only one that has settings, even if the secret is wrong', async () => {
    expect(await explain({ ...asked, env: { STANDARD_WEBHOOKS_SECRETS: OTHER } })).toMatchObject({
      provider: 'standard',
      valid: false,
      code: 'signature_mismatch',
      recognisedBy: expect.stringContaining('the only one that has settings here'),
    });
  });

  it('is of none if two of them verify it, because they sign in the same way', async () => {
    const problems = await problemsOf({ ...asked, secret: SECRET });
    expect(problems.filter((line) => line.endsWith(': authentic'))).toHaveLength(2);
    expect(problems.join('\n')).not.toContain(SECRET);
  });

  it('is of none if no secret of several verifies it', async () => {
    const problems = await problemsOf({ ...asked, secret: OTHER });
    expect(problems.filter((line) => line.includes('invalid (signature_mismatch)'))).toHaveLength(3);
  });

  it('is of the one that the path names', async () => {
    expect(await explain({ ...asked, secret: SECRET, path: '/webhooks/standard' })).toMatchObject({
      provider: 'standard',
      valid: true,
      recognisedBy: expect.stringMatching(/, and by the path$/),
    });
  });

  it('may be of one more without the id, and is chosen by the settings', async () => {
    const { 'webhook-id': _, ...headers } = asked.headers;
    expect((await problemsOf({ ...asked, headers }))[0]).toMatch(/: polar, dodo, gocardless, standard$/);
    expect(await explain({ ...asked, headers, env: { DODO_WEBHOOK_SECRETS: SECRET } })).toMatchObject({
      provider: 'dodo',
      code: 'signature_missing',
    });
  });
});

it.each([
  ['gocardless', 'the header webhook-signature', { secret: 'a secret of its own' }],
  ['cashfree', 'the headers x-webhook-signature, x-webhook-timestamp', { secret: 'cfsk_1' }],
  ['paymentkit', 'the header x-webhook-signature', { webhookSecret: 'a'.repeat(64) }],
  ['lemonsqueezy', 'the header x-signature', { secret: 'chosen text' }],
])('%s shares names of headers with others and is recognised by their form', async (slug, by, signing) => {
  const [secret] = Object.values(signing);
  expect(await explain({ ...unknownDelivery(slug, signing), secret })).toMatchObject({
    provider: slug,
    recognisedBy: by,
    valid: true,
  });
});

it('a path of another provider than the headers show is mentioned', async () => {
  const asked = unknownDelivery('lemonsqueezy');
  expect(await explain({ ...asked, secret: SECRET.slice(6), path: '/webhooks/stripe/shop' })).toMatchObject({
    provider: 'lemonsqueezy',
    recognisedBy: 'the header x-signature, although the path names stripe',
  });
});

it.each([
  ['apple', '{"signedPayload":"a.b.c"}', { APPLE_BUNDLE_IDS: 'com.example' }, 'signature_malformed'],
  [
    'adyen',
    '{"notificationItems":[{"NotificationRequestItem":{"eventCode":"CAPTURE"}}]}',
    { ADYEN_WEBHOOK_SECRETS: 'A'.repeat(64) },
    'signature_missing',
  ],
  ['mollie', 'id=tr_7UhSN1zuXS', { MOLLIE_WEBHOOK_SECRETS: 'a secret' }, 'token_mismatch'],
  ['ippopay', '{"order_id":"order_1"}', { IPPOPAY_PATH_TOKEN: 'unguessable_token' }, 'token_mismatch'],
])('%s is recognised by the body, without any header', async (slug, text, env, code) => {
  const asked = { slug: 'auto', headers: {}, body: Buffer.from(text), at: AT, trustPems: [], env };
  expect(await explain(asked)).toMatchObject({
    provider: slug,
    recognisedBy: expect.stringMatching(/^the body, which has /),
    valid: false,
    code,
  });
});

it.each([
  ['{}', {}],
  ['not JSON', { 'content-type': 'application/json', authorization: 'Basic x' }],
  ['id=unknown', {}],
  ['{"notificationItems":[]}', {}],
])('%s without a known header is of no provider, and the known headers are listed', async (text, headers) => {
  const asked = { slug: 'auto', headers, body: Buffer.from(text), at: AT, trustPems: [], env: {} };
  const problems = await problemsOf(asked);
  expect(problems[0]).toMatch(/^no provider is recognised/);
  expect(problems[1]).toContain('stripe-signature (stripe)');
  expect(problems[1]).toContain('webhook-id (polar, dodo, standard)');
  expect(problems[2]).toContain('apple: a field `signedPayload`');
  expect(problems[3]).toContain('--provider');
});
