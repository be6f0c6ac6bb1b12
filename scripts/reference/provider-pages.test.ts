import { expect, it } from 'vitest';
import { fake } from '../../packages/providers/src/fake/index.ts';
import { findProvider, type Provider } from '../../packages/providers/src/index.ts';
import { composeBlocks, fileVariables, kubernetesBlocks } from './deployment.ts';
import { demoSecrets } from './demo-secrets.ts';
import { renderSetUp, renderSupported } from './provider-pages.ts';

const providerOf = (slug: string): Provider => {
  const provider = findProvider(slug);
  if (!provider) throw new Error(`no provider ${slug}`);
  return provider;
};
const [stripe, ippopay] = [providerOf('stripe'), providerOf('ippopay')];
const acme = fake as unknown as Provider;

it('lists every provider with its page', () => {
  expect(renderSupported([stripe, ippopay])).toEqual([
    'Supported: [Stripe](packages/providers/src/stripe/README.md) · [IppoPay](packages/providers/src/ippopay/README.md).',
  ]);
});

it('describes the setup of a provider by its own steps and by the types that it handles', () => {
  const page = '# Fake\n\n1. Read [the rules](README.md#rules) and [scale](../../../../docs/scale.md).\n';
  expect(renderSetUp(acme, page)).toEqual([
    '',
    '### Fake',
    '',
    '1. Read [the rules](../packages/providers/src/fake/README.md#rules) and [scale](scale.md).',
    '',
    'Events:',
    '',
    '- `charge_paid` `charge_declined` `charge_refunded` `charge_batch`',
  ]);
});

it('groups types by the text before their last dot, and lists none for hints', () => {
  const types = { handled: ['a.b.c', 'a.b.d', 'a.e'], ignored: {} };
  expect(renderSetUp({ ...acme, eventTypes: types }, '# Fake\n').slice(-2)).toEqual([
    '- `a.b.`: `c` `d`',
    '- `a.`: `e`',
  ]);
  expect(renderSetUp(ippopay, '# IppoPay\n')).toEqual(['', '### IppoPay']);
});

it('gives ingest the secrets for verifying and reading, and the worker those for reading and for calling an API', () => {
  const variables = fileVariables([stripe, ippopay, acme]);
  expect(variables).toEqual({
    verifying: ['STRIPE_WEBHOOK_SECRETS', 'FAKE_WEBHOOK_SECRETS'],
    reading: ['IPPOPAY_PATH_TOKEN', 'IPPOPAY_PUBLIC_KEY', 'IPPOPAY_SECRET_KEY'],
    calling: ['STRIPE_API_KEY'],
  });
  const compose = composeBlocks(variables);
  expect(compose['secrets of worker']).toEqual([
    '- ippopay_path_token',
    '- ippopay_public_key',
    '- ippopay_secret_key',
    '- stripe_api_key',
  ]);
  expect(compose['secrets of ingest']).toContain('- fake_webhook_secrets');
  expect(compose['secrets of ingest']).not.toContain('- stripe_api_key');
  expect(compose['verifying settings']).toContain(
    '  FAKE_WEBHOOK_SECRETS_FILE: /run/secrets/fake_webhook_secrets',
  );
  const { ingest, worker, overlay } = kubernetesBlocks(variables);
  expect(ingest['settings of providers']).toContain(
    '- { name: FAKE_WEBHOOK_SECRETS_FILE, value: /run/payspool/fake_webhook_secrets }',
  );
  expect(JSON.stringify(worker)).not.toContain('WEBHOOK_SECRETS');
  expect(overlay['verifying secrets']).toEqual(['- stripe_webhook_secrets=', '- fake_webhook_secrets=']);
});

it('breaks a line of docker-compose.yml like the formatter', () => {
  const [line, ...broken] = composeBlocks({
    verifying: ['A'.repeat(23), 'B'.repeat(24)],
    reading: [],
    calling: [],
  })['files of secrets'];
  const file = (name: string) => `{ file: '\${PAYSPOOL_SECRETS:-./ops/compose/demo-secrets}/${name}' }`;
  expect(line).toBe(`${'a'.repeat(23)}: ${file('a'.repeat(23))}`);
  expect(broken).toEqual([`${'b'.repeat(24)}:`, `  ${file('b'.repeat(24))}`]);
});

it('existing demo secrets are kept, and missing ones are created', async () => {
  const first = await demoSecrets([stripe, ippopay], {});
  expect(first).toMatchObject({
    stripe_webhook_secrets: 'whsec_payspool-demo-stripe-everybody-knows-this\n',
    ippopay_path_token: '',
    dashboard_password: 'payspool-demo-dashboard-everybody-knows-this\n',
  });
  expect(JSON.parse(first['signing.json'] ?? '')).toEqual({
    signing: { stripe: { secret: 'whsec_payspool-demo-stripe-everybody-knows-this' } },
  });

  const paypal = providerOf('paypal');
  const own = {
    stripe_webhook_secrets: 'whsec_other\n',
    'signing.json': '{"signing":{"stripe":{"secret":"whsec_other"}}}',
  };
  const second = await demoSecrets([stripe, paypal], { ...first, ...own });
  expect(second['stripe_webhook_secrets']).toBe('whsec_other\n');
  expect(second['paypal_certificates']).toContain('BEGIN CERTIFICATE');
  expect(second).not.toHaveProperty('ippopay_path_token');
  // Certificates are random, so a second run must not replace them.
  expect(await demoSecrets([stripe, paypal], second)).toEqual(second);
});

it('a demo secret that does not verify the signature of simulate is replaced', async () => {
  const whole = await demoSecrets([stripe], {});
  expect(await demoSecrets([stripe], { ...whole, stripe_webhook_secrets: 'whsec_other\n' })).toEqual(whole);
});
