import { openRefusals, migrateQueue } from '@payspool/queue';
import { createDatabase } from '@payspool/testkit';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { runCli } from './run-cli.ts';

let tables: Awaited<ReturnType<typeof createDatabase>>;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  tables = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
  await migrateQueue(tables.url);
  env = { DATABASE_URL: tables.url, QUEUE_URL: tables.url };
});
afterAll(() => tables?.drop());

describe('payspool overview and refusals', () => {
  it('say that nothing waits and that nothing was refused', async () => {
    const overview = await runCli(['overview'], { env });
    expect(overview).toMatchObject({ status: 0, stderr: '' });
    expect(overview.stdout).toMatch(/^nothing waits for anybody, 20/);
    const refusals = await runCli(['refusals', 'list'], { env });
    expect(refusals).toMatchObject({ status: 0, stdout: '', stderr: 'no refused delivery matches\n' });
  });

  it('show refused deliveries in groups and one by one, by a filter, and that they are unusual', async () => {
    const refusals = openRefusals({ url: tables.url, timeoutMs: 10_000 });
    const at = new Date(Date.now() - 60_000);
    const common = { at, provider: 'stripe', why: 'the header differs. Compare the secret.', bytes: 12 };
    const more = {
      headers: ['stripe-signature'],
      shown: { 'user-agent': 'Stripe/1.0' },
      source: '192.0.2.1',
    };
    await refusals.record([
      { ...common, ...more, account: 'us', code: 'timestamp_stale', leftOut: 0, signedAt: new Date(0) },
      { ...common, ...more, account: 'eu', code: 'signature_mismatch', leftOut: 411 },
    ]);
    await refusals.close();
    const all = await runCli(['refusals', 'list'], { env });
    expect(all.status).toBe(0);
    const lines = all.stdout.split('\n');
    expect(lines[0]).toBe(
      `412 × signature_mismatch since ${at.toISOString()}, last ${at.toISOString()}, all of stripe/eu, from 1 address: Was the secret rotated on one side only?`,
    );
    expect(lines[1]).toBe('  the header differs. Compare the secret.');
    expect(all.stdout).toContain('192.0.2.1  12 bytes  411 more before it');
    const one = await runCli(['refusals', 'list', 'at:7d -code:signature_*', '--json'], { env });
    expect(JSON.parse(one.stdout)).toMatchObject({
      groups: [{ account: 'us', count: 1 }],
      refusals: [{ code: 'timestamp_stale', signedAt: '1970-01-01T00:00:00.000Z' }],
    });
    expect(await runCli(['refusals', 'list', 'cod:x'], { env })).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('Did you mean `code:`?') as string,
    });
    const overview = await runCli(['overview', '--json'], { env });
    expect(overview.status).toBe(3);
    expect(JSON.parse(overview.stdout)).toMatchObject({
      waiting: [{ kind: 'refusals', count: 412, names: ['stripe/eu'], command: 'payspool refusals list' }],
    });
  });

  it('say which store is missing', async () => {
    const away = 'postgres://nobody@127.0.0.1:1/none';
    const result = await runCli(['refusals', 'list'], { env: { ...env, QUEUE_URL: away } });
    expect(result).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^error: the queue cannot be read/) as string,
    });
  });
});
