import { Queue, Worker } from 'bullmq';
import { auditRedis } from '../durability/redis-audit.ts';
import { countReplicas, shareWaits, waitForReplicas } from '../durability/replica-wait.ts';
import { writingNode } from '../durability/writing-node.ts';
import { proveRedisWrite } from '../refusal/redis-proof.ts';
import { ADD_SETS, addSetToRedis } from './add-set-script.ts';
import { byTurn } from './by-turn.ts';
import { finishingInSets } from './finish-in-sets.ts';
import {
  connectRedis,
  producerOptions,
  redisReadiness,
  workerOptions,
  type RedisTarget,
} from './redis-connection.ts';
import { removeFinishedInRedis } from './remove-finished.ts';
import { redisCacheStore } from './shared-cache-store.ts';
import type { Store, StoreOptions } from './store.ts';
import { type BullJob, traceAdd } from './trace-add.ts';
import { withoutPayload } from '../without-payload.ts';
import { writeTogether } from './write-together.ts';

export function openRedisStore(
  target: RedisTarget,
  { queueName, role, timeoutMs, keyPrefix, telemetry, onError }: StoreOptions,
): Store {
  const client = connectRedis(target, role === 'producer' ? producerOptions(timeoutMs) : workerOptions);
  client.on('error', (error: Error) => onError(withoutPayload(error)));
  const node = writingNode(client, keyPrefix);
  const together = writeTogether(client);
  const queueKey = `${keyPrefix}:${queueName}:`;
  const addNow = byTurn({
    send: (jobs: readonly BullJob[]) => {
      together();
      return addSetToRedis(client, queueKey, jobs);
    },
    ...ADD_SETS,
  });
  const proofKey = `${keyPrefix}:${queueName}:write-proof`;
  const bull = { connection: client, prefix: keyPrefix, ...(telemetry && { telemetry }) };

  return {
    ready: redisReadiness(client),
    isReady: () => client.status === 'ready',
    ping: async () => (await node()).ping(),
    proveWrite: async ({ thorough }) =>
      proveRedisWrite(client, { node: await node(), key: proofKey, thorough }),
    connection: async () => (await node()).stream,
    audit: async () => auditRedis(await node()),
    replicated: shareWaits(async (wait) => waitForReplicas(await node(), wait)),
    countReplicas: async () => countReplicas(await node()),
    createQueue: () => new Queue(queueName, bull),
    add: (queue, job) =>
      traceAdd({ queue, queueName, job, isTraced: telemetry !== undefined }, (added) => {
        if (added.delay === 0) return addNow(added);
        together();
        return queue.getBackend().addJob(added, job.id);
      }),
    createWorker: (process, options) =>
      new Worker(queueName, process, { ...options, ...bull }, finishingInSets(client)),
    removeFinished: (state, jobIds) => removeFinishedInRedis(client, queueKey, state, jobIds),
    cache: redisCacheStore(client, keyPrefix),
    reset: () => {
      if (client.status === 'ready') client.disconnect(true);
    },
    close: async () => client.disconnect(),
  };
}
