import { UnavailableError } from '@payspool/providers';
import { simulatorOf } from '@payspool/providers/simulator';
import { describe, expect, it } from 'vitest';
import { explain } from './explain.ts';
import type { Question } from './settings-of.ts';

// What single providers need besides a secret, and what is said if it is missing or wrong.

const AT = new Date('2026-05-01T10:00:00Z');

async function signedBy(slug: string, content: object): Promise<Question> {
  const simulator = simulatorOf(slug);
  const { env, signing } = await simulator.createCredentials({ now: AT });
  const signed = simulator.sign({
    body: Buffer.from(JSON.stringify(content)),
    sentAt: AT,
    path: `/webhooks/${slug}`,
    signing,
  });
  return {
    slug,
    headers: signed.headers,
    body: signed.body,
    path: `/webhooks/${slug}${signed.pathSuffix}`,
    at: AT,
    trustPems: [],
    env,
  };
}

describe('Square signs the notification URL', async () => {
  const asked = await signedBy('square', { event_id: 'e1', type: 'customer.created', created_at: AT });
  const { SQUARE_NOTIFICATION_URL: url = '', ...env } = asked.env;
  const SETTING = 'notificationUrl';

  it('so nothing is verified without it', async () => {
    const refusal = explain({ ...asked, env });
    await expect(refusal).rejects.toMatchObject({ code: 'usage' });
    await expect(refusal).rejects.toThrow(
      'SQUARE_NOTIFICATION_URL: is missing: Square signs it with the body',
    );
  });

  it('so --setting gives it, in place of the environment', async () => {
    expect(await explain({ ...asked, env, settings: [{ name: SETTING, value: url }] })).toMatchObject({
      valid: true,
    });
    expect(await explain({ ...asked, settings: [{ name: SETTING, value: `${url}/` }] })).toMatchObject({
      code: 'signature_mismatch',
      reason: expect.stringMatching(/the secret or the notification URL differs.*SQUARE_NOTIFICATION_URL/),
    });
  });

  it.each([
    [
      'of an unknown name',
      [{ name: 'url', value: 'x' }],
      '--setting: square has no setting url; its settings are',
    ],
    ['with an invalid value', [{ name: SETTING, value: 'sesame' }], '--setting notificationUrl: '],
    [
      'given twice',
      [
        { name: SETTING, value: url },
        { name: 'SQUARE_NOTIFICATION_URL', value: url },
      ],
      'the setting notificationUrl is given twice',
    ],
  ])('and a setting %s is refused without its value', async (_, settings, sentence) => {
    const refusal = explain({ ...asked, settings });
    await expect(refusal).rejects.toThrow(sentence);
    await expect(refusal).rejects.not.toThrow('sesame');
  });

  it('and a secret is not given by two options', async () => {
    const twice = { secret: 'a key', settings: [{ name: 'webhookSecrets', value: 'a key' }] };
    await expect(explain({ ...asked, ...twice })).rejects.toThrow(
      'the setting webhookSecrets is given twice',
    );
  });
});

describe('Adyen may send a user and a password', async () => {
  const item = { eventCode: 'CAPTURE', pspReference: 'P1', merchantAccountCode: 'Shop', success: 'true' };
  const asked = await signedBy('adyen', { notificationItems: [{ NotificationRequestItem: item }] });
  const env = { ...asked.env, ADYEN_BASIC_AUTH: 'user:sesame' };

  it('which are compared if they are configured', async () => {
    expect(await explain({ ...asked, env })).toMatchObject({
      code: 'signature_missing',
      reason: expect.stringMatching(/header authorization is missing.*save the header authorization too/),
    });
    const headers = { ...asked.headers, authorization: 'Basic eDp5' };
    const other = await explain({ ...asked, env, headers });
    expect(other).toMatchObject({
      code: 'token_mismatch',
      reason: expect.stringContaining('Compare ADYEN_BASIC_AUTH with the user name and the password'),
    });
    expect(JSON.stringify(other)).not.toContain('sesame');
    const right = { authorization: `Basic ${Buffer.from('user:sesame').toString('base64')}` };
    expect(await explain({ ...asked, env, headers: right })).toMatchObject({ valid: true });
  });

  it('and the key is given as hexadecimal digits', async () => {
    const { ADYEN_WEBHOOK_SECRETS: secret } = asked.env;
    expect(await explain({ ...asked, env: {}, secret })).toMatchObject({ valid: true });
    await expect(explain({ ...asked, env: {}, secret: 'abc' })).rejects.toThrow('64 hexadecimal digits');
  });
});

describe('Apple signs for every app', async () => {
  const asked = await signedBy('apple', { notificationType: 'TEST' });

  it('so another bundle id is refused, and a root of a test is given', async () => {
    expect(await explain({ ...asked, settings: [{ name: 'bundleIds', value: 'com.other' }] })).toMatchObject({
      code: 'signature_mismatch',
      reason: expect.stringMatching(/for another app.*Compare APPLE_BUNDLE_IDS with the bundle id/),
    });
    const { APPLE_TRUST_ANCHORS: _, ...env } = asked.env;
    expect(await explain({ ...asked, env })).toMatchObject({
      code: 'certificate_untrusted',
      reason: expect.stringContaining('give its root in APPLE_TRUST_ANCHORS'),
    });
  });
});

