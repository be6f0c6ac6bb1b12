import {
  hasRedisServer,
  type ServerProcess,
  startRedisCluster,
  startRedisServer,
  untilPromoted,
  waitFor,
} from '@payspool/testkit';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { type DeliveryQueue, KEY_PREFIX, openDeliveryQueue, QueueUnavailableError } from '../src/index.ts';
import { delivery } from './delivery.ts';
import { CLUSTER_NODE, clusterUrl, formCluster } from './form-cluster.ts';

describe.skipIf(!hasRedisServer())('a queue that must be durable (needs redis-server)', () => {
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });

  const redis = async (options: Parameters<typeof startRedisServer>[0] = {}): Promise<ServerProcess> => {
    const server = await startRedisServer(options);
    closing.push(server.stop);
    return server;
  };
  const producer = (url: string): DeliveryQueue => {
    const queue = openDeliveryQueue({
      url,
      dedupeTtlMs: 60_000,
      durability: { required: true, declared: false },
      onError: () => undefined,
    });
    closing.push(queue.close);
    return queue;
  };
  const set = async ({ url }: ServerProcess, setting: string, value: string) => {
    const client = new Redis(url);
    await client.config('SET', setting, value);
    client.disconnect();
  };

  it('accepts nothing on a server that is not durable, and accepts jobs once it is', async () => {
    const server = await redis({ flags: ['--appendfsync', 'everysec'] });
    const queue = producer(server.url);
    const refused = queue.enqueue(delivery());
    await expect(refused).rejects.toThrow(QueueUnavailableError);
    await expect(refused).rejects.toThrow(/appendfsync is everysec/);
    expect(await queue.depth()).toMatchObject({ waiting: 0 });

    await set(server, 'appendfsync', 'always');
    await queue.audit();
    expect(await queue.enqueue(delivery())).toBe('accepted');

    await set(server, 'maxmemory-policy', 'allkeys-lru');
    await queue.audit();
    await expect(queue.enqueue(delivery())).rejects.toThrow(/maxmemory-policy is allkeys-lru/);
  });

  it('audits the server of a new connection before it adds anything there', async () => {
    const first = await redis();
    const queue = producer(first.url);
    expect(await queue.enqueue(delivery())).toBe('accepted');
    await first.stop();
    await redis({ port: first.port, flags: ['--appendonly', 'no'] });
    const refusal = () =>
      queue.enqueue(delivery()).then(
        () => 'accepted',
        ({ message }: Error) => message,
      );
    const answers: string[] = [];
    await waitFor(async () => answers[answers.push(await refusal()) - 1]?.includes('appendonly is no'), {
      what: 'the refusal',
    });
    expect(answers).not.toContain('accepted');
  });

  it('audits the node of a cluster that has the queue', async () => {
    const servers = [await redis({ flags: CLUSTER_NODE }), await redis({ flags: CLUSTER_NODE })];
    await formCluster(servers);
    const owner = await ownerOf(servers);
    const queue = producer(clusterUrl(servers));
    await waitFor(() => settled(queue.ping()), { what: 'the cluster to be known' });
    for (const server of servers) if (server !== owner) await set(server, 'appendfsync', 'no');
    for (let n = 0; n < 8; n += 1) expect(await queue.audit()).toMatchObject({ safe: true });
    expect(await queue.enqueue(delivery())).toBe('accepted');
    await set(owner, 'appendfsync', 'everysec');
    for (let n = 0; n < 8; n += 1) expect(await queue.audit()).toMatchObject({ safe: false });
  });
});

describe.skipIf(!hasRedisServer())('a queue that must be durable, in a cluster (needs redis-server)', () => {
  it('continues at the promoted node without a restart', async () => {
    const cluster = await startRedisCluster({ key: KEY_PREFIX });
    onTestFinished(cluster.stop);
    const queue = openDeliveryQueue({
      url: cluster.url,
      dedupeTtlMs: 60_000,
      durability: { required: true, declared: false },
      onError: () => undefined,
    });
    onTestFinished(queue.close);
    const accepts = (eventKey: string) =>
      queue.enqueue(delivery({ eventKey })).then(
        () => true,
        () => false,
      );
    await waitFor(() => accepts('evt_1'), { what: 'the cluster to be known' });
    await cluster.primary.kill();
    // As if deliveries kept coming.
    expect(await accepts('evt_2')).toBe(false);
    await untilPromoted(cluster);
    await waitFor(() => accepts('evt_2'), { what: 'a delivery to be queued', timeoutMs: 15_000 });
    expect(await queue.audit()).toMatchObject({ safe: true });
  });
});

