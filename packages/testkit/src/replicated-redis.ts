import { Redis } from 'ioredis';
import type { ServerProcess } from './server-process.ts';
import { waitFor } from './wait-for.ts';

/** Redis servers one of which takes the queue's writes, and others that follow it and can be promoted. */
export interface ReplicatedRedis {
  /** `QUEUE_URL`. */
  readonly url: string;
  /** Who takes the queue's writes when everything is started. */
  readonly primary: ServerProcess;
  readonly replicas: readonly ServerProcess[];
  /** What stands on the primary's machine beside it. */
  readonly neighbours: readonly ServerProcess[];
  /** Resolves once everybody who is asked for the primary names this one, which was promoted. */
  readonly untilNamed: (promoted: ServerProcess) => Promise<void>;
  /** Starts `primary` again after it was killed: the same port, the same data. */
  readonly restartPrimary: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Flags of servers that follow one another: replicas are not waited for, neither at the start nor at the end. */
export const REPLICATED = ['--repl-diskless-sync-delay', '0', '--shutdown-timeout', '0'];

/** Asks one server on a connection of its own. */
export async function askRedis<T>(server: ServerProcess, ask: (client: Redis) => Promise<T>): Promise<T> {
  const client = connect(server);
  try {
    return await ask(client);
  } finally {
    client.disconnect();
  }
}

/** Resolves when so many replicas follow the server, each with everything that it has. */
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
 * Stops every replica and has the primary hang up on them: of what it takes from now on they get nothing. (Of what it sends to one
 * that is merely stopped, megabytes would wait in the kernel.)
 *
 * @returns lets them go on
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
 * The primary's machine falls silent: whoever is connected to it stays so, and hears nothing more.
 *
 * @returns ends the silence
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

/** The replica that takes writes by now. */
export async function untilPromoted({ replicas }: Pick<ReplicatedRedis, 'replicas'>): Promise<ServerProcess> {
  // Connections are kept: who wants to know the moment must not be late for making one.
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
  // One that is loading is asked all the same.
  const client = new Redis(url, { commandTimeout: 5000, enableReadyCheck: false });
  client.on('error', () => undefined); // what is asked rejects
  return client;
}