describe('Mollie has two senders', () => {
  const TOKEN = 'unguessable_token';
  const classic: Question = {
    slug: 'mollie',
    headers: {},
    body: Buffer.from('id=tr_7UhSN1zuXS'),
    path: `/webhooks/mollie/${TOKEN}`,
    at: AT,
    trustPems: [],
    env: { MOLLIE_PATH_TOKEN: TOKEN, MOLLIE_API_KEY: 'test_abcdefghijkl' },
  };

  it('of which the classic one sends hints', async () => {
    expect(await explain(classic)).toEqual({
      valid: true,
      eventKey: 'hint:tr_7UhSN1zuXS',
      type: 'hint',
      events: [],
      hint: true,
      asks: [
        {
          request: 'GET https://api.mollie.com/v2/payments/tr_7UhSN1zuXS?embed=refunds,chargebacks,captures',
        },
      ],
    });
  });

  it('and without the API key it says that a hint cannot be confirmed', async () => {
    expect(await explain({ ...classic, env: { MOLLIE_PATH_TOKEN: TOKEN } })).toMatchObject({
      valid: true,
      asks: [{ cannotAsk: "there are no credentials for Mollie's API" }],
      lacking: ['MOLLIE_API_KEY: is required with the path token: it confirms the classic webhooks'],
    });
  });

  it('and each is verified with settings of its own', async () => {
    expect(await explain({ ...classic, env: { MOLLIE_WEBHOOK_SECRETS: 'a secret' } })).toMatchObject({
      code: 'token_mismatch',
      reason: expect.stringMatching(/^no path token is configured\. MOLLIE_PATH_TOKEN must be/),
    });
    const headers = { 'x-mollie-signature': `sha256=${'0'.repeat(64)}` };
    expect(await explain({ ...classic, headers, body: Buffer.from('{}') })).toMatchObject({
      code: 'signature_mismatch',
      reason: expect.stringMatching(/^no secret is configured.*MOLLIE_WEBHOOK_SECRETS/),
    });
  });
});

it('a hint of IppoPay says what a running Payspool needs besides the path token', async () => {
  const body = Buffer.from('{"order_id":"order_1"}');
  const env = { IPPOPAY_PATH_TOKEN: 'unguessable_token' };
  const path = '/webhooks/ippopay/unguessable_token';
  expect(
    await explain({ slug: 'ippopay', headers: {}, body, path, at: AT, trustPems: [], env }),
  ).toMatchObject({
    valid: true,
    hint: true,
    asks: [{ request: 'GET https://api.ippopay.com/v1/order/order_1/transaction' }],
    lacking: [expect.stringContaining('IPPOPAY_PUBLIC_KEY'), expect.stringContaining('IPPOPAY_SECRET_KEY')],
  });
});

describe('GoCardless sends events without amounts', async () => {
  const event = (id: string, payment: string) => ({
    id,
    created_at: AT.toISOString(),
    resource_type: 'payments',
    action: 'confirmed',
    links: { payment },
  });
  const asked = await signedBy('gocardless', { events: [event('EV1', 'PM1'), event('EV2', 'PM2')] });

  it('of which each is a part, with a request of its own', async () => {
    expect(await explain(asked)).toMatchObject({
      valid: true,
      parts: [
        { eventKey: 'EV1', type: 'payments.confirmed', status: 'applied' },
        { eventKey: 'EV2', type: 'payments.confirmed', status: 'applied' },
      ],
      asks: [
        { request: 'GET https://api.gocardless.com/payments/PM1' },
        { request: 'GET https://api.gocardless.com/payments/PM2' },
      ],
    });
  });

  it('and the access token is said to be missing, but is not enough to verify', async () => {
    const { GOCARDLESS_ACCESS_TOKEN, ...env } = asked.env;
    const explanation = await explain({ ...asked, env });
    expect(explanation).not.toHaveProperty('asks');
    expect(explanation).toMatchObject({
      lacking: [
        expect.stringMatching(
          /^amounts are not confirmed.*; GOCARDLESS_ACCESS_TOKEN needs a read-only access token/,
        ),
      ],
    });
    await expect(explain({ ...asked, env: { GOCARDLESS_ACCESS_TOKEN } })).rejects.toThrow(
      'no secret to verify gocardless: give --secret, or set GOCARDLESS_WEBHOOK_SECRETS',
    );
  });
});

describe.each(['razorpay', 'stripe', 'dodo', 'square'])(
  'a body of %s that was changed after it arrived',
  async (slug) => {
    const asked = await signedBy(slug, { event: 'x', note: 'a' });

    it.each<[string, (body: Buffer) => string, RegExp]>([
      [
        'with a line break from an editor',
        (body) => `${body.toString()}\n`,
        /white space was added around it/,
      ],
      [
        'written again',
        (body) => JSON.stringify(JSON.parse(body.toString()), null, 2),
        /parsed and written again/,
      ],
    ])('%s is recognised as the cause', async (_, change, words) => {
      const explanation = await explain({ ...asked, body: Buffer.from(change(asked.body)) });
      expect(explanation).toMatchObject({ valid: false, code: 'signature_mismatch' });
      expect('reason' in explanation && explanation.reason).toMatch(words);
      expect('reason' in explanation && explanation.reason).toContain(
        'The secret is right. Save the body byte for byte',
      );
    });
  },
);

it('a certificate of PayPal that cannot be downloaded is no verdict', async () => {
  const asked = await signedBy('paypal', { id: 'WH-1', event_type: 'X', create_time: AT });
  const { PAYPAL_CERTIFICATES: _, ...env } = asked.env;
  expect(
    await explain({ ...asked, env, fetch: () => Promise.reject(new UnavailableError('no answer')) }),
  ).toEqual({
    valid: false,
    code: 'unavailable',
    reason: expect.stringMatching(/^it cannot be decided now: .*--cert/),
  });
});
