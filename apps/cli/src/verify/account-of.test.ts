import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulatorOf } from '@payspool/providers/simulator';
import { afterAll, describe, expect, it } from 'vitest';
import { explain } from './explain.ts';
import type { Question } from './settings-of.ts';

const dir = mkdtempSync(join(tmpdir(), 'payspool-verify-accounts-'));
afterAll(() => rmSync(dir, { recursive: true }));

const AT = new Date('2026-05-01T10:00:00Z');
const SECRET = 'whsec_of_the_shop';
const TOKEN = 'token_of_the_shop';

function endpointsFile(name: string, text: string): string {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
}
const ENDPOINTS_FILE = endpointsFile(
  'endpoints.yaml',
  `endpoints:
  - { provider: stripe, account: shop, mode: test, webhookSecrets: [${SECRET}] }
  - { provider: ippopay, account: shop, pathToken: ${TOKEN}, publicKey: pk, secretKey: sk_of_the_shop }
`,
);

function stripeDelivery(path: string): Question {
  const content = {
    id: 'evt_1',
    object: 'event',
    type: 'customer.created',
    account: 'acct_1',
    livemode: false,
    created: AT.getTime() / 1000,
    data: { object: {} },
  };
  const body = Buffer.from(JSON.stringify(content));
  const { headers } = simulatorOf('stripe').sign({ body, sentAt: AT, path, signing: { secret: SECRET } });
  const env = { ENDPOINTS_FILE, STRIPE_WEBHOOK_SECRETS: 'whsec_of_default' };
  return { slug: 'stripe', headers, body, path, at: AT, trustPems: [], env };
}

describe('an account of the endpoints file', () => {
  it('verifies the deliveries at its path, and they belong to it', async () => {
    const shop = stripeDelivery('/webhooks/stripe/shop');
    expect(await explain(shop)).toMatchObject({ valid: true, account: 'shop/acct_1' });
    expect(await explain({ ...shop, slug: 'auto' })).toMatchObject({ provider: 'stripe', valid: true });
    for (const path of ['/webhooks/stripe', '/webhooks/stripe/default'])
      expect(await explain({ ...shop, path })).toMatchObject({ valid: false, code: 'signature_mismatch' });
  });

  it('has its settings replaced by those of the command line', async () => {
    const shop = stripeDelivery('/webhooks/stripe/shop');
    expect(await explain({ ...shop, secret: 'whsec_other' })).toMatchObject({ valid: false });
  });

  it('is found by its token, if the provider has one', async () => {
    const hint: Question = {
      slug: 'ippopay',
      headers: {},
      body: Buffer.from('{"order_id":"order_1"}'),
      path: `/webhooks/ippopay/${TOKEN}`,
      at: AT,
      trustPems: [],
      env: { ENDPOINTS_FILE, IPPOPAY_PATH_TOKEN: 'token_of_default' },
    };
    expect(await explain(hint)).toMatchObject({ valid: true, hint: true });
    expect(await explain({ ...hint, path: '/webhooks/ippopay/token_of_default' })).toMatchObject({
      valid: true,
    });
    expect(await explain({ ...hint, path: '/webhooks/ippopay/token_of_nobody' })).toMatchObject({
      code: 'token_mismatch',
    });
  });

  it.each([
    [
      'that does not exist',
      ENDPOINTS_FILE,
      '/webhooks/stripe/other',
      'no account other of stripe, so ingest answers 404',
    ],
    [
      'in an invalid file',
      endpointsFile('b.yaml', 'endpoints: 7'),
      '/webhooks/stripe/shop',
      'ENDPOINTS_FILE: expected',
    ],
    ['in a missing file', join(dir, 'none.yaml'), '/webhooks/stripe/shop', 'a file cannot be read (ENOENT)'],
  ])('%s is a usage error', async (_, file, path, sentence) => {
    const refusal = explain({ ...stripeDelivery(path), env: { ENDPOINTS_FILE: file } });
    await expect(refusal).rejects.toMatchObject({ code: 'usage' });
    await expect(refusal).rejects.toThrow(sentence);
  });
});
