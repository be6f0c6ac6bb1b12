import { Queue, Worker } from 'bullmq';
import { auditRedis } from '../durability/audit.ts';
import { countReplicas, shareWaits, waitForReplicas } from '../durability/replica-wait.ts';
import {
  connectRedis,
  producerOptions,
  redisReadiness,
  type RedisTarget,
  workerOptions,
  writeTogether,
  writingNode,
} from './redis-connection.ts';
import { proveRedisWrite } from '../refusal/write-proof.ts';
import { ADD_SETS, addSetToRedis } from './add-set-script.ts';
import { byTurn } from './in-sets.ts';
import { finishingInSets } from './finish-in-sets.ts';
import { redisRefusalStore } from './refusal-store.ts';
import { removeFinishedInRedis } from './remove-finished.ts';
import { finishedIdsInRedis } from './finished-ids.ts';
import { redisCacheStore } from './shared-cache-store.ts';
import type { Store, StoreOptions } from './store.ts';
import { type BullJob, traceAdd } from './tracing.ts';
import { troubledInRedis } from './troubled-jobs.ts';
import { withoutPayload } from '../without-payload.ts';

export function openRedisStore(
  target: RedisTarget,
  { queueName, role, timeoutMs, keyPrefix, isReader = false, telemetry, onError }: StoreOptions,
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
  const ofQueue = { ...bull, ...(isReader && { skipMetasUpdate: true, skipVersionCheck: true }) };

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
    about: async () => {
      const version = /^redis_version:(\S+)/m.exec(await client.info('server'))?.[1] ?? 'unknown';
      const [seconds, micros] = await client.time();
      return { version, time: new Date(Number(seconds) * 1000 + Number(micros) / 1000) };
    },
    createQueue: (name = queueName) => new Queue(name, ofQueue),
    add: (queue, job) =>
      traceAdd({ queue, queueName, job, isTraced: telemetry !== undefined }, (added) => {
        if (added.delay === 0 && added.priority === 0) return addNow(added);
        together();
        return queue.getBackend().addJob(added, job.id);
      }),
    createWorker: (process, options) =>
      new Worker(queueName, process, { ...options, ...bull }, finishingInSets(client)),
    removeFinished: (state, jobIds) => removeFinishedInRedis(client, queueKey, state, jobIds),
    finishedIds: (state, range) => finishedIdsInRedis(client, queueKey, state, range),
    cache: redisCacheStore(client, keyPrefix),
    refusals: redisRefusalStore(client, keyPrefix),
    troubledJobs: troubledInRedis(client, keyPrefix),
    reset: () => {
      if (client.status === 'ready') client.disconnect(true);
    },
    close: async () => client.disconnect(),
  };
}
