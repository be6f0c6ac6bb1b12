import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BenchContext } from '../bench-context.ts';
import { median } from '../measure/statistics.ts';
import { takeSnapshot } from '../stores/queue-snapshot.ts';
import { deliveryJobs } from '../traffic/deliveries.ts';
import { TUNING_FILE, type Tuning } from '../tuning.ts';
import { INGEST_CONTENDERS, INGEST_VARIANT, runIngestTrial } from './ingest.ts';
import { runWorkerTrial, WORKER_CONTENDERS } from './worker.ts';
import { BASE_VARIANT } from './worker-variants.ts';

const IN_FLIGHT = [1, 10, 50, 100, 200];
const CONNECTIONS = [16, 64, 128];
const ROUNDS = 3;

/** `--tune`: runs every contender at every concurrency, interleaved. Later runs use the best values. */
export async function tune(context: BenchContext): Promise<void> {
  const { options, dir, stops, account, say } = context;
  const seen = new Map<string, Map<number, number[]>>();
  const note = (contender: string, value: number, perSecond: number) => {
    const byValue = seen.get(contender) ?? new Map<number, number[]>();
    seen.set(contender, byValue.set(value, [...(byValue.get(value) ?? []), perSecond]));
  };
  const rounds = options.smoke ? 1 : ROUNDS;
  const snapshot = await takeSnapshot(
    deliveryJobs({ events: options.events, aggregates: 10_000, bodyBytes: 2048 }, { run: 'tune', account }),
    { dir: join(dir, 'tune'), stops },
  );
  for (let round = 1; round <= rounds; round += 1) {
    for (const concurrency of options.smoke ? IN_FLIGHT.slice(0, 1) : IN_FLIGHT) {
      for (const contender of WORKER_CONTENDERS) {
        const variant = { name: BASE_VARIANT, workers: 1 };
        const trial = await runWorkerTrial(context, { contender, variant, snapshot, round, concurrency });
        note(contender.name, concurrency, trial.perSecond);
      }
    }
    for (const connections of options.smoke ? CONNECTIONS.slice(0, 1) : CONNECTIONS) {
      for (const contender of INGEST_CONTENDERS) {
        const variant = INGEST_VARIANT;
        const trial = await runIngestTrial(context, { contender, variant, round, connections });
        note(contender.name, connections, trial.perSecond);
      }
    }
  }
  const best: Record<string, number> = {};
  const tried: Record<string, Record<string, number>> = {};
  for (const [contender, byValue] of seen) {
    const medians = [...byValue].map(([value, rates]) => [value, median(rates)] as const);
    tried[contender] = Object.fromEntries(medians.map(([value, rate]) => [String(value), Math.round(rate)]));
    best[contender] = medians.toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? 1;
    say(`tune · ${contender}: best at ${best[contender]}`);
  }
  const tuning: Tuning = { tunedAt: new Date().toISOString(), best, tried };
  if (options.out === '') return say('nothing is written: this was a smoke run');
  await mkdir(options.out, { recursive: true });
  await writeFile(join(options.out, TUNING_FILE), `${JSON.stringify(tuning, null, 2)}\n`);
  say(`written: ${join(options.out, TUNING_FILE)}`);
}
