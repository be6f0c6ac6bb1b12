import { openDeliveryQueue } from '@payspool/queue';
import { spawnApp } from '../../../e2e/product/stack/spawn-app.ts';
import type { IngestContender, IngestPlace } from './ingest-contender.ts';

const FILE = 'apps/ingest/src/main.ts';

/** The app unchanged, with its log. */
async function start({ port, accountEnv, logFile }: IngestPlace, queueUrl: string) {
  const app = await spawnApp({
    name: 'ingest',
    port,
    env: { ...accountEnv, QUEUE_URL: queueUrl },
    logFile,
  });
  return { pids: [app.pid], stop: app.kill };
}

async function waiting(queueUrl: string): Promise<number> {
  const queue = openDeliveryQueue({
    url: queueUrl,
    dedupeTtlMs: 1000,
    timeoutMs: 10_000,
    onError: () => undefined,
  });
  try {
    await queue.ping().catch(() => undefined); // the first contact may come before the connection
    return (await queue.depth()).waiting;
  } finally {
    await queue.close();
  }
}

export const payspoolOnRedis: IngestContender = {
  name: 'payspool ingest, Redis',
  file: FILE,
  path: '/webhooks/stripe',
  tables: 'queue', // it does not use them
  bestConnections: 64,
  start: (place) => start(place, place.redisUrl),
  stored: ({ redisUrl }) => waiting(redisUrl),
};

export const payspoolOnPostgres: IngestContender = {
  name: 'payspool ingest, Postgres queue',
  file: FILE,
  path: '/webhooks/stripe',
  tables: 'queue',
  bestConnections: 64,
  start: (place) => start(place, place.databaseUrl),
  stored: ({ databaseUrl }) => waiting(databaseUrl),
};
