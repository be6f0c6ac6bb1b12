import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCredentials, play, RESENDS, signRequest } from '@payspool/cli';
import type { Database } from '@payspool/db';
import { programArgs, waitFor } from '@payspool/testkit';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { RunningApp } from '../product/stack/spawn-app.ts';
import { type planArrivals, providerOf } from '../product/expect/story.ts';

type Requests = ReturnType<typeof planArrivals>;

/** The environment of a proof: a migrated database, and a way to start processes that are stopped at the end. */
export interface Place {
  readonly db: Database;
  readonly env: Readonly<Record<string, string>>;
  readonly start: (name: 'ingest' | 'worker', env: Readonly<Record<string, string>>) => Promise<RunningApp>;
  readonly add: (stop: () => Promise<unknown>) => void;
}

const WORKERS = 4;
const IN_FLIGHT = 24;
/** A second merchant account, at Stripe. */
const SHOP = { account: 'shop', secret: 'whsec_second_account_of_the_proof' };

/** One ingest, four workers, two accounts, and the operator's command. */
export async function openProofStack({ db, env, start, add }: Place) {
  const credentials = await createCredentials(['stripe', 'paypal', 'razorpay'].map(providerOf), new Date());
  const dir = await mkdtemp(join(tmpdir(), 'payspool-proof-'));
  add(() => rm(dir, { recursive: true }));
  const endpointsFile = join(dir, 'endpoints.yaml');
  await writeFile(
    endpointsFile,
    `endpoints:\n  - provider: stripe\n    account: ${SHOP.account}\n    webhookSecrets: ${SHOP.secret}\n`,
  );
  const settings = { ...credentials.env, ENDPOINTS_FILE: endpointsFile };
  const [ingest] = await Promise.all([
    start('ingest', settings),
    ...Array.from({ length: WORKERS }, () => start('worker', settings)),
  ]);

  /** Sends all of them, signed, and returns the number of answers by status. */
  const send = async (
    requests: Requests,
    {
      account,
      signing = credentials.signing,
    }: { readonly account?: string; readonly signing?: typeof credentials.signing } = {},
  ) => {
    const baseUrl = new URL(ingest.url);
    const { answers } = await play({
      requests,
      sign: (request) => signRequest(request, { baseUrl, account, signing, sentAt: new Date() }),
      concurrency: IN_FLIGHT,
      // A busy ingest may answer 503, and a provider sends the delivery again.
      resending: { schedule: RESENDS, random: Math.random },
    });
    return answers;
  };
  return {
    send,
    sendToShop: (requests: Requests) =>
      send(requests, { account: SHOP.account, signing: { stripe: { secret: SHOP.secret } } }),
    /** Waits until this many events are in the log, with any outcome. */
    untilRecorded: (events: number) =>
      waitFor(async () => (await db.event.count()) >= events, {
        timeoutMs: 120_000,
        everyMs: 100,
        what: `${events} events are recorded`,
      }),
    payspool: (...args: string[]): Promise<Said> => runPayspool(args, { ...env, ...settings }),
  };
}
export type ProofStack = Awaited<ReturnType<typeof openProofStack>>;

export interface Said {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Runs `payspool …` as a separate process, in an environment with only `env` and the variables that every process needs. */
export function runPayspool(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Said> {
  const child = spawn(process.execPath, [...programArgs('apps/cli/src/main.ts'), ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
  });
  const killOnExit = () => child.kill('SIGKILL');
  process.once('exit', killOnExit);
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => {
      process.removeListener('exit', killOnExit);
      resolve({ status, stdout, stderr });
    });
  });
}
