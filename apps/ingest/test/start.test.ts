import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@payspool/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProcess } from './ingest-process.ts';

const SECRET = 'whsec_c2VzYW1lIG9wZW4gc2VzYW1l';

describe('the ingest process', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'payspool-ingest-'));
  });
  afterAll(async () => {
    await rm(dir, { recursive: true });
  });
  const file = async (name: string, text: string) => {
    const path = join(dir, name);
    await writeFile(path, text);
    return path;
  };

  it('exits with 2 and names the missing variable', async () => {
    const app = startProcess({});
    expect(await app.exited).toBe(2);
    expect(app.stderr()).toBe('payspool ingest: cannot start\n  - QUEUE_URL is not set\n');
    expect(app.stdout()).toBe('');
  });

  it('exits with 2 and names every invalid variable at once, without its value', async () => {
    const app = startProcess({
      QUEUE_URL: 'mysql://user:sesame@host/queue',
      INGEST_PORT: '70000',
      PAYSPOOL_MODE: 'sesame',
      ACK_TIMEOUT_MS: '5000',
    });
    expect(await app.exited).toBe(2);
    const named = [...app.stderr().matchAll(/^ {2}- ([A-Z_]+): /gm)].map(([, name]) => name);
    expect(new Set(named)).toEqual(new Set(['ACK_TIMEOUT_MS', 'INGEST_PORT', 'PAYSPOOL_MODE', 'QUEUE_URL']));
    expect(named).toHaveLength(4);
    expect(app.stderr()).not.toContain('sesame');
  });

  it('exits with 2 and reports the errors of the accounts, without a secret', async () => {
    const endpoints = await file(
      'endpoints.yaml',
      `endpoints:
  - { provider: nobody, account: a, webhookSecrets: [${SECRET}] }
  - { provider: stripe, account: b }
  - { provider: stripe, account: default, webhookSecrets: [${SECRET}] }`,
    );
    const app = startProcess({
      QUEUE_URL: `redis://127.0.0.1:${await freePort()}`,
      STRIPE_WEBHOOK_SECRETS: SECRET,
      ENDPOINTS_FILE: endpoints,
    });
    expect(await app.exited).toBe(2);
    expect(app.stderr().split('\n').slice(1, -1)).toEqual([
      '  - ENDPOINTS_FILE: endpoints.0 (nobody/a): there is no provider nobody',
      '  - ENDPOINTS_FILE: endpoints.1 (stripe/b): no secret or key to verify deliveries is configured',
      '  - the account stripe/default is configured twice',
    ]);
  });

  it('exits with 2 and describes the form of each invalid secret, without any part of it', async () => {
    const app = startProcess({
      QUEUE_URL: `redis://127.0.0.1:${await freePort()}`,
      STRIPE_WEBHOOK_SECRETS: 'sk_live_sesame',
      RAZORPAY_WEBHOOK_SECRETS: '"open sesame"',
      PAYMENTKIT_WEBHOOK_SECRETS: '["open sesame","<sesame>"]',
      STANDARD_WEBHOOKS_SECRETS: 'v1,whsec_sesame',
    });
    expect(await app.exited).toBe(2);
    expect(app.stderr().split('\n').slice(1, -1)).toEqual([
      '  - STRIPE_WEBHOOK_SECRETS: looks like an API key (sk_…, rk_…, pk_…): the secret of the webhook endpoint belongs here',
      '  - PAYMENTKIT_WEBHOOK_SECRETS (number 2): looks like a placeholder that was not filled in',
      '  - RAZORPAY_WEBHOOK_SECRETS: is in quotation marks: remove them (if they are part of it, write a JSON array)',
      '  - STANDARD_WEBHOOKS_SECRETS: begins with v1, as some dashboards show it: the secret begins after the comma',
    ]);
    expect(app.stdout()).toBe('');
  });

  it('starts with a short secret, and logs a warning without the secret', async () => {
    const app = startProcess({
      QUEUE_URL: `redis://127.0.0.1:${await freePort()}`,
      RAZORPAY_WEBHOOK_SECRETS: 'sesame',
      INGEST_PORT: '0',
    });
    await app.address();
    expect(app.stdout()).toContain(
      '"account":"razorpay/default","msg":"webhookSecrets is shorter than 16 characters"',
    );
    expect(app.stdout()).not.toContain('sesame');
    app.stop();
    expect(await app.exited).toBe(0);
  });

  it('starts without its queue, with a secret from a file, and exits with 0 when it is stopped', async () => {
    const app = startProcess({
      QUEUE_URL: `redis://127.0.0.1:${await freePort()}`,
      STRIPE_WEBHOOK_SECRETS_FILE: await file('secret', `${SECRET}\n`),
      INGEST_PORT: '0',
    });
    const address = await app.address();
    expect((await fetch(`${address}/healthz`)).status).toBe(200);
    expect((await fetch(`${address}/webhooks/stripe`, { method: 'POST', body: '{}' })).status).toBe(401);
    expect((await fetch(`${address}/webhooks/razorpay`, { method: 'POST', body: '{}' })).status).toBe(404);
    app.stop();
    expect(await app.exited).toBe(0);
    expect(app.stdout() + app.stderr()).not.toContain(SECRET);
    expect(app.stdout()).toContain('"accounts":["stripe/default (live)"]');
  });
});
