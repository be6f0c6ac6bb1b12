import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '@payspool/cli';
import { openDrillStack } from '../product/drill/drill-stack.ts';
import { isGood, settle } from '../product/drill/judge.ts';
import { createLedger } from '../product/drill/ledger.ts';
import { planPurchases, sendTraffic } from '../product/drill/provider-traffic.ts';
import { createStopList, stopOnSignal } from '../product/stack/stop-in-reverse.ts';

// `node --import tsx e2e/proof/measure-outage.ts [seconds] [deliveries a second]`: Redis is stopped for a minute while providers
// continue to send. Prints the acknowledged and applied deliveries, the slowest 503, and the memory of both ingests. Exits with 1
// on any difference.

const SEED = 1;
const BEFORE_S = 10;
const AFTER_S = 10;
/** ACK_TIMEOUT_MS, which is the default. */
const DEADLINE_MS = 3000;
const MIB = 1024 * 1024;
const [outageS = 60, rate = 200] = process.argv.slice(2).map(Number);

const stops = createStopList();
const signal = stopOnSignal(stops.stopAll);
const dir = await mkdtemp(join(tmpdir(), 'payspool-outage-'));
await chmod(dir, 0o755); // Postgres runs as another user if this process is root
const seconds = BEFORE_S + outageS + AFTER_S;
const stack = await openDrillStack({ queue: 'redis', minutes: seconds / 60, rate }, { dir, stops });
const [redis] = stack.stores;
if (!redis) throw new Error('there is no Redis');
const { purchases, requests } = planPurchases(SEED, seconds * rate);
const ledger = createLedger();
console.log(
  `${requests.length} deliveries, ${rate} a second; Redis is stopped from ${BEFORE_S} s to ${BEFORE_S + outageS} s`,
);

const ownDelay = monitorEventLoopDelay({ resolution: 10 });
ownDelay.enable();
const startedAt = performance.now();
const elapsed = () => (performance.now() - startedAt) / 1000;
const sent = sendTraffic({
  requests,
  rate,
  signing: stack.signing,
  ingests: stack.ingests,
  ledger,
  random: createRandom(SEED),
  resendAfter: { firstMs: 10_000, mostMs: 60_000 },
  signal,
});
const samples: { readonly at: number; readonly mib: number }[] = [];
const watch = setInterval(() => {
  void Promise.all(stack.ingests.map(({ pid }) => residentMib(pid()))).then((each) =>
    samples.push({ at: elapsed(), mib: Math.max(...each) }),
  );
}, 1000);

await sleep(BEFORE_S * 1000);
await redis.server.kill();
await sleep(outageS * 1000);
await redis.server.restart();
const backAt = Date.now();
while (!stack.ingests.every(({ label }) => ledger.hasAcknowledgedSince(label, backAt))) await sleep(20);
console.log(`both ingests acknowledge again ${Date.now() - backAt} ms after Redis is back`);
await sent;
clearInterval(watch);
console.log(`every delivery is acknowledged after ${elapsed().toFixed(0)} s`);
const verdict = await settle(stack, { purchases, ledger });

const most = (from: number, to: number) =>
  Math.max(...samples.filter(({ at }) => at >= from && at < to).map(({ mib }) => mib)).toFixed(0);
const middle = BEFORE_S + outageS / 2;
const end = BEFORE_S + outageS;
console.log(`answers: ${JSON.stringify(ledger.answers())}`);
const ownDelayMs = ownDelay.max / 1e6;
console.log(
  `slowest 503: ${ledger.slowestMs('503').toFixed(0)} ms as measured by the sender, which itself was up to ${ownDelayMs.toFixed(0)} ms late; the deadline is ${DEADLINE_MS} ms`,
);
const tens = Array.from({ length: Math.ceil((samples.at(-1)?.at ?? 0) / 10) }, (_, ten) =>
  most(ten * 10, ten * 10 + 10),
);
console.log(`largest ingest every 10 s, MiB: ${tens.join(' ')}`);
console.log(
  `largest ingest: ${most(0, BEFORE_S)} MiB before, ${most(BEFORE_S, middle)} in the first half of the outage, ${most(middle, end)} in the second, ${most(end, Infinity)} after it`,
);
console.log(
  `acknowledged ${ledger.acknowledgedCount()} of ${requests.length}, ${verdict.applied} events applied, lost ${verdict.lost.length}, twice ${verdict.twice.length}, failed ${verdict.failed.length}, wrong rows ${verdict.wrongRows.length}, wrong reactions ${verdict.wrongReactions.length}`,
);
await stops.stopAll();
const right =
  isGood(verdict) &&
  ledger.acknowledgedCount() === requests.length &&
  ledger.slowestMs('503') < DEADLINE_MS + ownDelayMs;
if (right) await rm(dir, { recursive: true, force: true });
else console.error(`NOT RIGHT, logs: ${dir}`);
process.exit(right ? 0 : 1);

/** Resident memory of a process, on Linux. */
async function residentMib(pid: number): Promise<number> {
  const pages = Number((await readFile(`/proc/${pid}/statm`, 'utf8')).split(' ')[1]);
  return (pages * 4096) / MIB;
}
