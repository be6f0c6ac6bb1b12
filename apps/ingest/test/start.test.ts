import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@payspool/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProcess } from './ingest-process.ts';

const SECRET = 'whsec_c2VzYW1lIG9wZW4gc2VzYW1l';

describe('ingest as a process', () => {
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

  it('ends with 2 and names the variable that is missing', async () => {
    const app = startProcess({});
    expect(await app.exited).toBe(2);
    expect(app.stderr()).toBe('payspool ingest: cannot start\n  - QUEUE_URL is not set\n');
    expect(app.stdout()).toBe('');
  });

  it('ends with 2 and names every variable that is wrong at once, quoting none', async () => {
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

  it('ends with 2 and says what is wrong with the accounts, quoting no secret', async () => {
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
      '  - ENDPOINTS_FILE: endpoints.1 (stripe/b): nothing to verify deliveries with',
      '  - the account stripe/default is configured twice',
    ]);
  });

  it('starts without its queue, with a secret from a file, and ends with 0 when told to', async () => {
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
