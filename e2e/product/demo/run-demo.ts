import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createCredentials,
  createRandom,
  type ExpectedRows,
  type PlannedRequest,
  planTraffic,
  play,
  RESENDS,
  signRequest,
} from '@payspool/cli';
import { type Database, migrateDatabase, openDatabase } from '@payspool/db';
import { openReader } from '@payspool/db/reader';
import { readPurchase, storyLines } from '@payspool/inspect';
import { providers } from '@payspool/providers';
import { SCENARIOS } from '@payspool/providers/simulator';
import { migrateQueue } from '@payspool/queue';
import { freePort, startPostgresServer, waitFor } from '@payspool/testkit';
import { startProviderApis } from '../stack/provider-apis.ts';
import { type AppName, spawnApp } from '../stack/spawn-app.ts';
import type { createStopList, Stages } from '../stack/stop-in-reverse.ts';
import type { Difference } from '../expect/rows.ts';
import { settle } from '../expect/settle.ts';
import { withhold } from '../stack/withhold.ts';

const SEED = 20;
const FORGED = 1;
/** The share of Stripe's and PayPal's deliveries that never come. */
const WITHHELD = 0.25;

export interface DemoOptions {
  /** A separate directory, which the caller removes. */
  readonly dir: string;
  readonly stages: Stages;
  readonly stops: ReturnType<typeof createStopList>;
}

/** Runs the demonstration on real processes, and kills the worker in the middle. Resolves with whether every row is right. */
export async function runDemo({ dir, stages, stops }: DemoOptions): Promise<boolean> {
  const postgres = await stages.run('embedded Postgres started', async () => {
    await mkdir(join(dir, 'postgres'));
    return stops.start(startPostgresServer({ dir: join(dir, 'postgres', 'data'), port: await freePort() }));
  });

  const { apis, database, env, signing } = await stages.run(
    'tables created, secrets created for this run',
    async () => {
      await migrateDatabase(postgres.url);
      await migrateQueue(postgres.url);
      const credentials = await createCredentials(providers, new Date());
      const provided = await startProviderApis();
      stops.add(provided.stop);
      return {
        apis: provided,
        database: openDatabase({ url: postgres.url, poolSize: 4, applicationName: 'payspool-demo' }),
        signing: credentials.signing,
        env: {
          ...credentials.env,
          ...provided.env,
          PAYSPOOL_MODE: 'test',
          // Long enough for events that arrive out of order within a second, and short enough for a demonstration.
          MERCHANT_REF_GRACE_SECONDS: '1',
          DATABASE_URL: postgres.url,
          QUEUE_URL: postgres.url,
          // Short, so that the demonstration does not wait long for the killed worker.
          WORKER_LOCK_MS: '2000',
          REACTION_DEADLINE_MS: '2000',
          SWEEP_EVERY_SECONDS: '2',
          SWEEP_LEASE_SECONDS: '5',
          SWEEP_SINCE: new Date(Date.now() - 86_400_000).toISOString(),
        },
      };
    },
  );
  stops.add(database.close);

  const start = async (name: AppName) =>
    stops.start(spawnApp({ name, port: await freePort(), env, logFile: join(dir, `${name}.log`) }));
  const { ingest, worker } = await stages.run('ingest and worker started', async () => {
    const [ingestApp, workerApp] = await Promise.all([start('ingest'), start('worker')]);
    return { ingest: ingestApp, worker: workerApp };
  });

  const traffic = planTraffic({
    providers,
    scenarios: SCENARIOS,
    count: 1,
    duplicate: 0.3,
    forge: FORGED,
    shuffle: true,
    seed: SEED,
    startsAt: new Date(Date.now() - 45 * 60_000),
  });
  const random = createRandom(SEED);
  const { sent, withheld } = withhold(traffic.requests, {
    readable: apis.readable,
    now: new Date(),
    isTaken: () => random() < WITHHELD,
  });
  const { answers, forgedRefused } = await stages.run(
    `${sent.length} deliveries sent, shuffled, the worker killed with SIGKILL in the middle`,
    async () => {
      let killed: Promise<unknown> | undefined;
      const result = await play({
        requests: sent,
        sign: (request, firstSentAt) =>
          signRequest(request, { baseUrl: new URL(ingest.url), signing, sentAt: new Date(), firstSentAt }),
        concurrency: 4,
        resending: { schedule: RESENDS, random: Math.random },
        onSent: (count) => {
          if (count >= sent.length / 2) killed ??= worker.kill();
        },
      });
      await killed;
      return result;
    },
  );

  await stages.run('another worker started', () => start('worker'));
  await stages.run(
    `${withheld.length} deliveries that never came found in the providers' lists of events`,
    async () => {
      for (const { provider, ...delivery } of traffic.requests) apis.add(provider.slug, [delivery]);
      await waitFor(
        async () =>
          (await database.prisma.event.count({ where: { source: 'refetched' } })) >= withheld.length,
        { timeoutMs: 60_000, everyMs: 200, what: 'the deliveries that never came' },
      );
    },
  );
  const differences = await stages.run('everything applied, all reactions run', () =>
    settle(database.prisma, traffic.expected),
  );

  await report(database.prisma, {
    databaseUrl: postgres.url,
    traffic,
    sent,
    withheld: withheld.length,
    answers,
    differences,
  });
  const acknowledged = (answers['202'] ?? 0) + (answers['200'] ?? 0);
  return differences.length === 0 && forgedRefused === FORGED && acknowledged === sent.length - FORGED;
}

