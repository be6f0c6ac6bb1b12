import { Redis } from 'ioredis';
import type { ServerProcess } from './server-process.ts';
import { waitFor } from './wait-for.ts';

/** Redis servers: a primary for the queue's writes, and replicas that can be promoted. */
export interface ReplicatedRedis {
  /** `QUEUE_URL`. */
  readonly url: string;
  /** The primary after the start. */
  readonly primary: ServerProcess;
  readonly replicas: readonly ServerProcess[];
  /** Other processes on the primary's machine. */
  readonly neighbours: readonly ServerProcess[];
  /** Resolves when every sentinel or node names the promoted server as the primary. */
  readonly untilNamed: (promoted: ServerProcess) => Promise<void>;
  /** Starts `primary` again after it was killed, with the same port and data. */
  readonly restartPrimary: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Flags of replicated servers: they do not wait for replicas, neither at the start nor at the end. */
export const REPLICATED = ['--repl-diskless-sync-delay', '0', '--shutdown-timeout', '0'];

/** Queries one server on a separate connection. */
export async function askRedis<T>(server: ServerProcess, ask: (client: Redis) => Promise<T>): Promise<T> {
  const client = connect(server);
  try {
    return await ask(client);
  } finally {
    client.disconnect();
  }
}

/** Resolves when this many replicas are in step with the server. */
export function untilInStep(primary: ServerProcess, replicas: number): Promise<unknown> {
  const count = (client: Redis) => client.wait(replicas, 1000);
  const inStep = () =>
    askRedis(primary, async (client) => {
      const online = (await client.info('replication')).match(/state=online/g)?.length ?? 0;
      return online >= replicas && (await count(client)) >= replicas;
    }).catch(() => false);
  return waitFor(inStep, { timeoutMs: 30_000, everyMs: 100, what: `${replicas} replicas in step` });
}

/**
 * Stops every replica and closes their connections at the primary, so that they get none of its further writes. (For a stopped
 * replica with an open connection, megabytes would wait in the kernel.)
 *
 * @returns a function that lets them continue
 */
export async function cutOffReplicas({
  primary,
  replicas,
}: Pick<ReplicatedRedis, 'primary' | 'replicas'>): Promise<() => void> {
  for (const { pid } of replicas) process.kill(pid, 'SIGSTOP');
  await askRedis(primary, (client) => client.call('CLIENT', 'KILL', 'TYPE', 'replica'));
  return () => {
    for (const { pid } of replicas) process.kill(pid, 'SIGCONT');
  };
}

/**
 * Makes the primary's machine silent: connections stay open but get no more data.
 *
 * @returns a function that ends the silence
 */
export function silencePrimary({
  primary,
  neighbours,
}: Pick<ReplicatedRedis, 'primary' | 'neighbours'>): () => void {
  for (const { pid } of [primary, ...neighbours]) process.kill(pid, 'SIGSTOP');
  return () => {
    for (const { pid } of [primary, ...neighbours]) process.kill(pid, 'SIGCONT');
  };
}

/** The replica that accepts writes by now. */
export async function untilPromoted({ replicas }: Pick<ReplicatedRedis, 'replicas'>): Promise<ServerProcess> {
  // Connections are kept open, so that making one does not delay the measurement.
  const asked = replicas.map((replica) => ({ replica, client: connect(replica) }));
  const promoted = async () => {
    const found = await Promise.all(
      asked.map(async ({ replica, client }) => ((await isPrimary(client)) ? [replica] : [])),
    );
    return found.flat()[0];
  };
  try {
    const found = await waitFor(promoted, {
      timeoutMs: 60_000,
      everyMs: 10,
      what: 'a replica is promoted',
    });
    if (!found) throw new Error('no replica was promoted');
    return found;
  } finally {
    for (const { client } of asked) client.disconnect();
  }
}

const isPrimary = (client: Redis): Promise<boolean> =>
  client.info('replication').then(
    (info) => /^role:master/m.test(info),
    () => false,
  );

function connect({ url }: ServerProcess): Redis {
  // A server that is still loading is queried too.
  const client = new Redis(url, { commandTimeout: 5000, enableReadyCheck: false });
  client.on('error', () => undefined); // the query rejects
  return client;
}
