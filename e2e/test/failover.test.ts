import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KEY_PREFIX } from '@payspool/queue';
import { createDatabase, hasRedisServer, startRedisCluster, startRedisSentinel } from '@payspool/testkit';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { openFailoverStack } from '../proof/failover/failover-stack.ts';
import { describeFailover, isEverythingApplied, runFailover } from '../proof/failover/run-failover.ts';
import { createStopList } from '../product/stack/stop-in-reverse.ts';

const DELIVERIES = 500;
const RATE = 35;

const topologies = [
  { topology: 'Redis Sentinel', startRedis: () => startRedisSentinel() },
  { topology: 'Redis Cluster', startRedis: () => startRedisCluster({ key: KEY_PREFIX }) },
];
const cases = topologies.flatMap(({ topology, startRedis }) => [
  { topology, startRedis, replicas: 'in-step', failure: 'killed' } as const,
  { topology, startRedis, replicas: 'lagging', failure: 'killed' } as const,
  { topology, startRedis, replicas: 'in-step', failure: 'silent' } as const,
]);
/** Six to nine servers each, three minutes in total, so CI runs them as a separate job. */
const reason = hasRedisServer()
  ? process.env['PAYSPOOL_FAILOVER_TEST']
    ? ''
    : ' (skipped: PAYSPOOL_FAILOVER_TEST=1 runs it)'
  : ' (skipped: this machine has no redis-server)';

describe.skipIf(reason !== '')(`a failover under traffic${reason}`, () => {
  const stops = createStopList();
  afterEach(stops.stopAll);

  it.each(cases)(
    'of $topology, replicas $replicas, the primary $failure, loses no acknowledged delivery, and needs no restart',
    async ({ topology, startRedis, replicas, failure }) => {
      const dir = await mkdtemp(join(tmpdir(), 'payspool-failover-'));
      stops.add(() => rm(dir, { recursive: true, force: true }));
      const database = await createDatabase({
        postgresUrl: inject('postgresUrl'),
        template: inject('template'),
      });
      stops.add(database.drop);
      const redis = await stops.start(startRedis());
      const stack = await openFailoverStack(
        { databaseUrl: database.url, queueUrl: redis.url, waitReplicas: 1 },
        { dir, stops },
      );
      const seed = randomInt(1_000_000);
      const result = await runFailover(stack, redis, {
        seed,
        deliveries: DELIVERIES,
        rate: RATE,
        replicas,
        failure,
        restart: 'afterwards',
        isSettled: isEverythingApplied,
        timeoutMs: 45_000,
        signal: AbortSignal.timeout(120_000),
      });
      console.log(
        `${topology}, replicas ${replicas}, the primary ${failure}, seed ${seed}: ${describeFailover(result)}`,
      );
      const { verdict, acknowledged, planned, recovered, restarted, whileCutOff } = result;
      const { lost, twice, failed, wrongRows, refused, appFailures } = verdict;
      expect({ lost, twice, failed, wrongRows, refused, appFailures }, `seed ${seed}`).toEqual({
        lost: [],
        twice: [],
        failed: [],
        wrongRows: [],
        refused: 0,
        appFailures: [],
      });
      expect(acknowledged).toBe(planned);
      expect(recovered).toEqual(['ingest-1', 'ingest-2', 'worker-1', 'worker-2']);
      expect(restarted).toEqual([]);
      if (replicas === 'lagging') {
        expect(whileCutOff?.acknowledged).toBe(0);
        expect(whileCutOff?.refused).toBeGreaterThan(0);
      }
    },
  );
});
