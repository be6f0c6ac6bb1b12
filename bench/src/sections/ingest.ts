import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '@payspool/testkit';
import type { BenchContext } from '../bench-context.ts';
import {
  bareEnqueue,
  type IngestContender,
  payspoolOnPostgres,
  payspoolOnRedis,
  tutorial,
} from '../contenders/ingest-contenders.ts';
import { sendLoad } from '../load/load.ts';
import { cpuMsOfAll } from '../measure/machine.ts';
import { median } from '../measure/statistics.ts';
import type { IngestTrial, Outcome } from '../report/sections.ts';
import { type QueueSnapshot, startRedisFrom } from '../stores/queue-snapshot.ts';
import { parseRequests } from '../traffic/parse-requests.ts';
import { writeRequests } from '../traffic/deliveries.ts';
import { rotated } from './worker.ts';

export const INGEST_CONTENDERS: readonly IngestContender[] = [
  bareEnqueue,
  tutorial,
  payspoolOnRedis,
  payspoolOnPostgres,
];
interface IngestVariant {
  readonly name: string;
  readonly bodyBytes: number;
  /** A rate that no contender reaches. */
  readonly perSecondAtMost: number;
}

/** The base variant. */
export const INGEST_VARIANT: IngestVariant = { name: '2 KB', bodyBytes: 2048, perSecondAtMost: 18_000 };
const LARGE: IngestVariant = { name: '20 KB', bodyBytes: 20_480, perSecondAtMost: 6000 };

const SMOKE_PER_SECOND = 100;
/** A server runs for days, and Node compiles its hot path in the first seconds; more code needs longer. */
export const INGEST_WARM_UP_SECONDS = 4;

/** Measures each contender at saturation, then the base variant at half of the throughput of bare enqueue. Rounds are interleaved. */
export async function runIngestSection(context: BenchContext): Promise<Outcome<'ingest'>> {
  const { rounds, smoke } = context.options;
  const fewer = Math.min(rounds, 3);
  const trials: IngestTrial[] = [];
  const runRounds = async (variant: IngestVariant, count: number, wanted?: number) => {
    for (let round = 1; round <= count; round += 1)
      for (const contender of rotated(INGEST_CONTENDERS, round))
        trials.push(await runIngestTrial(context, { contender, variant, round, wanted }));
  };
  await runRounds(INGEST_VARIANT, rounds);
  const bare = trials
    .filter(({ contender }) => contender === bareEnqueue.name)
    .map(({ perSecond }) => perSecond);
  await runRounds(INGEST_VARIANT, smoke ? 0 : fewer, median(bare) / 2);
  if (!smoke) await runRounds(LARGE, fewer);
  return { trials };
}

/**
 * Starts the contender on empty stores, warms it up, measures, stops it, and compares the number of its answers with the number of stored
 * deliveries.
 */
export async function runIngestTrial(
  { options, dir, stops, signal, say, account, postgres, tuning }: BenchContext,
  {
    contender,
    variant,
    round,
    wanted,
    connections = tuning.best[contender.name] ?? contender.bestConnections,
    snapshot,
  }: {
    readonly contender: IngestContender;
    readonly variant: IngestVariant;
    readonly round: number;
    /** Requests per second; without it, as many as are answered. */
    readonly wanted?: number | undefined;
    readonly connections?: number;
    /** A Redis with waiting jobs; without it, Redis is empty. */
    readonly snapshot?: QueueSnapshot | undefined;
  },
): Promise<IngestTrial> {
  signal.throwIfAborted();
  const { seconds, smoke } = options;
  const warmUpSeconds = smoke ? 0 : INGEST_WARM_UP_SECONDS;
  const redis = await stops.start(startRedisFrom(snapshot, { workDir: dir }));
  const database = await postgres.freshDatabase(contender.tables);
  const place = {
    port: await freePort(),
    redisUrl: redis.url,
    databaseUrl: database.url,
    secret: account.secret,
    accountEnv: account.env,
    logFile: join(dir, 'contenders.log'),
  };
  const running = await stops.start(contender.start(place));
  const file = join(dir, 'requests.bin');
  // A smoke run sends as few requests as possible.
  const rate = smoke ? SMOKE_PER_SECOND : wanted;
  const perSecond =
    rate === undefined ? variant.perSecondAtMost : Math.min(variant.perSecondAtMost, rate * 1.2);
  // wrk runs for at least one second.
  const events = Math.ceil(perSecond * (warmUpSeconds + Math.max(1, seconds)) + 100);
  await writeRequests(
    file,
    { events, aggregates: events, bodyBytes: variant.bodyBytes },
    { run: `i${Date.now().toString(36).slice(-6)}`, account },
  );
  const target = { url: `http://127.0.0.1:${place.port}${contender.path}`, file, connections, rate };
  await sendFirst(target, contender.name);
  const warm = smoke ? { requests: 0 } : await sendLoad({ ...target, from: 1, seconds: warmUpSeconds });
  const cpuFrom = await cpuMsOfAll(running.pids);
  // Requests that were in flight at the end of the warm-up may also have been accepted.
  const result = await sendLoad({ ...target, from: 1 + warm.requests + connections, seconds });
  const cpuTo = await cpuMsOfAll(running.pids);
  const stored = (await contender.stored(place)) - (snapshot?.jobs ?? 0);
  await running.stop();
  await redis.stop();
  await database.drop();
  await rm(file);
  const answered = 1 + warm.requests + result.requests - result.refused;
  if (stored < answered)
    throw new Error(`${contender.name} has answered ${answered} deliveries and stored ${stored}`);
  if (result.requests === 0 && !smoke) throw new Error(`${contender.name} has answered nothing`);
  say(
    `ingest · ${variant.name}${wanted === undefined ? '' : `, half load of ${wanted.toFixed(0)}/s`} · ${contender.name}, ${connections} connections, round ${round}: ` +
      `${result.perSecond.toFixed(0)}/s, p50 ${result.p50Ms.toFixed(1)} ms, p99 ${result.p99Ms.toFixed(1)} ms${result.refused > 0 ? `, ${result.refused} refused` : ''}`,
  );
  return {
    contender: contender.name,
    variant: variant.name,
    load: wanted === undefined ? 'saturation' : 'half',
    round,
    connections,
    ...result,
    cpuMsPerRequest:
      cpuFrom === undefined || cpuTo === undefined ? null : (cpuTo - cpuFrom) / result.requests,
    wanted: wanted ?? null,
  };
}

/** Sends one delivery first, because a contender that refuses it would be measured only while it refuses. */
async function sendFirst(
  { url, file }: { readonly url: string; readonly file: string },
  name: string,
): Promise<void> {
  const [first] = parseRequests(await readFile(file));
  if (!first) throw new Error('there is nothing to send');
  const { ok, status } = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': first.signature },
    body: new Uint8Array(first.body),
  });
  if (!ok) throw new Error(`${name} answers a signed delivery with ${status}`);
}
