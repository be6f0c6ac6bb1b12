import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCredentials, play, RESENDS, signRequest } from '@payspool/cli';
import type { Database } from '@payspool/db';
import { waitFor } from '@payspool/testkit';
import type { RunningApp } from '../stack/spawn-app.ts';
import type { planArrivals } from './plan.ts';
import { runPayspool, type Said } from './run-payspool.ts';
import { providerOf } from './story.ts';

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
