import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@payspool/db';
import { recordWithoutEffects } from '@payspool/projection';
import { type ApiServer, startApiServer } from '@payspool/providers/simulator';
import { createDatabase } from '@payspool/testkit';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { createFakeApi } from '../../../packages/providers/src/razorpay/simulator/fake-api.ts';
import { runCli } from './run-cli.ts';

const dir = mkdtempSync(join(tmpdir(), 'payspool-replace-'));
const file = join(dir, 'razorpay.env');
const razorpay = createFakeApi({ now: () => new Date() });

let api: ApiServer;
let tables: Awaited<ReturnType<typeof createDatabase>>;
let open: ReturnType<typeof openDatabase>;
beforeAll(async () => {
  api = await startApiServer(razorpay);
  tables = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
  open = openDatabase({ url: tables.url, poolSize: 1 });
});
afterAll(async () => {
  await open.close();
  await Promise.all([api.close(), tables.drop()]);
  rmSync(dir, { recursive: true });
});

/** Runs the command, and returns its status, its next step and the secrets afterwards. */
async function run(...args: string[]) {
  const env = {
    DATA_DIR: dir,
    PAYSPOOL_MODE: 'test',
    DATABASE_URL: tables.url,
    RAZORPAY_KEY_ID: 'rzp_test_fake',
    RAZORPAY_KEY_SECRET: 'secret_of_the_fake',
    RAZORPAY_API_URL: api.url,
  };
  const { status, stdout, stderr } = await runCli(
    ['endpoints', ...args, '--provider', 'razorpay', '--write-env', file, '--json'],
    { env },
  );
  const text = /^RAZORPAY_WEBHOOK_SECRETS=(.*)$/m.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
  const here = text.startsWith('[') ? (JSON.parse(text) as string[]) : [text];
  const { state } = JSON.parse(stdout) as { state?: string };
  for (const secret of here) expect(stdout + stderr).not.toContain(secret);
  return { status, state, here, there: razorpay.webhooks.get('')?.[0]?.secret };
}

/** What a worker records of a delivery that ingest took now. */
const arrives = () =>
  recordWithoutEffects(
    open.prisma,
    {
      provider: 'razorpay',
      account: 'default',
      eventKey: 'evt_1',
      type: 'payment.captured',
      receivedAt: new Date(),
      mode: 'test',
      rawBody: Buffer.from('{}'),
      headers: { 'x-razorpay-event-id': 'evt_1' },
    },
    { status: 'failed', error: 'schema_violation' },
  );

it('the secret of an endpoint at Razorpay is replaced when ingest knows the new one', async () => {
  const created = await run('create', '--url', 'https://pay.example.com');
  expect([created.status, created.here]).toEqual([0, [created.there]]);
  const old = created.there;

  const begun = await run('rotate');
  const [fresh = ''] = begun.here;
  expect(begun).toMatchObject({ status: 0, state: 'restart', here: [fresh, old], there: old });
  expect(fresh).toMatch(/^[0-9a-f]{32}$/);

  const replaced = await run('rotate', '--restarted', '--wait', '0');
  expect(replaced).toMatchObject({ status: 1, state: 'unproven', here: [fresh, old], there: fresh });
  await arrives();
  expect(await run('rotate', '--wait', '0')).toMatchObject({ status: 0, state: 'keeping', there: fresh });
  expect(await run('rotate', '--finish')).toMatchObject({ status: 1, state: 'keeping' });
  expect(await run('rotate', '--finish', '--now')).toEqual({
    status: 0,
    state: 'finished',
    here: [fresh],
    there: fresh,
  });
});
