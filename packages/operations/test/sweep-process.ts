import { openDatabase } from '@payspool/db';
import { outboundFetch } from '@payspool/providers';
import { openDeliveryQueue } from '@payspool/queue';
import { sweep } from '../src/index.ts';
import { at } from './listing-api.ts';
import { accountAt } from './listing-provider.ts';

// A program that the test kills: it sweeps one page, prints that, and never gets the second one.
const { databaseUrl, place, apiUrl } = JSON.parse(process.argv[2] ?? '') as {
  databaseUrl: string;
  place: { url: string; keyPrefix: string };
  apiUrl: string;
};
const { prisma: db } = openDatabase({ url: databaseUrl, poolSize: 2 });
const queue = openDeliveryQueue({ dedupeTtlMs: 3_600_000, onError: console.error, ...place });
let requests = 0;

await sweep(
  { account: accountAt(apiUrl), merchant: '' },
  {
    db,
    queue,
    io: {
      now: () => at('12:00'),
      fetch: async (request) => {
        requests += 1;
        if (requests === 1) return outboundFetch(request);
        console.log('the first page is saved');
        return new Promise(() => undefined);
      },
    },
  },
);
