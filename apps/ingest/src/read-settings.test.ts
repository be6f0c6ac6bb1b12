import { ConfigError } from '@payspool/runtime';
import { expect, it } from 'vitest';
import { readIngestSettings } from './config.ts';

it("errors of the own settings, of a provider's and of the endpoints file are reported together", () => {
  const env = {
    QUEUE_URL: 'postgres://u:sesame@host/queue',
    QUEUE_WAIT_REPLICAS: '1',
    INGEST_PORT: 'sesame',
    PAYSPOOL_MODE: 'sesame',
    ENDPOINTS_FILE: '/nowhere/endpoints.yaml',
    STRIPE_BARE_INTENTS: 'sesame',
    RAZORPAY_WEBHOOK_SECRETS_FILE: '/nowhere/sesame',
  };
  expect(() => readIngestSettings(env)).toThrow(
    new ConfigError([
      'RAZORPAY_WEBHOOK_SECRETS_FILE: cannot be read (ENOENT)',
      'PAYSPOOL_MODE: expected live or test',
      'INGEST_PORT: expected a whole number from 0 to 65535',
      'QUEUE_WAIT_REPLICAS: only Redis supports this setting; with a queue in Postgres, name a synchronous standby in synchronous_standby_names',
      'ENDPOINTS_FILE: a file cannot be read (ENOENT)',
      'STRIPE_BARE_INTENTS: expected wait or order',
    ]),
  );
});

it('the accounts are read in the configured mode', () => {
  const secret = { QUEUE_URL: 'redis://host', STRIPE_WEBHOOK_SECRETS: 'whsec_payspool-demo' };
  expect(readIngestSettings({ ...secret, PAYSPOOL_MODE: 'test' }).accounts.all).toMatchObject([
    { name: 'default', mode: 'test' },
  ]);
  expect(() => readIngestSettings(secret)).toThrow(/^STRIPE_WEBHOOK_SECRETS: contains a public demo secret/);
});
