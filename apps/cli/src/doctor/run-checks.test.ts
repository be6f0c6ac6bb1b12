import { describe, expect, it } from 'vitest';
import { type Check, ok, openDeployment } from './check.ts';
import { checks } from './checks.ts';
import { renderTable, runChecks } from './run-checks.ts';

const now = () => new Date('2026-03-02T12:00:00Z');
const deploymentWith = (env: Readonly<Record<string, string>>) => openDeployment({ env, now });
const check = (name: string, run: Check['run']): Check => ({ name, run });
const GOOD = 'whsec_c2VzYW1lIG9wZW4gc2VzYW1l';

describe('running checks', () => {
  it('keeps their order, with any duration and result', async () => {
    const list = [
      check('hangs', () => new Promise(() => undefined)),
      check('breaks', () => Promise.reject(new Error('connect ECONNREFUSED'))),
      check('works', async () => [ok('works', 'well')]),
    ];
    const findings = await runChecks(list, deploymentWith({}), 50);
    expect(findings.map(({ name, status, found }) => [name, status, found])).toEqual([
      ['hangs', 'failed', 'no answer'],
      ['breaks', 'failed', 'connect ECONNREFUSED'],
      ['works', 'ok', 'well'],
    ]);
    expect(findings.filter(({ status, remedy }) => status !== 'ok' && !remedy)).toEqual([]);
  });

  it("repeats no secret from a driver's message", async () => {
    const env = {
      DATABASE_URL: 'postgres://user:p%40ss-sesame@host/db',
      QUEUE_URL: 'redis-cluster://a,b?password=open-sesame',
      STRIPE_WEBHOOK_SECRETS: JSON.stringify(['older-sesame', GOOD]),
    };
    const said = `no p@ss-sesame, p%40ss-sesame, open-sesame, older-sesame or ${GOOD}`;
    const breaks = check('breaks', () => Promise.reject(new Error(said)));
    const [finding] = await runChecks([breaks], deploymentWith(env), 50);
    expect(finding?.found).toBe('no [redacted], [redacted], [redacted], [redacted] or [redacted]');
  });

  it('without any setting fails and names the missing settings', async () => {
    const findings = await runChecks(checks, deploymentWith({}));
    const lines = renderTable(findings).join('\n');
    expect(lines).toMatch(/^configuration +failed +DATABASE_URL is not set +→ /m);
    expect(lines).toMatch(/^configuration +failed +QUEUE_URL is not set +→ /m);
    expect(lines).toMatch(/^secrets +failed +no provider is configured/m);
    // Nobody has to have reactions of his own.
    expect(findings.filter(({ status }) => status === 'ok').map(({ name }) => name)).toEqual([
      'own reactions',
    ]);
  });
});

describe('configuration and secrets', () => {
  const first = async (env: Readonly<Record<string, string>>) => {
    const found = await runChecks(checks.slice(0, 2), deploymentWith(env));
    return found.map(({ name, status, found: words }) => `${name} ${status}: ${words}`);
  };
  const URLS = { DATABASE_URL: 'postgres://u:sesame@host/db', QUEUE_URL: 'redis://:sesame@host' };

  it('are ok with one provider and its secret', async () => {
    expect(await first({ ...URLS, STRIPE_WEBHOOK_SECRETS: GOOD })).toEqual([
      'configuration ok: the settings that ingest and worker share are valid; check the others with the option --check of each app',
      'secrets ok: stripe/default',
    ]);
  });

  it('report every problem in one line each, without values', async () => {
    const said = await first({
      DATABASE_URL: 'mysql://u:sesame@host/db',
      QUEUE_URL: 'amqp://u:sesame@host',
      PAYSPOOL_MODE: 'sesame',
      STRIPE_WEBHOOK_SECRETS_FILE: '/nowhere/sesame',
      IPPOPAY_PATH_TOKEN: 'open-sesame',
      IPPOPAY_PUBLIC_KEY: 'pk_sesame',
    });
    expect(said.map((line) => line.split(':')[1]?.trim())).toEqual([
      'DATABASE_URL',
      'QUEUE_URL',
      'PAYSPOOL_MODE',
      'STRIPE_WEBHOOK_SECRETS_FILE',
      'IPPOPAY_SECRET_KEY',
      'the accounts cannot be read',
    ]);
    expect(said.join()).not.toContain('sesame');
  });

  it('name weak secrets, and public demo secrets', async () => {
    const said = await first({
      ...URLS,
      RAZORPAY_WEBHOOK_SECRETS: JSON.stringify([GOOD, 'k3jw8q', 'test_secret', '8FhT5b9s7c2pQ,k3jw8q']),
    });
    expect(said.slice(1)).toEqual([
      'secrets warning: razorpay/default: webhookSecrets (number 1) begins with whsec_ or the like, as keys of other providers do',
      'secrets warning: razorpay/default: webhookSecrets (number 2) is shorter than 16 characters',
      'secrets failed: razorpay/default: webhookSecrets (number 3) is a well-known sample',
      'secrets warning: razorpay/default: webhookSecrets (number 4) contains a comma or semicolon, and counts as one secret: write several secrets as a JSON array, newest first: ["new","old"]',
    ]);
  });

  it('fail a provider that has settings but no secret for verifying', async () => {
    const said = await first({ ...URLS, STRIPE_WEBHOOK_SECRETS: GOOD, PAYPAL_CLIENT_ID: 'app' });
    expect(said[1]).toMatch(/^secrets failed: PayPal is configured in part/);
  });
});

describe('the table', () => {
  it('has one line for each finding, with any text of a server', () => {
    const lines = renderTable([
      { name: 'queue', status: 'failed', found: 'bad\n\u001b[31mred', remedy: 'mend it' },
      ok('database', 'Postgres 18.4'),
    ]);
    expect(lines).toEqual(['queue     failed   bad [31mred  → mend it', 'database  ok       Postgres 18.4']);
  });
});
