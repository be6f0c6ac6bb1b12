import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripe } from '@payspool/providers';
import { type ApiServer, startApiServer } from '@payspool/providers/simulator';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createFakeApi,
  FAKE_API_KEY,
  type FakeStripe,
  refusal,
  throttled,
} from '../../../packages/providers/src/stripe/simulator/fake-api.ts';
import { runCli } from './run-cli.ts';

const URL_OF_ALL = 'https://pay.example.com/webhooks/stripe';
const dir = mkdtempSync(join(tmpdir(), 'payspool-endpoints-'));

let fake: FakeStripe;
let server: ApiServer;
beforeAll(async () => {
  // A new fake for each test, behind one server.
  server = await startApiServer({ answer: (request) => fake.answer(request) });
});
afterAll(async () => {
  await server.close();
  rmSync(dir, { recursive: true });
});
beforeEach(() => {
  fake = createFakeApi({ now: () => new Date() });
});

const env = (more: Readonly<Record<string, string>> = {}) => ({
  DATA_DIR: dir,
  PAYSPOOL_MODE: 'test',
  STRIPE_API_KEY: FAKE_API_KEY,
  STRIPE_API_URL: server.url,
  STRIPE_WEBHOOK_SECRETS: 'whsec_earlierEarlierEarlier',
  ...more,
});
const endpoints = (args: readonly string[], more?: Readonly<Record<string, string>>) =>
  runCli(['endpoints', ...args], { env: env(more) });
const create = (...more: string[]) =>
  endpoints(['create', '--provider', 'stripe', '--url', 'https://pay.example.com', ...more]);
const changes = () => fake.requests.filter(({ method }) => method !== 'GET');

/** Changes an endpoint as a person does on the dashboard. */
const onDashboard = (id: string, form: Readonly<Record<string, string>>) =>
  fake.answer({
    method: 'POST',
    path: `/v1/webhook_endpoints/${id}`,
    query: new URLSearchParams(),
    headers: { authorization: `Bearer ${FAKE_API_KEY}` },
    body: new URLSearchParams(form).toString(),
  });