describe.skipIf(!hasRedisServer())('a queue that waits for replicas (needs redis-server)', () => {
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });

  const start = async (...flags: readonly string[]): Promise<ServerProcess> => {
    const server = await startRedisServer({ flags: [...PROMPT, ...flags] });
    closing.push(server.stop);
    return server;
  };
  const producer = (url: string, waitReplicas: number, timeoutMs = LONG_TIMEOUT_MS): DeliveryQueue => {
    const queue = openDeliveryQueue({
      url,
      waitReplicas,
      dedupeTtlMs: 60_000,
      timeoutMs,
      onError: () => undefined,
    });
    closing.push(queue.close);
    return queue;
  };
  const inStep = async ({ url }: ServerProcess) => {
    const client = new Redis(url);
    await waitFor(async () => (await client.info('replication')).includes('state=online'), {
      what: 'the replica',
      timeoutMs: 30_000,
    });
    client.disconnect();
  };

  it('acknowledges a job that a replica has', async () => {
    const primary = await start();
    await start('--replicaof', `127.0.0.1 ${primary.port}`);
    await inStep(primary);
    const queue = producer(primary.url, 1);
    expect(await queue.enqueue(delivery())).toBe('accepted');
    expect(await queue.enqueue(delivery())).toBe('duplicate');
  });

  it('acknowledges neither a new job nor a duplicate while no replica keeps up, and both when one does', async () => {
    const primary = await start();
    const replica = await start('--replicaof', `127.0.0.1 ${primary.port}`);
    await inStep(primary);
    const hasty = () => producer(primary.url, 1, 1000);
    process.kill(replica.pid, 'SIGSTOP');
    const first = hasty();
    await expect(first.enqueue(delivery())).rejects.toThrow(QueueUnavailableError);
    await expect(first.enqueue(delivery())).rejects.toThrow(QueueUnavailableError);
    await expect(hasty().enqueue(delivery())).rejects.toThrow(QueueUnavailableError);
    // A producer that does not wait for replicas finds the job already there.
    expect(await producer(primary.url, 0).enqueue(delivery())).toBe('duplicate');

    process.kill(replica.pid, 'SIGCONT');
    const queue = producer(primary.url, 1);
    expect(await queue.enqueue(delivery())).toBe('duplicate');
    expect(await queue.enqueue(delivery({ eventKey: 'evt_2' }))).toBe('accepted');
    expect(await queue.depth()).toMatchObject({ waiting: 2 });
  });

  it('acknowledges nothing if there are fewer replicas than required', async () => {
    const primary = await start();
    await start('--replicaof', `127.0.0.1 ${primary.port}`);
    await inStep(primary);
    const queue = producer(primary.url, 2, 3000);
    await expect(queue.enqueue(delivery())).rejects.toThrow(/1 of 2 replicas have it/);
    expect(await queue.replicas()).toEqual({ reachable: 1, wanted: 2 });
  });

  it('waits on the node of a cluster that has the queue', async () => {
    const servers = [await start(...CLUSTER_NODE), await start(...CLUSTER_NODE)];
    await formCluster(servers);
    const owner = await ownerOf(servers);
    const replica = await start(...CLUSTER_NODE);
    await replicate(replica, owner);
    await inStep(owner);
    const queue = producer(clusterUrl(servers), 1);
    await waitFor(() => settled(queue.ping()), { what: 'the cluster to be known' });
    // The other node has no replica, so each of these would fail there.
    for (let n = 0; n < 8; n += 1)
      expect(await queue.enqueue(delivery({ eventKey: `evt_${n}` }))).toBe('accepted');
    process.kill(replica.pid, 'SIGSTOP');
    const hasty = producer(clusterUrl(servers), 1, 1000);
    await waitFor(() => settled(hasty.ping()), { what: 'the cluster to be known' });
    await expect(hasty.enqueue(delivery({ eventKey: 'evt_9' }))).rejects.toThrow(QueueUnavailableError);
    process.kill(replica.pid, 'SIGCONT');
  });
});

it('a queue in Postgres cannot wait for replicas of Redis', () => {
  const open = () =>
    openDeliveryQueue({
      url: 'postgres://127.0.0.1/queue',
      waitReplicas: 1,
      dedupeTtlMs: 1000,
      onError: () => undefined,
    });
  expect(open).toThrow(/only Redis/);
});

/** Longer than a busy machine may need. */
const LONG_TIMEOUT_MS = 20_000;

/** The test does not wait for a replica's start, nor for the end of a stopped one. */
const PROMPT = ['--repl-diskless-sync-delay', '0', '--shutdown-timeout', '0'];

const settled = (work: Promise<unknown>) =>
  work.then(
    () => true,
    () => false,
  );

/** The node that has the queue's slot. */
async function ownerOf(servers: readonly ServerProcess[]): Promise<ServerProcess> {
  const [first] = servers;
  const client = new Redis(first?.url ?? '');
  const slot = await client.cluster('KEYSLOT', '{payspool}');
  client.disconnect();
  const owner = servers[slot <= 8191 ? 0 : 1];
  if (!owner) throw new Error('the cluster has two nodes');
  return owner;
}

async function replicate(replica: ServerProcess, primary: ServerProcess): Promise<void> {
  const [mine, its] = [new Redis(replica.url), new Redis(primary.url)];
  const id = String(await its.call('CLUSTER', 'MYID'));
  await mine.call('CLUSTER', 'MEET', '127.0.0.1', String(primary.port), String(primary.busPort));
  await waitFor(async () => String(await mine.call('CLUSTER', 'NODES')).includes(id), {
    what: 'the meeting',
  });
  await waitFor(() => settled(mine.call('CLUSTER', 'REPLICATE', id)), { what: 'a replica', everyMs: 200 });
  mine.disconnect();
  its.disconnect();
}
