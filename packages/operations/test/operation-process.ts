import { openDatabase } from '@payspool/db';
import { DEFAULT_SETTINGS } from '@payspool/projection';
import { indexAccounts, outboundFetch } from '@payspool/providers';
import { runOperations } from '../src/index.ts';
import { quietQueue } from './quiet-queue.ts';
import { shopAccount } from './shop-provider.ts';

// A worker that the test kills. It ends when no operation is open, and waits for one that a killed process has reserved.
const { databaseUrl, release } = JSON.parse(process.argv[2] ?? '') as {
  databaseUrl: string;
  release: string;
};
const { prisma: db, close } = openDatabase({ url: databaseUrl, poolSize: 4 });
for (;;) {
  const againMs = await runOperations({
    db,
    accounts: indexAccounts([shopAccount('http://127.0.0.1:1')]),
    settings: DEFAULT_SETTINGS,
    queue: quietQueue(),
    io: { now: () => new Date(), fetch: outboundFetch },
    forgetJobs: () => Promise.resolve({ jobs: 0 }),
    signal: new AbortController().signal,
    release,
    // The next process takes over as soon as this one is dead.
    leaseMs: 1000,
  });
  const open = await db.operation.count({ where: { status: { in: ['waiting', 'running'] } } });
  if (open === 0) break;
  await new Promise((resolve) => setTimeout(resolve, againMs ?? 50));
}
await close();