describe('payspool endpoints', () => {
  it('creates an endpoint with exactly the handled types, and shows its secret once', async () => {
    const { status, stdout } = await create();
    const [made] = fake.endpoints.all();
    expect(status).toBe(0);
    expect(made).toMatchObject({ url: URL_OF_ALL, status: 'enabled' });
    expect(made?.enabled_events.toSorted()).toEqual(stripe.eventTypes.handled.toSorted());
    expect(stdout).toContain(`shown only now:\n${made?.secret}\n`);
    expect(stdout).toContain('write it into STRIPE_WEBHOOK_SECRETS, before the others, and restart ingest');
    expect(stdout).not.toContain('whsec_earlier');
    const { stdout: listed } = await endpoints(['list']);
    expect(listed).toContain(
      `we_fake1  enabled  ${URL_OF_ALL}  ${stripe.eventTypes.handled.length} event types`,
    );
    expect(listed).not.toContain('whsec_');
  });

  it('writes the secret into an env file that only its owner can read, and never prints it', async () => {
    const file = join(dir, 'created.env');
    const { status, stdout, stderr } = await create('--write-env', file, '--json');
    const secret = fake.endpoints.all()[0]?.secret ?? 'none';
    expect([status, statSync(file).mode & 0o777]).toEqual([0, 0o600]);
    expect(readFileSync(file, 'utf8')).toBe(
      `STRIPE_WEBHOOK_SECRETS=["${secret}","whsec_earlierEarlierEarlier"]\n`,
    );
    expect(stdout + stderr).not.toContain('whsec_');
    expect(JSON.parse(stdout)).toEqual({
      account: 'stripe/default',
      endpoint: 'we_fake1',
      url: URL_OF_ALL,
      variable: 'STRIPE_WEBHOOK_SECRETS',
      writtenTo: file,
    });
  });

  it('creates nothing if the env file can be read by others, or if the URL has an endpoint', async () => {
    const file = join(dir, 'open.env');
    writeFileSync(file, '');
    chmodSync(file, 0o644);
    const open = await create('--write-env', file);
    expect([open.status, open.stderr]).toEqual([2, expect.stringContaining('chmod 600')]);
    expect(fake.requests).toEqual([]);

    await create();
    const again = await endpoints([
      'create',
      '--provider',
      'stripe',
      '--url',
      'https://PAY.example.com:443/webhooks/stripe',
    ]);
    expect([again.status, again.stderr]).toEqual([
      2,
      expect.stringContaining('we_fake1 already has this URL'),
    ]);
    expect(fake.endpoints.all()).toHaveLength(1);
  });

  it('finds what differs, with a remedy and the status 3, and adds missing types without removing any', async () => {
    await create();
    expect(await endpoints(['check'])).toMatchObject({ status: 0, stdout: 'stripe/default  ok: we_fake1\n' });
    onDashboard('we_fake1', { 'enabled_events[]': 'customer.created', disabled: 'true' });
    const found = await endpoints(['check']);
    // The creation, and the change on the dashboard.
    expect([found.status, changes().length]).toEqual([3, 2]);
    expect(found.stdout).toMatch(/we_fake1: it is disabled: .* {2}→ repair what made it fail, and enable it/);
    expect(found.stdout).toMatch(
      /it lacks \d+ event types: .*→ run `payspool endpoints update --provider stripe`/,
    );

    const updated = await endpoints(['update', '--provider', 'stripe']);
    expect(updated.status).toBe(0);
    expect(fake.endpoints.all()[0]?.enabled_events.toSorted()).toEqual(
      ['customer.created', ...stripe.eventTypes.handled].toSorted(),
    );
    const json = await endpoints(['check', '--json']);
    expect(json.status).toBe(3);
    expect(JSON.parse(json.stdout)).toMatchObject({
      accounts: [{ account: 'stripe/default', drift: [{ kind: 'disabled', endpoint: 'we_fake1' }] }],
      errors: [],
    });
  });

  it('pings an endpoint', async () => {
    await create();
    expect(await endpoints(['ping', '--provider', 'stripe'])).toMatchObject({ status: 0 });
    expect(fake.endpoints.pinged).toEqual(['we_fake1']);
  });

  it('says what to do after each refusal of the API, and never quotes the key', async () => {
    const answers = [
      [refusal(401, 'api_key_expired'), /Stripe does not accept STRIPE_API_KEY \(401, api_key_expired\)/],
      [
        refusal(403, 'more_permissions_required_for_application'),
        /STRIPE_API_KEY has no permission to read webhook endpoints \(403, more_permissions.*\): it needs “Webhook Endpoints”: Read/,
      ],
      [throttled(7), /answered 429 .*: try again in 7 s/],
      [refusal(500, 'api_error'), /answered 500 .*: try again later/],
    ] as const;
    for (const [answer, words] of answers) {
      fake.faults.at = () => answer;
      const failed = await endpoints(['check']);
      expect([failed.status, failed.stderr]).toEqual([1, expect.stringMatching(words)]);
      expect(failed.stderr).not.toContain(FAKE_API_KEY);
    }
    fake.faults.at = ({ method }) => (method === 'POST' ? refusal(403, 'no_write') : undefined);
    const create403 = await create();
    expect([create403.status, create403.stderr]).toEqual([
      1,
      expect.stringContaining(
        'to change webhook endpoints (403, no_write): it needs “Webhook Endpoints”: Write',
      ),
    ]);
  });

  it('calls nothing with a key of the other mode, or without a key', async () => {
    const other = await endpoints(['check'], { STRIPE_API_KEY: 'rk_live_fake' });
    expect([other.status, other.stdout]).toEqual([2, expect.stringContaining('is a key of live mode')]);
    const { STRIPE_API_KEY: _, ...keyless } = env();
    const without = await runCli(['endpoints', 'list', '--provider', 'stripe'], { env: keyless });
    expect(without).toMatchObject({
      status: 0,
      stdout: 'stripe/default  not covered: STRIPE_API_KEY is not set\n',
    });
    expect(fake.requests).toEqual([]);
  });

  it('rotates nothing while the database is away', async () => {
    await create('--write-env', join(dir, 'rotated.env'));
    const { status, stderr } = await endpoints(
      ['rotate', '--provider', 'stripe', '--write-env', join(dir, 'rotated.env')],
      { DATABASE_URL: 'postgres://127.0.0.1:1/none' },
    );
    expect([status, stderr]).toEqual([1, expect.stringContaining('the database cannot be used')]);
    expect(fake.endpoints.all()).toHaveLength(1);
  });

  it('refuses a wrong command line with the status 2, before anything is changed', async () => {
    const wrong: readonly (readonly [readonly string[], string])[] = [
      [['list', '--account', 'shop'], 'no account shop is configured: see ENDPOINTS_FILE'],
      [['create', '--provider', 'adyen', '--url', 'https://x.example'], 'adyen/default: '],
      [
        ['create', '--provider', 'stripe', '--url', 'https://x.example/hook'],
        'it must end with /webhooks/stripe',
      ],
      [['rotate', '--provider', 'stripe', '--write-env', join(dir, 'x.env'), '--now'], 'belong to --finish'],
      [['update', '--provider', 'stripe', '--endpoint', 'we_9'], 'no endpoint we_9 leads to these accounts'],
    ];
    const refused = await Promise.all(wrong.map(([args]) => endpoints(args)));
    expect(refused.map(({ status, stderr }) => [status, stderr])).toEqual(
      wrong.map(([, words]) => [2, expect.stringContaining(words)]),
    );
    expect(changes()).toEqual([]);
  });
});
