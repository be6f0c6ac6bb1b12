import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasRedisServer, type ServerProcess, startRedisServer, waitFor } from '@payspool/testkit';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { proveQueueWrites, type RefusalReason } from '../src/index.ts';
import { CLUSTER_NODE, clusterUrl, formCluster } from './form-cluster.ts';
import { enqueueAnother, watchQueue } from './watched-queue.ts';

describe.skipIf(!hasRedisServer())('a Redis that refuses writes (needs redis-server)', () => {
  let server: ServerProcess;
  let admin: Redis;
  beforeAll(async () => {
    server = await startRedisServer({
      flags: ['--enable-debug-command', 'yes', '--busy-reply-threshold', '10', '--lua-time-limit', '10'],
    });
    admin = new Redis(server.url);
  });
  afterAll(async () => {
    admin.disconnect();
    await server.stop();
  });
  const type = async (...lines: readonly string[]) => {
    for (const line of lines) {
      const [command = '', ...words] = line.split(' ');
      await admin.call(command, ...words.map((word) => (word === '""' ? '' : word)));
    }
  };

  it.each<[RefusalReason, readonly string[], readonly string[]]>([
    ['out_of_memory', ['CONFIG SET maxmemory 1'], ['CONFIG SET maxmemory 0']],
    ['read_only', ['REPLICAOF 127.0.0.1 1'], ['REPLICAOF NO ONE']],
    ['too_few_replicas', ['CONFIG SET min-replicas-to-write 1'], ['CONFIG SET min-replicas-to-write 0']],
    [
      'not_authenticated',
      ['CONFIG SET requirepass sesame', 'CLIENT KILL TYPE normal'],
      ['CONFIG SET requirepass ""'],
    ],
    ['not_permitted', ['ACL SETUSER default -set'], ['ACL SETUSER default +set']],
    ['timeout', ['CLIENT PAUSE 60000 WRITE'], ['CLIENT UNPAUSE']],
  ])(
    'is found to be %s without traffic, and later found to accept writes again',
    async (reason, begin, end) => {
      const { queue, reported, found } = watchQueue(server.url);
      await found(undefined);
      await type(...begin);
      await found(reason);
      expect(await enqueueAnother(queue)).not.toBe('accepted');
      expect((await proveQueueWrites({ url: server.url, timeoutMs: 1000 }))?.reason).toBe(reason);
      await type(...end);
      await found(undefined);
      expect(reported.at(-1)).toBe('taken again');
      expect(await enqueueAnother(queue)).toBe('accepted');
      expect(await proveQueueWrites({ url: server.url, timeoutMs: 1000 })).toBeUndefined();
    },
  );

  it('is found to run a script that does not end', async () => {
    const { found } = watchQueue(server.url);
    const runaway = new Redis(server.url);
    onTestFinished(() => runaway.disconnect());
    await found(undefined);
    const endless = runaway.eval('while true do end', 0).catch((error: Error) => error.message);
    await found('busy');
    await type('SCRIPT KILL');
    await found(undefined);
    expect(await endless).toMatch(/killed/i);
  });

  it('is found to load its data', async () => {
    const { found } = watchQueue(server.url);
    await type('CONFIG SET key-load-delay 3000', 'CONFIG SET loading-process-events-interval-bytes 1024');
    await type('DEBUG POPULATE 300');
    await found(undefined);
    const reloaded = admin.call('DEBUG', 'RELOAD');
    await found('loading');
    await reloaded;
    await found(undefined);
    await type('CONFIG SET key-load-delay 0');
  });

  it('is reported at once after a refused delivery, until all commands of a delivery are allowed', async () => {
    const { queue, reported, found } = watchQueue(server.url);
    await found(undefined);
    await type('ACL SETUSER default -xadd');
    expect(await enqueueAnother(queue)).toBe('not_permitted');
    expect(queue.writes.current()?.reason).toBe('not_permitted');
    // Several proofs are made, and each needs the missing command.
    await waitFor(async () => (await enqueueAnother(queue)) === 'not_permitted', {
      what: 'a further refusal',
    });
    await found('not_permitted');
    expect(reported).toEqual(['not_permitted']);
    await type('ACL SETUSER default +xadd');
    await found(undefined);
    expect(await enqueueAnother(queue)).toBe('accepted');
  });

  it('keeps only a key of the proofs, which expires', async () => {
    await type('FLUSHALL');
    const { queue, found } = watchQueue(server.url);
    await found(undefined);
    const keys = (await admin.keys('*write-proof*')).concat(await admin.keys('*proof*'));
    for (const key of keys) expect(await admin.pttl(key)).toBeGreaterThan(0);
    expect(await queue.depth()).toMatchObject({ waiting: 0 });
  });
});

