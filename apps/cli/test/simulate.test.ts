import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripe } from '@payspool/providers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from './run-cli.ts';

const SECRET = 'whsec_for_this_test';
const seen = { accepted: new Set<string>(), paths: new Set<string>(), requests: 0 };
/** The number of requests that are answered 503 before one is accepted. */
let unavailable = 0;
let onRequest: (requests: number) => void = () => undefined;

/** Answers like an ingest with one Stripe account. */
const server = createServer((request, response) => {
  onRequest(++seen.requests);
  seen.paths.add(request.url ?? '');
  const refused = unavailable > 0;
  unavailable -= 1;
  void (refused ? Promise.resolve(503) : statusFor(request)).then((status) =>
    response.writeHead(status).end(),
  );
});
const verify = stripe.createVerifier({
  settings: stripe.settings.parse({ webhookSecrets: SECRET }),
  mode: 'test',
  io: {
    now: () => new Date(),
    fetch: () => Promise.reject(new Error('Stripe needs no network')),
    fetchCertificate: () => Promise.reject(new Error('Stripe has no certificates')),
  },
});

async function statusFor(request: IncomingMessage): Promise<number> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  const verdict = await verify({ headers, body, path: request.url ?? '', query: {} });
  if (!verdict.authentic) return 401;
  const key = body.toString('utf8');
  if (seen.accepted.has(key)) return 200;
  seen.accepted.add(key);
  return 202;
}

let url: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
afterEach(() => {
  seen.accepted.clear();
  seen.paths.clear();
  seen.requests = 0;
  unavailable = 0;
  onRequest = () => undefined;
});

const simulate = (...args: string[]) => [
  'simulate',
  '--url',
  url,
  '--provider',
  'stripe',
  '--secret',
  SECRET,
  '--seed',
  '5',
  '--concurrency',
  '1',
  ...args,
];

interface Summary {
  readonly seed: number;
  readonly sent: number;
  readonly planned: number;
  readonly duplicates: number;
  readonly forgedRefused: number;
  readonly answers: Record<string, number>;
  readonly resentAfter: Record<string, number>;
  readonly expected: {
    readonly orders: readonly { readonly orderRef: string; readonly amountMinor: string }[];
  };
}
const summaryOf = (stdout: string) => JSON.parse(stdout) as Summary;

describe('payspool simulate', () => {
  it('sends each scenario, its duplicates and its forgeries, counts the answers and exits with 0', async () => {
    const { status, stdout, stderr } = await runCli(
      simulate('--count', '2', '--duplicate', '1', '--forge', '3', '--shuffle', '--json'),
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const summary = summaryOf(stdout);
    const { size } = seen.accepted;
    expect(size).toBeGreaterThanOrEqual(2);
    expect(summary).toMatchObject({
      seed: 5,
      sent: 2 * size + 3,
      planned: 2 * size + 3,
      duplicates: size,
      forgedRefused: 3,
      answers: { 202: size, 200: size, 401: 3 },
    });
    expect(seen.requests).toBe(summary.sent);
    expect(summary.expected.orders).toHaveLength(2);
    expect(seen.paths).toEqual(new Set(['/webhooks/stripe']));
  });

  it('posts to the named account, again if it was unavailable, and describes the result', async () => {
    unavailable = 1;
    const { status, stdout } = await runCli(simulate('--account', 'shop'));
    expect(status).toBe(0);
    expect(seen.paths).toEqual(new Set(['/webhooks/stripe/shop']));
    expect(stdout).toMatch(
      /^sent \d+: 0 of them twice, 0 forged \(seed 5\)\n\s+202\s+\d+\s+accepted\nsent again: 1 after 503\n$/,
    );
  });

  it('exits with 1 if a delivery was not acknowledged, and sends only that delivery again', async () => {
    unavailable = Infinity;
    const { status, stdout } = await runCli(simulate('--resends', '1', '--json'));
    expect(status).toBe(1);
    const { sent, answers, resentAfter } = summaryOf(stdout);
    expect({ answers, resentAfter }).toEqual({ answers: { 503: sent }, resentAfter: { 503: 1 } });
    expect(seen.requests).toBe(sent + 1);
  });

  it('exits with 1 if no server answers, and asks whether ingest runs', async () => {
    const { status, stdout } = await runCli(simulate('--url', 'http://127.0.0.1:1', '--resends', '0'));
    expect(status).toBe(1);
    expect(stdout).toContain('is ingest running');
  });

  it('exits with 1 if the secret is wrong', async () => {
    const { status, stdout } = await runCli(simulate('--secret', 'whsec_another_secret'));
    expect(status).toBe(1);
    expect(stdout).toMatch(/401\s+\d+\s+refused/);
  });

  it('stops on Ctrl-C, reports its progress and exits with 1', async () => {
    let signal: () => void = () => undefined;
    // One delivery a second for an hour, so only the signal ends this in time.
    onRequest = (requests) => requests === 2 && signal();
    const { status, stdout } = await runCli(
      simulate('--count', '1000', '--rate', '1', '--concurrency', '8'),
      {
        onStart: (child) => (signal = () => child.kill('SIGINT')),
      },
    );
    expect(status).toBe(1);
    expect(stdout).toMatch(/^stopped after \d+ of \d{4}/);
    expect(seen.requests).toBeLessThan(5);
  });

  it('sends for every provider with credentials, and for no other, if none is named', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'payspool-credentials-'));
    const file = join(dir, 'credentials.json');
    await writeFile(file, JSON.stringify({ signing: { stripe: { secret: SECRET } } }));
    const { status } = await runCli(['simulate', '--url', url, '--credentials', file]);
    await rm(dir, { recursive: true });
    expect(status).toBe(0);
    expect(seen.paths).toEqual(new Set(['/webhooks/stripe']));
  });

  it('exits with 2 if there are no credentials yet, and names the command that creates them', async () => {
    const { status, stderr } = await runCli(['simulate', '--credentials', '/nowhere/credentials.json']);
    expect(status).toBe(2);
    expect(stderr).toContain('npx -y pnpm@10 start');
  });
});
