import { openDeliveryQueue } from '@payspool/queue';
import { Queue } from 'bullmq';
import { askNumber, type TableSet } from '../stores/postgres.ts';
import { type RunningContender, spawnScript } from './spawn-script.ts';
import { spawnApp } from '../../../e2e/product/stack/spawn-app.ts';

interface IngestPlace {
  readonly port: number;
  /** The URL of an empty Redis. */
  readonly redisUrl: string;
  /** The URL of a fresh database with the contender's tables. */
  readonly databaseUrl: string;
  /** The secret with which the deliveries are signed. */
  readonly secret: string;
  /** Variables of the account of the deliveries. */
  readonly accountEnv: Readonly<Record<string, string>>;
  readonly logFile: string;
}

/** A server that receives deliveries over HTTP. */
export interface IngestContender {
  readonly name: 'bare enqueue' | 'tutorial' | 'payspool ingest, Redis' | 'payspool ingest, Postgres queue';
  /** Path from the root of the file with its code. */
  readonly file: string;
  /** Path of its URL. */
  readonly path: string;
  readonly tables: TableSet;
  /** The number of connections at which it was fastest, by `--tune`. */
  readonly bestConnections: number;
  readonly start: (place: IngestPlace) => Promise<RunningContender>;
  /** The number of deliveries that it has stored. */
  readonly stored: (place: Pick<IngestPlace, 'redisUrl' | 'databaseUrl'>) => Promise<number>;
}

const INGEST = 'apps/ingest/src/main.ts';

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
  file: INGEST,
  path: '/webhooks/stripe',
  tables: 'queue', // it does not use them
  bestConnections: 64,
  start: (place) => start(place, place.redisUrl),
  stored: ({ redisUrl }) => waiting(redisUrl),
};

export const payspoolOnPostgres: IngestContender = {
  name: 'payspool ingest, Postgres queue',
  file: INGEST,
  path: '/webhooks/stripe',
  tables: 'queue',
  bestConnections: 64,
  start: (place) => start(place, place.databaseUrl),
  stored: ({ databaseUrl }) => waiting(databaseUrl),
};

const BARE_ENQUEUE = 'bench/src/contenders/bare-enqueue-server.ts';

/** The upper limit: the minimum work of a server that answers after the queue has the delivery. */
export const bareEnqueue: IngestContender = {
  name: 'bare enqueue',
  file: BARE_ENQUEUE,
  path: '/webhook',
  tables: 'naive', // it does not use them
  bestConnections: 64,
  start: ({ port, redisUrl, secret, logFile }) =>
    spawnScript({
      script: BARE_ENQUEUE,
      env: { PORT: String(port), REDIS_URL: redisUrl, SECRET: secret },
      logFile,
      healthUrl: `http://127.0.0.1:${port}/healthz`,
    }),
  stored: async ({ redisUrl }) => {
    const queue = new Queue('bare', { connection: { url: redisUrl } });
    try {
      return await queue.getWaitingCount();
    } finally {
      await queue.close();
    }
  },
};

const TUTORIAL = 'bench/src/contenders/tutorial-server.ts';

/** The start of most integrations: verify, write to Postgres, answer. No queue. */
export const tutorial: IngestContender = {
  name: 'tutorial',
  file: TUTORIAL,
  path: '/webhook',
  tables: 'naive',
  bestConnections: 64,
  start: ({ port, databaseUrl, secret, logFile }) =>
    spawnScript({
      script: TUTORIAL,
      env: { PORT: String(port), DATABASE_URL: databaseUrl, SECRET: secret },
      logFile,
      healthUrl: `http://127.0.0.1:${port}/healthz`,
    }),
  stored: ({ databaseUrl }) => askNumber(databaseUrl, 'SELECT count(*) FROM naive.webhook_events'),
};