describe.skipIf(!hasRedisServer())('a Redis that cannot save (needs redis-server)', () => {
  it('is reported after a failed save, and accepts writes after a successful one', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'payspool-unsaved-'));
    const other = await mkdtemp(join(tmpdir(), 'payspool-saved-'));
    onTestFinished(() => rm(other, { recursive: true, force: true }));
    const flags = ['--appendonly', 'no', '--save', '3600 1', '--enable-protected-configs', 'yes'];
    const server = await startRedisServer({ dir, flags });
    onTestFinished(server.stop);
    const admin = new Redis(server.url);
    onTestFinished(() => admin.disconnect());
    const { queue, found } = watchQueue(server.url);
    await found(undefined);
    await rm(dir, { recursive: true });
    await admin.bgsave();
    await found('persistence_failed');
    expect(await enqueueAnother(queue)).toBe('persistence_failed');
    await admin.config('SET', 'dir', other);
    await admin.bgsave();
    await found(undefined);
    expect(await enqueueAnother(queue)).toBe('accepted');
  });
});

describe.skipIf(!hasRedisServer())('a Redis that loads much data at its start (needs redis-server)', () => {
  it('is found to be loading, by a process that started earlier and by one that starts meanwhile', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'payspool-loading-'));
    onTestFinished(() => rm(dir, { recursive: true, force: true }));
    const flags = ['--appendonly', 'no', '--save', '3600 1', '--rdbcompression', 'no'];
    flags.push('--enable-debug-command', 'yes');
    const first = await startRedisServer({ dir, flags });
    const { queue, found } = watchQueue(first.url);
    await found(undefined);
    const admin = new Redis(first.url);
    await admin.call('DEBUG', 'POPULATE', '300', 'key', '1024');
    admin.disconnect();
    await first.stop();
    await found('unreachable');
    // It loads for as long as the test needs, and answers after each key.
    const slow = ['--key-load-delay', '50000', '--loading-process-events-interval-bytes', '1024'];
    const starting = startRedisServer({ dir, port: first.port, flags: [...flags, ...slow] });
    await found('loading');
    expect(await enqueueAnother(queue)).toBe('loading');
    const later = watchQueue(first.url);
    await later.found('loading');
    expect(await enqueueAnother(later.queue)).toBe('loading');
    const loading = new Redis(first.url, { enableReadyCheck: false });
    await loading.config('SET', 'key-load-delay', '0');
    loading.disconnect();
    const second = await starting;
    onTestFinished(second.stop);
    for (const each of [{ queue, found }, later]) {
      await each.found(undefined);
      expect(await enqueueAnother(each.queue)).toBe('accepted');
    }
  });
});

describe.skipIf(!hasRedisServer())('a cluster of Redis that refuses writes (needs redis-server)', () => {
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });

  it('is judged by the node that has the queue, and by no other node', async () => {
    const servers = await Promise.all([0, 1].map(() => startRedisServer({ flags: CLUSTER_NODE })));
    closing.push(...servers.map(({ stop }) => stop));
    await formCluster(servers);
    const [first, second] = servers.map(({ url }) => new Redis(url));
    if (!first || !second) throw new Error('there are two nodes');
    closing.push(async () => [first, second].map((node) => node.disconnect()));
    const slot = await first.cluster('KEYSLOT', '{payspool}');
    const [owner, other] = slot <= 8191 ? [first, second] : [second, first];

    const { queue, found } = watchQueue(clusterUrl(servers));
    await found(undefined);
    await owner.config('SET', 'maxmemory', '1');
    await found('out_of_memory');
    await owner.config('SET', 'maxmemory', '0');
    await found(undefined);
    await other.config('SET', 'maxmemory', '1');
    for (let n = 0; n < 5; n += 1) expect(await enqueueAnother(queue)).toBe('accepted');
    expect(queue.writes.current()).toBeUndefined();
    await other.config('SET', 'maxmemory', '0');

    await owner.call('CLUSTER', 'DELSLOTS', String(slot));
    await found('cluster_down');
    await owner.call('CLUSTER', 'ADDSLOTS', String(slot));
    await found(undefined);
    expect(await enqueueAnother(queue)).toBe('accepted');
  });
});
