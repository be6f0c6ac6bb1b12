import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateDatabase } from '@payspool/db';
import { KEY_PREFIX } from '@payspool/queue';
import {
  hasRedisServer,
  startPostgresServer,
  startRedisCluster,
  startRedisSentinel,
} from '@payspool/testkit';
import { CommanderError } from 'commander';
import { isGood, isSettled } from '../../product/drill/judge.ts';
import { createStopList, stopOnSignal } from '../../product/stack/stop-in-reverse.ts';
import { openFailoverStack } from './failover-stack.ts';
import { type MeasureOptions, parseOptions } from './options.ts';
import { describeFailover, runFailover } from './run-failover.ts';

// `node --import tsx e2e/proof/failover/measure.ts --help`

/** Longer than the minute after which a reaction that the queue lost is queued again. */
const TIMEOUT_MS = 100_000;

const options = readOptions();
if (!hasRedisServer()) {
  console.error('error: this machine has no redis-server (Debian: apt-get install redis-server)');
  process.exit(2);
}
const { topology, wait: waitReplicas, ...run } = options;
const stops = createStopList();
const signal = stopOnSignal(stops.stopAll);
const dir = await mkdtemp(join(tmpdir(), 'payspool-failover-'));
await chmod(dir, 0o755); // Postgres runs as another user if this process is root
const postgres = await stops.start(startPostgresServer({ dir: join(dir, 'postgres') }));
await migrateDatabase(postgres.url);
const redis = await stops.start(
  topology === 'sentinel' ? startRedisSentinel() : startRedisCluster({ key: KEY_PREFIX }),
);
const stack = await openFailoverStack(
  { databaseUrl: postgres.url, queueUrl: redis.url, waitReplicas },
  { dir, stops },
);
const result = await runFailover(stack, redis, { ...run, isSettled, timeoutMs: TIMEOUT_MS, signal });
const { verdict, lostAt, recovered, restarted } = result;
console.log(
  `${topology}, QUEUE_WAIT_REPLICAS=${waitReplicas}, replicas ${run.replicas}, the primary ${run.failure}${run.failure === 'killed' ? ` and back ${run.restart}` : ''}, seed ${run.seed}, ${run.rate} a second`,
);
console.log(describeFailover(result));
console.log(
  `wrong reactions ${verdict.wrongReactions.length}; at work again: ${recovered.join(', ')}; restarted: ${restarted.join(', ') || 'none'}`,
);
if (lostAt.length > 0)
  console.log(
    `lost were acknowledged from ${Math.min(...lostAt)} to ${Math.max(...lostAt)} ms after it failed`,
  );
await stops.stopAll();
const right = isGood(verdict) && result.acknowledged === result.planned;
if (right) await rm(dir, { recursive: true, force: true });
else console.error(`logs: ${dir}`);
process.exit(right ? 0 : 1);

function readOptions(): MeasureOptions {
  try {
    return parseOptions(process.argv.slice(2));
  } catch (error) {
    if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2);
    throw error;
  }
}
