import { readFileSync } from 'node:fs';
import { AccountsError, loadAccounts, type Mode, providers } from '@payspool/providers';
import { demoSecretProblems } from '@payspool/runtime';
import { describe, expect, it } from 'vitest';

const demo = (name: string): string =>
  readFileSync(new URL(`../../../ops/compose/demo-secrets/${name}`, import.meta.url), 'utf8');
const WHY = 'contains a public demo secret; live mode requires a secret of your own';

/** The variables and secrets that docker-compose.yml passes to ingest. */
const SHIPPED = Object.fromEntries(
  [
    'stripe_webhook_secrets',
    'paypal_webhook_ids',
    'paypal_trust_anchors',
    'paypal_certificates',
    'paymentkit_webhook_secrets',
    'paymentkit_currencies',
    'razorpay_webhook_secrets',
    'standard_webhooks_secrets',
  ].map((name) => [name.toUpperCase(), demo(name)]),
);

function load(env: Readonly<Record<string, string>>, mode: Mode, endpoints?: string) {
  try {
    const { all } = loadAccounts({
      providers,
      env,
      mode,
      ...(endpoints !== undefined && { endpointsFile: 'endpoints.yaml' }),
      demoSecretProblems,
      readFile: () => endpoints ?? '',
    });
    return { accounts: all.map(({ provider, name }) => `${provider.slug}/${name}`) };
  } catch (error) {
    if (error instanceof AccountsError) return { problems: error.problems };
    throw error;
  }
}

describe('the demo secrets of docker-compose.yml', () => {
  it('configure an account of every provider except IppoPay in test mode', () => {
    expect(load(SHIPPED, 'test')).toEqual({
      accounts: [
        'stripe/default',
        'paypal/default',
        'paymentkit/default',
        'razorpay/default',
        'standard/default',
      ],
    });
  });

  it('are refused in live mode; the error names each variable and no value', () => {
    expect(load(SHIPPED, 'live')).toEqual({
      problems: [
        `STRIPE_WEBHOOK_SECRETS: ${WHY}`,
        `PAYPAL_WEBHOOK_IDS: ${WHY}`,
        `PAYPAL_TRUST_ANCHORS: ${WHY}`,
        `PAYPAL_CERTIFICATES: ${WHY}`,
        `PAYMENTKIT_WEBHOOK_SECRETS: ${WHY}`,
        `RAZORPAY_WEBHOOK_SECRETS: ${WHY}`,
        `STANDARD_WEBHOOKS_SECRETS: ${WHY}`,
      ],
    });
  });

  it('are found among other secrets, and in a certificate that was copied without its address', () => {
    const [, leaf = ''] = demo('paypal_certificates').split(/\n(.*)/s);
    const env = {
      STRIPE_WEBHOOK_SECRETS: JSON.stringify(['whsec_of_our_own', demo('stripe_webhook_secrets').trim()]),
      PAYPAL_CERTIFICATES: leaf,
    };
    expect(leaf).toMatch(/^-----BEGIN/);
    expect(load(env, 'live')).toEqual({
      problems: [`STRIPE_WEBHOOK_SECRETS: ${WHY}`, `PAYPAL_CERTIFICATES: ${WHY}`],
    });
  });

  it('are refused for a live account in the file, and accepted for the test account beside it', () => {
    const entry = (account: string, mode: Mode) =>
      `  - { provider: razorpay, account: ${account}, mode: ${mode}, webhookSecrets: ['${demo('razorpay_webhook_secrets').trim()}'] }`;
    const file = (...entries: readonly string[]) => ['endpoints:', ...entries].join('\n');
    expect(load({}, 'live', file(entry('rehearsal', 'test')))).toEqual({ accounts: ['razorpay/rehearsal'] });
    expect(load({}, 'test', file(entry('rehearsal', 'test'), entry('shop', 'live')))).toEqual({
      problems: [`ENDPOINTS_FILE: endpoints.1 (razorpay/shop): webhookSecrets: ${WHY}`],
    });
  });
});