interface Ending {
  readonly databaseUrl: string;
  readonly traffic: ReturnType<typeof planTraffic>;
  readonly sent: readonly PlannedRequest[];
  readonly withheld: number;
  readonly answers: Readonly<Record<string, number>>;
  readonly differences: readonly Difference[];
}

async function report(
  db: Database,
  { databaseUrl, traffic, sent, withheld, answers, differences }: Ending,
): Promise<void> {
  const { orders, subscriptions } = traffic.expected;
  console.log();
  for (const { slug, title } of providers) {
    const mine = orders.filter(({ provider }) => provider === slug);
    const theirs = subscriptions.filter(({ provider }) => provider === slug);
    console.log(
      `  ${title.padEnd(18)} ${counted(mine, 'order')}${theirs.length > 0 ? `; ${counted(theirs, 'subscription')}` : ''}`,
    );
  }
  await printStory(databaseUrl, orders);
  for (const { provider, ref, problem } of differences) console.log(`  WRONG: ${provider} ${ref} ${problem}`);
  const delivered = await db.outbox.count({ where: { deliveredAt: { not: null } } });
  const countOf = (status: string) => db.entitlement.count({ where: { status } });
  const [granted, revoked] = await Promise.all([countOf('granted'), countOf('revoked')]);
  const ending = differences.length === 0 ? 'all right' : `${differences.length} WRONG`;
  console.log(
    `\n${sent.length} sent, ${repeated(sent)} duplicates, ${answers['401'] ?? 0} forged refused, ${withheld} never sent and found, worker killed once` +
      ` → ${orders.length} orders, ${subscriptions.length} subscriptions, ${ending}\n` +
      `→ ${delivered} transitions published, ${granted} entitlements granted, ${revoked} revoked, ${ending}\n`,
  );
  if (differences.length > 0) return;
  console.log('Next:');
  console.log('  npx -y pnpm@10 start                                     the same stack, kept running');
  console.log(
    '  npx -y pnpm@10 payspool simulate --scenario refund       send deliveries to it, in another terminal',
  );
  console.log('  npx -y pnpm@10 payspool orders list                      list its orders');
  console.log('  npx -y pnpm@10 payspool events list                      list the received events');
}

/** The number of deliveries that were sent before. */
const repeated = (sent: readonly PlannedRequest[]): number => {
  const authentic = sent.filter(({ forged }) => !forged);
  return authentic.length - new Set(authentic.map(({ body }) => body)).size;
};

/** `7 orders: 3 paid, 1 refunded` */
function counted(rows: readonly { readonly status: string }[], noun: string): string {
  const statuses = [...new Set(rows.map(({ status }) => status))];
  const parts = statuses.map((status) => `${rows.filter((row) => row.status === status).length} ${status}`);
  return `${rows.length} ${noun}${rows.length === 1 ? '' : 's'}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}`;
}

/** The story of one order whose refund arrived late. */
async function printStory(databaseUrl: string, orders: ExpectedRows['orders']): Promise<void> {
  const refunded = orders.find(({ provider, refundedMinor }) => provider === 'paypal' && refundedMinor > 0n);
  if (!refunded) return;
  const { provider, orderRef: ref } = refunded;
  const { reader, close } = openReader({ url: databaseUrl, applicationName: 'payspool-demo' });
  try {
    const order = { kind: 'order', provider, account: 'default', ref } as const;
    const purchase = await readPurchase(reader, order, { now: new Date() });
    console.log(`\n  ${provider} order ${ref}:`);
    for (const line of purchase ? storyLines(purchase) : []) console.log(`    ${line}`);
  } finally {
    await close();
  }
}
