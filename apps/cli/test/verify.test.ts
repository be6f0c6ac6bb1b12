import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from './run-cli.ts';

const vectors = new URL('../../../../shared/vectors/', import.meta.url);
const skipped = existsSync(vectors) ? '' : ' (skipped: ../shared/vectors is not beside the repository)';
const vector = (path: string) => fileURLToPath(new URL(path, vectors));

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'payspool-verify-'));
});
afterAll(() => rm(dir, { recursive: true }));

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(dir, name);
  await writeFile(path, content);
  return path;
}

describe.skipIf(skipped)(`payspool verify, with a recorded delivery of PayPal${skipped}`, () => {
  const name = 'paypal/simulator-2024-payment-capture-completed-v2';
  const key = 'WH-58D329510W468432D-8HN650336L201105X:PAYMENT.CAPTURE.COMPLETED';
  const signedBy = [
    '--webhook-id',
    'WEBHOOK_ID',
    '--cert',
    vector('paypal/CERT-360caa42-fca2a594-1a5f47cb.pem'),
  ];
  const ask = (...more: string[]) =>
    runCli([
      'verify',
      '--provider',
      'paypal',
      '--headers',
      vector(`${name}.headers.json`),
      ...signedBy,
      ...more,
    ]);
  const body = ['--body', vector(`${name}.body.json`)];
  const at = () => {
    const headers = JSON.parse(readFileSync(vector(`${name}.headers.json`), 'utf8')) as Record<
      string,
      string
    >;
    return ['--at', headers['paypal-transmission-time'] ?? ''];
  };

  it('exits with 0 and prints the meaning', async () => {
    const { status, stdout, stderr } = await ask(...body, ...at());
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain(`valid: PAYMENT.CAPTURE.COMPLETED, event key ${key}`);
    expect(stdout).toContain('payment.succeeded');
  });

  it('prints only one JSON object of the documented form with --json', async () => {
    const { status, stdout } = await ask(...body, ...at(), '--json');
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^\{"valid":true,"eventKey":"WH-[^"]+","type":"PAYMENT\.CAPTURE\.COMPLETED","events":\[.+\]\}\n$/,
    );
    expect(JSON.parse(stdout)).toMatchObject({
      valid: true,
      eventKey: key,
      events: [{ type: 'payment.succeeded' }],
    });
  });

  it('exits with 1 for a changed byte, and names the part that cannot match', async () => {
    const changed = readFileSync(vector(`${name}.body.json`));
    changed[100] = (changed[100] ?? 0) ^ 1;
    const { status, stdout } = await ask('--body', await file('changed.json', changed), ...at(), '--json');
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /^\{"valid":false,"code":"signature_mismatch","reason":"[^"]*body[^"]*webhook id[^"]*time[^"]*"\}\n$/,
    );
  });

  it('exits with 1 at the current time: too old, and the certificate has expired', async () => {
    const { status, stdout } = await ask(...body);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^invalid \(timestamp_stale\): too old: .*certificate has expired/);
  });
});

describe.skipIf(skipped)(`payspool verify, with all recorded deliveries of PayPal${skipped}`, () => {
  it('prints valid twelve times', async () => {
    const names = readdirSync(new URL('paypal/', vectors)).filter((name) => name.endsWith('.headers.json'));
    const asks = names.map((name) => () => {
      const headers = vector(`paypal/${name}`);
      const { 'paypal-transmission-time': at = '' } = JSON.parse(readFileSync(headers, 'utf8')) as Record<
        string,
        string
      >;
      const body = headers.replace('.headers.', '.body.');
      const certificate = vector('paypal/CERT-360caa42-fca2a594-1a5f47cb.pem');
      return runCli([
        'verify',
        '--provider',
        'paypal',
        '--headers',
        headers,
        '--body',
        body,
        '--at',
        at,
        '--webhook-id',
        'WEBHOOK_ID',
        '--cert',
        certificate,
      ]);
    });
    const results = [];
    // A few at a time, because each is a process.
    for (let from = 0; from < asks.length; from += 3)
      results.push(...(await Promise.all(asks.slice(from, from + 3).map((ask) => ask()))));
    expect(results.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 0));
    for (const { stdout } of results) expect(stdout).toMatch(/^valid: [A-Z.]+, event key WH-/);
  });
});

describe('payspool verify with invalid arguments', () => {
  const stripe = ['verify', '--provider', 'stripe'];

  it('exits with 2 and one sentence, without a stack trace, for a missing file', async () => {
    const missing = join(dir, 'none.json');
    const result = await runCli([...stripe, '--headers', missing, '--body', missing, '--secret', 'whsec_x']);
    expect(result).toEqual({ status: 2, stdout: '', stderr: `error: ${missing} cannot be read (ENOENT)\n` });
  });

  it('exits with 2 and one sentence, without a stack trace, for an unknown option', async () => {
    const { status, stdout, stderr } = await runCli([
      ...stripe,
      '--headers',
      'h',
      '--body',
      'b',
      '--sekret',
      'x',
    ]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^error: unknown option '--sekret'\n/);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('does not print the given secret', async () => {
    const headers = await file('h.json', '{"stripe-signature":"t=1,v1=00"}');
    const body = await file('b', '{}');
    const args = [...stripe, '--headers', headers, '--body', body, '--secret', 'whsec_do_not_print_me'];
    const { status, stdout, stderr } = await runCli(args);
    expect(status).toBe(1);
    expect(stdout + stderr).not.toContain('do_not_print_me');
  });
});

describe('payspool', () => {
  it('shows help on stdout and exits with 0', async () => {
    const { status, stdout } = await runCli(['verify', '--help']);
    expect(status).toBe(0);
    expect(stdout).toContain('--webhook-id <id>');
  });

  it('exits with 2 and names DATABASE_URL if a command needs it and it is not set', async () => {
    const { status, stderr } = await runCli(['migrate']);
    expect({ status, stderr }).toEqual({ status: 2, stderr: 'error: DATABASE_URL is not set\n' });
  });

  it('exits with its own status if its output is no longer read', async () => {
    const headers = await file('h.json', '{"stripe-signature":"t=1,v1=00"}');
    const args = ['--provider', 'stripe', '--headers', headers, '--body', headers, '--secret', 'whsec_x'];
    const { status, stderr } = await runCli(['verify', ...args], {
      onStart: (child) => child.stdout?.destroy(),
    });
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  });
});
