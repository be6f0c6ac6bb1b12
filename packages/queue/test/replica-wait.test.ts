import { once } from 'node:events';
import { Redis } from 'ioredis';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { waitForReplicas } from '../src/durability/replica-wait.ts';

const redisUrl = inject('redisUrl');

describe.skipIf(!redisUrl)('waiting for replicas (needs Redis)', () => {
  it('never covers another connection than the one that wrote', async () => {
    const client = new Redis(redisUrl ?? '', { enableOfflineQueue: false });
    onTestFinished(() => client.disconnect());
    client.on('error', () => undefined);
    await once(client, 'ready');
    const connection = client.stream;
    const wait = { connection, replicas: 0, timeoutMs: 1000 };
    await waitForReplicas(client, wait);
    client.disconnect(true);
    await expect(waitForReplicas(client, wait)).rejects.toThrow();
    await once(client, 'ready');
    await expect(waitForReplicas(client, wait)).rejects.toThrow(/connection was lost/);
  });
});
