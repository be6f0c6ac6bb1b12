import { openDatabase } from '@payspool/db';
import { runOperation } from '@payspool/operations';
import { DEFAULT_SETTINGS } from '@payspool/projection';
import { indexAccounts, outboundFetch } from '@payspool/providers';
import { openDeliveryQueue } from '@payspool/queue';
import { shopAccount } from '../../../packages/operations/test/shop-provider.ts';

// A program that the test kills: it runs one operation.
const { databaseUrl, place, apiUrl, id } = JSON.parse(process.argv[2] ?? '') as {
  databaseUrl: string;
  place: { url: string; keyPrefix: string };
  apiUrl: string;
  id: string;
};
const database = openDatabase({ url: databaseUrl, poolSize: 3 });
const queue = openDeliveryQueue({ dedupeTtlMs: 3_600_000, onError: console.error, ...place });
await runOperation(BigInt(id), {
  db: database.prisma,
  accounts: indexAccounts([shopAccount(apiUrl)]),
  settings: DEFAULT_SETTINGS,
  queue,
  io: { now: () => new Date(), fetch: outboundFetch },
  forgetJobs: () => Promise.resolve({ jobs: 0 }),
  signal: new AbortController().signal,
  pace: { fullMs: 20 },
});
console.log(JSON.stringify({ maxRssMiB: Math.round(process.resourceUsage().maxRSS / 1024) }));
await Promise.all([queue.close(), database.close()]);
