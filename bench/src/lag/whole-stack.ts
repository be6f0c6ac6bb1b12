import { join } from 'node:path';
import { freePort, waitFor } from '@payspool/testkit';
import { openDeliveryQueue } from '@payspool/queue';
import { spawnApp } from '../../../e2e/product/stack/spawn-app.ts';
import type { BenchContext } from '../bench-context.ts';
import { payspoolFulfilling } from '../contenders/worker-contenders.ts';
import { askNumber, askPostgres } from '../stores/postgres.ts';
import { startRedisFrom } from '../stores/queue-snapshot.ts';
import { writeRequests } from '../traffic/deliveries.ts';
import { runProgram } from '../run-program.ts';
import { type SenderOrder, Sent } from './sender-order.ts';

const SENDER = 'bench/src/lag/sender.ts';

/**
 * The start of a phase that is not measured, in milliseconds: the sender is a new process, which opens its connections and is compiled
 * then. A provider's traffic does not begin like this.
 */
const WARM_UP_MS = 1_000;

/** The result of one phase of traffic. */
export interface Stretch {
  readonly sent: number;
  readonly committed: number;
  /** From the time of sending to the commit of each event's row, milliseconds, without the first second. */
  readonly lagsMs: readonly number[];
  readonly senderLateP99Ms: number;
  /** Committed events per second, from the first to the last commit. */
  readonly perSecond: number;
}

export interface WholeStack {
  /** Sends at a rate, or so that a number of jobs always wait, until everything is committed. */
  readonly send: (
    traffic: Pick<SenderOrder, 'seconds' | 'rate' | 'keepWaiting'> & { readonly eventsAtMost: number },
  ) => Promise<Stretch>;
  readonly ingestPid: number;
  readonly workerPid: number;
  readonly stop: () => Promise<void>;
}

/** One ingest, one worker with the default fulfilment, Redis, and a Postgres that records the time of each commit. */
export async function startWholeStack({
  dir,
  stops,
  account,
  postgres,
  tuning,
  signal,
}: BenchContext): Promise<WholeStack> {
  const redis = await stops.start(startRedisFrom(undefined, { workDir: dir }));
  const database = await postgres.freshDatabase('payspool');
  const logFile = join(dir, 'contenders.log');
  const env = { ...account.env, DATABASE_URL: database.url, QUEUE_URL: redis.url };
  const concurrency = tuning.best[payspoolFulfilling.name] ?? payspoolFulfilling.bestConcurrency;
  const [ingest, worker] = await Promise.all([
    stops.start(spawnApp({ name: 'ingest', port: await freePort(), env, logFile })),
    stops.start(
      spawnApp({
        name: 'worker',
        port: await freePort(),
        env: { ...env, WORKER_CONCURRENCY: String(concurrency) },
        logFile,
      }),
    ),
  ]);
  const queue = openDeliveryQueue({
    url: redis.url,
    dedupeTtlMs: 1000,
    timeoutMs: 10_000,
    onError: () => undefined,
  });
  stops.add(queue.close);
  let stretches = 0;
  return {
    ingestPid: ingest.pid,
    workerPid: worker.pid,
    stop: async () => {
      await Promise.all([ingest.kill(), worker.kill(), queue.close()]);
      await redis.stop();
      await database.drop();
    },
    send: async ({ eventsAtMost, ...traffic }) => {
      signal.throwIfAborted();
      stretches += 1;
      const run = `l${stretches}`;
      const file = join(dir, `lag-${run}.bin`);
      await writeRequests(
        file,
        { events: eventsAtMost, aggregates: eventsAtMost, bodyBytes: 2048 },
        { run, account },
      );
      const said = await runProgram(
        SENDER,
        {
          ...traffic,
          url: `${ingest.url}/webhooks/stripe`,
          file,
          queueUrl: redis.url,
          seed: stretches,
        } satisfies SenderOrder,
        { timeoutSeconds: traffic.seconds + 120 },
      );
      const { sent, lateP99Ms, refused } = Sent.parse(said);
      const expected = sent.length - refused;
      const ours = `SELECT count(*) FROM events WHERE event_key LIKE 'evt_${run}x%'`;
      await waitFor(async () => (await askNumber(database.url, ours)) >= expected, {
        timeoutMs: 60_000,
        everyMs: 100,
        what: `${expected} events are committed`,
      });
      const commits = await commitTimes(database.url, run);
      const measuredFrom = (sent[0]?.[1] ?? 0) + (traffic.seconds * 1000 > 2 * WARM_UP_MS ? WARM_UP_MS : 0);
      const lagsMs = sent.flatMap(([id, at]) => {
        const committedAt = commits.get(id);
        return committedAt === undefined || at < measuredFrom ? [] : [committedAt - at];
      });
      const times = [...commits.values()];
      // A loop instead of `Math.min(...)`, because a call cannot take a hundred thousand arguments.
      const first = times.reduce((least, time) => Math.min(least, time), Infinity);
      const last = times.reduce((most, time) => Math.max(most, time), -Infinity);
      return {
        sent: sent.length,
        committed: commits.size,
        lagsMs,
        senderLateP99Ms: lateP99Ms,
        perSecond: commits.size / Math.max(0.001, (last - first) / 1000),
      };
    },
  };
}

/** The time at which each event's row was committed, in milliseconds since 1970, from `track_commit_timestamp`. */
function commitTimes(databaseUrl: string, run: string): Promise<Map<string, number>> {
  return askPostgres(databaseUrl, async (client) => {
    const { rows } = await client.query<{ readonly event_key: string; readonly at: string }>(
      `SELECT event_key, extract(epoch FROM pg_xact_commit_timestamp(xmin)) * 1000 AS at
       FROM events WHERE event_key LIKE $1 AND status = 'applied'`,
      [`evt_${run}x%`],
    );
    return new Map(rows.map(({ event_key: key, at }) => [key, Number(at)]));
  });
}
