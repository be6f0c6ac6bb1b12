import { createHash } from 'node:crypto';
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import type { QueueTarget } from '../queue-url.ts';

export type RedisTarget = Extract<QueueTarget, { backend: 'redis' }>;

/** Options of a producer's connection: each command gets a result or an error soon. */
export const producerOptions = (timeoutMs: number): RedisOptions => ({
  // A command that cannot be sent now is refused now. The provider sends the delivery again; a queue in this process's memory would be lost
  // with the process.
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  connectTimeout: timeoutMs,
  commandTimeout: timeoutMs,
});

/**
 * Options of a worker's connection: it waits without a limit. BullMQ requires `null`.
 *
 * If a machine disappears with its server, no connection is closed, and the kernel keeps sending to it for a quarter of an hour. A
 * connection that owes an answer for 15 s is therefore dropped; BullMQ lets Redis delay an answer for 10 s at most. (ioredis 5.11 does not
 * stop that timer when the connection breaks in another way, and then drops the next connection once too. Commands in flight are sent
 * again.)
 */
export const workerOptions: RedisOptions = {
  maxRetriesPerRequest: null,
  connectTimeout: 5000,
  socketTimeout: 15_000,
};

const common: RedisOptions = {
  keepAlive: 10_000,
  // If a sentinel hangs, for example on the primary's machine, the client must soon try the next one.
  sentinelCommandTimeout: 2000,
  retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 10), 1000),
  // After a failover the old primary answers READONLY, so look for the new one.
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

/** The events of ioredis that end an attempt to connect. */
const SETTLED = ['ready', 'close', 'end'] as const;

/**
 * Resolves when commands can be sent. Waits while a connection is being made. Rejects at once if there is no connection, with the last
 * connection error as `cause`. Also rejects while Redis is loading its data, because ioredis would wait for the end of that without a
 * message.
 */
export function redisReadiness(client: Redis | Cluster): () => Promise<void> {
  let connecting: Promise<void> | undefined;
  let diedOf: Error | undefined;
  client.on('error', (error: Error) => (diedOf = error));
  client.on('ready', () => (diedOf = undefined));

  const connected = async () => {
    if (client.status === 'connecting') await nextStatus(client, ['connect', ...SETTLED]);
    await refuseWhileLoading(client);
    if (client.status === 'connecting' || client.status === 'connect') await nextStatus(client, SETTLED);
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
  // A password that was refused meanwhile ends the connection with that error. A user without the right to `INFO` may still use the queue.
  const persistence = await client.info('persistence').catch((error: unknown) => {
    if (error instanceof Error && /^(NOAUTH|NOPERM) /.test(error.message)) return '';
    throw error;
  });
  if (/^loading:1/m.test(persistence)) throw new Error('LOADING Redis is loading the dataset in memory');
}

async function nextStatus(client: Redis | Cluster, events: readonly string[]): Promise<void> {
  await new Promise<void>((resolve) => {
    const settle = () => {
      for (const event of events) client.off(event, settle);
      resolve();
    };
    for (const event of events) client.on(event, settle);
  });
}

/**
 * Finds the connection that carries the writes of a key. ioredis sends commands without a key, such as WAIT and CONFIG, to a random node of
 * a cluster. In a cluster they must therefore go to the node that owns the key's slot.
 */
export function writingNode(client: Redis | Cluster, key: string): () => Promise<Redis> {
  if (!(client instanceof Cluster)) return async () => client;
  let slot: number | undefined;
  let learning: Promise<unknown> | undefined;
  const ownerOf = (number: number) => {
    const [owner] = client.slots[number] ?? [];
    return client.nodes('master').find(({ options }) => `${options.host}:${options.port}` === owner);
  };
  // For ioredis, a node that is gone remains the owner of the slot until a command for that slot goes to another node and gets MOVED.
  const learn = () => (learning ??= client.exists(key).finally(() => (learning = undefined)));
  return async () => {
    slot ??= await client.cluster('KEYSLOT', key);
    if (!ownerOf(slot)) await learn();
    const node = ownerOf(slot);
    if (!node) throw new Error('no node of the cluster owns the slot of the queue');
    if (node.status !== 'ready') await node.ping(); // the node connects with its first command
    return node;
  };
}

/**
 * Sends the commands of one turn of the event loop to the server in one write: the connection buffers them until the turn is over. Each
 * command keeps its own result, error and time limit.
 *
 * @returns a function to call before a command that may be delayed in this way
 */
export function writeTogether(client: Redis | Cluster): () => void {
  let held: readonly Redis['stream'][] = [];
  const release = () => {
    for (const stream of held) stream.uncork();
    held = [];
  };
  return () => {
    if (held.length > 0) return;
    held = connectionsOf(client);
    if (held.length === 0) return;
    for (const stream of held) stream.cork();
    setImmediate(release);
  };
}

/** For a cluster: the connections to all primaries, because the slot of the command's key decides only later which one it uses. */
const connectionsOf = (client: Redis | Cluster): readonly Redis['stream'][] =>
  (client instanceof Cluster ? client.nodes('master') : [client])
    .filter(({ status }) => status === 'ready')
    .map(({ stream }) => stream);

/** A Lua script of this project. */
export interface Script {
  readonly text: string;
  readonly sha: string;
}

export const script = (text: string): Script => ({
  text,
  sha: createHash('sha1').update(text).digest('hex'),
});

/** Runs a script by its hash. Redis forgets scripts when it restarts; then the text is sent again. */
export async function runScript(
  client: Redis | Cluster,
  { text, sha }: Script,
  { keys, args }: { readonly keys: readonly string[]; readonly args: readonly string[] },
): Promise<unknown> {
  const all = [...keys, ...args];
  return client.evalsha(sha, keys.length, ...all).catch((error: unknown) => {
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
    return client.eval(text, keys.length, ...all);
  });
}
