import { AccountsError, loadAccounts, providers } from '@payspool/providers';
import { demoSecretProblems, ConfigError, readConfig } from '@payspool/runtime';
import { describe, expect, it } from 'vitest';
import { dedupeTtlMsOf, IngestConfig } from './config.ts';

/** The problems that these settings cause at start. */
function problemsOf(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError || error instanceof AccountsError) return error.problems;
    throw error;
  }
  return [];
}

describe('the configuration of ingest', () => {
  const QUEUE_URL = 'redis://localhost';

  it.each([
    ['off', true],
    ['0', true],
    ['65535', true],
    ['65536', false],
    ['-1', false],
    ['none', false],
  ])('METRICS_PORT %s is allowed: %s', (metricsPort, allowed) => {
    const { success } = IngestConfig.safeParse({ queueUrl: 'redis://localhost', metricsPort });
    expect(success).toBe(allowed);
  });

  it.each([
    ['', true],
    ['10.0.0.9', true],
    ['10.0.0.0/8, 2001:db8::/32,::1', true],
    ['10.0.0.0/33', false],
    ['0.0.0.0/0', false],
    ['proxy.internal', false],
    ['10.0.0.0/8/8', false],
    ['true', false],
    ['*', false],
  ])('TRUSTED_PROXIES %s is allowed: %s', (trusted, allowed) => {
    expect(IngestConfig.safeParse({ queueUrl: 'redis://localhost', trustedProxies: trusted }).success).toBe(
      allowed,
    );
  });

  it('needs only the queue', () => {
    expect(readConfig(IngestConfig, { QUEUE_URL })).toEqual({
      queueUrl: 'redis://localhost',
      payspoolMode: 'live',
      host: '127.0.0.1',
      ingestPort: 3000,
      metricsPort: '9464',
      ackTimeoutMs: 3000,
      bodyLimitBytes: 1_048_576,
      maxDeliveriesInHand: 250,
      maxBytesInHand: 33_554_432,
      maxEventLoopDelayMs: 500,
      maxHeapPercent: 85,
      maxRssPercent: 85,
      maxConnections: 2000,
      trustedProxies: [],
      dedupeTtlHours: 24,
      allowUnsafeQueue: 'false',
      queueDurability: 'checked',
      queueWaitReplicas: 0,
      logLevel: 'info',
    });
  });

  it.each([
    ['nothing', {}, 'QUEUE_URL is not set'],
    ['a queue that is only spaces', { QUEUE_URL: '  ' }, 'QUEUE_URL is not set$'],
    ['a queue of an unknown kind', { QUEUE_URL: 'amqp://u:sesame@host' }, 'QUEUE_URL: '],
    ['a queue without a host', { QUEUE_URL: 'redis://' }, 'QUEUE_URL: '],
    [
      'a time limit that is longer than Razorpay waits',
      { QUEUE_URL, ACK_TIMEOUT_MS: '4501' },
      'ACK_TIMEOUT_MS: expected a whole number from 100 to 4500$',
    ],
    ['a time limit with a unit', { QUEUE_URL, ACK_TIMEOUT_MS: '3s' }, 'ACK_TIMEOUT_MS: '],
    ['an invalid port', { QUEUE_URL, INGEST_PORT: '65536' }, 'INGEST_PORT: '],
    ['a limit of zero bytes', { QUEUE_URL, BODY_LIMIT_BYTES: '0' }, 'BODY_LIMIT_BYTES: '],
    ['a memory of no time', { QUEUE_URL, DEDUPE_TTL_HOURS: '0' }, 'DEDUPE_TTL_HOURS: expected a number of h'],
    [
      'a deduplication time of less than a second',
      { QUEUE_URL, DEDUPE_TTL_HOURS: '0.0002' },
      'DEDUPE_TTL_HOURS: ',
    ],
    [
      'a deduplication time with a fraction of a second',
      { QUEUE_URL, DEDUPE_TTL_SECONDS: '1.5' },
      'DEDUPE_TTL_SECONDS: expec',
    ],
    [
      'a wait for replicas of Postgres',
      { QUEUE_URL: 'postgresql://u:sesame@host/queue', QUEUE_WAIT_REPLICAS: '1' },
      'QUEUE_WAIT_REPLICAS: only Redis .* synchronous standby',
    ],
    ['a wish that is no answer', { QUEUE_URL, ALLOW_UNSAFE_QUEUE: 'yes' }, 'ALLOW_UNSAFE_QUEUE: expected tr'],
    ['an unknown mode', { QUEUE_URL, PAYSPOOL_MODE: 'sandbox' }, 'PAYSPOOL_MODE: '],
  ])('refuses %s and names the variable', (_, env, problem) => {
    const problems = problemsOf(() => readConfig(IngestConfig, env));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${problem}`));
    expect(problems[0]).not.toContain('sesame');
  });
});

it.each([
  ['a day by default', {}, 86_400_000],
  ['a number of hours', { DEDUPE_TTL_HOURS: '72' }, 259_200_000],
  // 3 h / 7 is not a whole number of milliseconds, and a store would refuse it.
  ['a fraction of an hour', { DEDUPE_TTL_HOURS: '0.4285714' }, 1_542_857],
  ['a second in hours', { DEDUPE_TTL_HOURS: '0.000278' }, 1001],
  ['a second', { DEDUPE_TTL_SECONDS: '1' }, 1000],
  ['seconds if hours are given too', { DEDUPE_TTL_SECONDS: '90', DEDUPE_TTL_HOURS: '24' }, 90_000],
])('remembers an event for %s', (_, env, ms) => {
  expect(dedupeTtlMsOf(readConfig(IngestConfig, { QUEUE_URL: 'redis://127.0.0.1', ...env }))).toBe(ms);
});

describe('the accounts of the configuration', () => {
  const load = (files: Readonly<Record<string, string>>) =>
    loadAccounts({
      providers,
      env: {},
      mode: 'test',
      endpointsFile: 'endpoints.yaml',
      demoSecretProblems,
      readFile: (path) => files[path] ?? missing(),
    });
  const endpoint = (...lines: readonly string[]) => ({
    'endpoints.yaml': ['endpoints:', ...lines].join('\n'),
  });

  it.each([
    [
      'a file that is empty',
      { 'endpoints.yaml': '# later\n' },
      ['ENDPOINTS_FILE: is empty; expected `endpoints:` and a list of accounts'],
    ],
    [
      'a value that is not a list',
      { 'endpoints.yaml': 'endpoints: { provider: stripe }' },
      ['ENDPOINTS_FILE: expected `endpoints:` and a list of accounts'],
    ],
    [
      'a key beside the list',
      { 'endpoints.yaml': 'endpoints: []\nendpoint: []' },
      ['ENDPOINTS_FILE: there is no setting endpoint'],
    ],
    ['invalid YAML', { 'endpoints.yaml': 'endpoints: [' }, ['ENDPOINTS_FILE: not valid YAML at line 1']],
    [
      'an unknown provider',
      endpoint('  - { provider: acme, account: a }'),
      ['ENDPOINTS_FILE: endpoints.0 (acme/a): there is no provider acme'],
    ],
    [
      'an account given twice',
      endpoint(
        '  - { provider: stripe, account: a, webhookSecrets: [whsec_sesame] }',
        '  - { provider: stripe, account: a, webhookSecrets: [whsec_sesame] }',
      ),
      ['the account stripe/a is configured twice'],
    ],
    [
      'an account without a secret',
      endpoint('  - { provider: stripe, account: a }'),
      ['ENDPOINTS_FILE: endpoints.0 (stripe/a): no secret or key to verify deliveries is configured'],
    ],
    [
      'a secret in a missing file',
      endpoint('  - { provider: razorpay, account: a, webhookSecretsFile: nowhere }'),
      [
        'ENDPOINTS_FILE: endpoints.0 (razorpay/a): a file cannot be read (ENOENT)',
        'ENDPOINTS_FILE: endpoints.0 (razorpay/a): no secret or key to verify deliveries is configured',
      ],
    ],
  ])('are refused with %s', (_, files, problems) => {
    expect(problemsOf(() => load(files))).toEqual(problems);
  });

  it('are refused with all errors of the file at once', () => {
    const files = endpoint(
      '  - sesame',
      '  - { account: a, webhookSecrets: [sesame] }',
      '  - { provider: stripe, account: Shop EU, webhookSecrets: whsec_sesame, bareIntents: maybe }',
      '  - { provider: stripe, account: b, mode: sandbox }',
      '  - { provider: paypal, account: c, webhookIds: [7AB], maxAgeDays: soon, clientSecret: 7 }',
      '  - { provider: acme, account: d }',
      '  - { provider: stripe, account: e, webhookSecret: sesame }',
      '  - { provider: stripe, account: f, webhookSecrets: [whsec_sesame] }',
      '  - { provider: stripe, account: f, webhookSecrets: 7 }',
      '  - { provider: stripe, account: g, mode: live, webhookSecrets: [whsec_payspool-demo], bareIntents: maybe }',
      '  - { provider: ippopay, account: h, pathToken: short, publicKey: pk_test }',
      'endpoint: []',
    );
    const problems = problemsOf(() => load(files));
    expect(problems.toSorted()).toEqual(
      [
        'endpoints.0: expected provider, account and settings',
        'endpoints.1: provider: is missing',
        'endpoints.2: account: expected lower-case letters, digits, - and _, 63 at most',
        'endpoints.2: bareIntents: expected wait or order',
        'endpoints.3: mode: expected live or test',
        'endpoints.3: no secret or key to verify deliveries is configured',
        'endpoints.4 (paypal/c): maxAgeDays: expected a number',
        'endpoints.4 (paypal/c): clientSecret: expected text',
        'endpoints.5 (acme/d): there is no provider acme',
        'endpoints.6 (stripe/e): there is no setting webhookSecret',
        'endpoints.8 (stripe/f): webhookSecrets: expected a list',
        'endpoints.9 (stripe/g): bareIntents: expected wait or order',
        'endpoints.9 (stripe/g): webhookSecrets: contains a public demo secret; live mode requires a secret of your own',
        'endpoints.10 (ippopay/h): pathToken: expected 8 to 128 letters, digits, "_" or "-"',
        'endpoints.10 (ippopay/h): secretKey: is required with the other IppoPay settings',
        'there is no setting endpoint',
      ]
        .map((problem) => `ENDPOINTS_FILE: ${problem}`)
        .concat('the account stripe/f is configured twice')
        .toSorted(),
    );
  });

  it('are refused if a setting is misspelt, because it would count as absent', () => {
    const files = endpoint('  - { provider: stripe, account: a, webhookSecret: sesame }');
    const problems = problemsOf(() => load(files));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/webhookSecret/);
    expect(problems[0]).not.toContain('sesame');
  });

  it('read secrets from files that YAML names', () => {
    const files = {
      ...endpoint('  - { provider: razorpay, account: a, webhookSecretsFile: /run/razorpay }'),
      '/run/razorpay': 'sesame\n',
    };
    expect(load(files).find('razorpay', 'a')?.settings).toMatchObject({ webhookSecrets: ['sesame'] });
  });
});

function missing(): never {
  throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
}
