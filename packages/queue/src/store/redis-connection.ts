import { Cluster, Redis, type RedisOptions } from 'ioredis';
import type { QueueTarget } from '../url/queue-target.ts';

export type RedisTarget = Extract<QueueTarget, { backend: 'redis' }>;

/** What a producer needs of its connection: an answer or a refusal, soon. */
export const producerOptions = (timeoutMs: number): RedisOptions => ({
  // What cannot be sent now is refused now: the provider sends again, a queue in this process's memory would not survive it.
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  connectTimeout: timeoutMs,
  commandTimeout: timeoutMs,
});

/**
 * What a worker needs: to wait for as long as it takes. BullMQ demands `null`.
 *
 * A server that vanishes with its machine closes no connection, and the kernel goes on sending to it for a quarter of an hour. One that
 * owes an answer for 15 s is given up: BullMQ has Redis hold an answer back for 10 s at most. (ioredis 5.11 does not stop that clock
 * when the connection breaks in another way, and gives up the next connection too, once; what was in flight is sent again.)
 */
export const workerOptions: RedisOptions = {
  maxRetriesPerRequest: null,
  connectTimeout: 5000,
  socketTimeout: 15_000,
};

const common: RedisOptions = {
  keepAlive: 10_000,
  // A sentinel that hangs, as one on the primary's machine may, must not keep us from asking the next.
  sentinelCommandTimeout: 2000,
  retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 10), 1000),
  // The old primary after a failover answers READONLY: look for the new one.
  reconnectOnError: (error) => error.message.startsWith('READONLY'),
};

/** Connects in the background, and again whenever the connection is lost. Errors arrive as `error` events. */
export function connectRedis(target: RedisTarget, role: RedisOptions): Redis | Cluster {
  const { username, password } = target;
  const options: RedisOptions = {
    ...common,
    ...role,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(target.tls && { tls: {} }),
  };
  switch (target.topology) {
    case 'single':
      return new Redis({ ...options, host: target.host, port: target.port, db: target.db });
    case 'sentinel':
      return new Redis({
        ...options,
        sentinels: [...target.sentinels],
        name: target.name,
        db: target.db,
        enableTLSForSentinelMode: target.tls,
        sentinelRetryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 10), 1000),
        ...(target.sentinelPassword !== undefined && { sentinelPassword: target.sentinelPassword }),
      });
    case 'cluster':
      return new Cluster([...target.nodes], {
        redisOptions: options,
        enableOfflineQueue: role.enableOfflineQueue ?? true,
        clusterRetryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 10), 1000),
      });
  }
}

/**
 * Resolves when commands can be sent. Waits out a connection that is being made, and rejects at once where none is, with what the last
 * one died of as `cause`, or where Redis is still loading its data: ioredis waits for the end of that, and does not say so.
 */
export function redisReadiness(client: Redis | Cluster): () => Promise<void> {
  let connecting: Promise<void> | undefined;
  let diedOf: Error | undefined;
  client.on('error', (error: Error) => (diedOf = error));
  client.on('ready', () => (diedOf = undefined));

  const connected = async () => {
    await refuseWhileLoading(client);
    if (client.status === 'connecting' || client.status === 'connect') await settled(client);
    if (client.status !== 'ready') throw new Error('no connection to Redis', { cause: diedOf });
  };
  return async () => {
    if (client.status === 'ready') return;
    connecting ??= connected().finally(() => (connecting = undefined));
    await connecting;
  };
}

async function refuseWhileLoading(client: Redis | Cluster): Promise<void> {
  if (client instanceof Cluster || client.status !== 'connect') return;
  const persistence = await client.info('persistence');
  if (/^loading:1/m.test(persistence)) throw new Error('LOADING Redis is loading the dataset in memory');
}

async function settled(client: Redis | Cluster): Promise<void> {
  await new Promise<void>((resolve) => {
    const settle = () => {
      client.off('ready', settle).off('close', settle).off('end', settle);
      resolve();
    };
    client.on('ready', settle).on('close', settle).on('end', settle);
  });
}
