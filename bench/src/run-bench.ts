import type { BenchContext } from './bench-context.ts';
import { loadGeneratorName } from './load/load.ts';
import { currentLoad, describeMachine } from './measure/machine.ts';
import { type BenchOptions, RESULTS_FOLDER } from './options.ts';
import { describeDuration, expectedSeconds } from './expected-duration.ts';
import type { BenchRecord, Outcome, SectionName } from './report/sections.ts';
import { readRecord, writeReport } from './report/page.ts';
import { runGrowthSection } from './sections/growth.ts';
import { runIngestSection } from './sections/ingest.ts';
import { runLagSection } from './sections/lag.ts';
import { runRecoverySection } from './sections/recovery.ts';
import { runSoakSection } from './sections/soak.ts';
import { runStagesSection } from './sections/stages.ts';
import { tune } from './sections/tune.ts';
import { runWorkerSection } from './sections/worker.ts';
import { startBenchPostgres } from './stores/postgres.ts';
import { createAccount } from './traffic/deliveries.ts';
import { readTuning } from './tuning.ts';

const RUN: { readonly [Name in SectionName]: (context: BenchContext) => Promise<Outcome<Name>> } = {
  worker: runWorkerSection,
  ingest: runIngestSection,
  lag: runLagSection,
  recovery: runRecoverySection,
  growth: runGrowthSection,
  stages: runStagesSection,
  soak: runSoakSection,
};

/** Sections that read statement counters or commit times of Postgres. */
const INSTRUMENTED: ReadonlySet<SectionName> = new Set(['lag', 'growth', 'soak']);

/** Runs the selected sections, and writes the report after each, so that results are kept if a later section fails. */
export async function runBench(
  options: BenchOptions,
  place: Pick<BenchContext, 'dir' | 'stops' | 'signal' | 'say'>,
): Promise<void> {
  const { say, signal, stops } = place;
  const account = await createAccount();
  const tuning = await readTuning([options.out, RESULTS_FOLDER].filter(Boolean));
  const start = (instrumented: boolean) => startBenchPostgres({ stops, instrumented, fsync: !options.smoke });
  // The two kinds of Postgres run one after the other, because even an idle server takes time from a machine with two cores.
  let postgres = await start(options.smoke);
  const machine = await describeMachine({ postgresUrl: postgres.url, loadGenerator: loadGeneratorName() });
  say(
    `${machine.cores} cores, ${machine.cpu}; Postgres ${machine.postgres}, Redis ${machine.redis}; load from ${machine.load}`,
  );
  if (options.tune) return tune({ ...place, options, account, postgres, tuning });

  say(`${options.only.join(', ')}: ${describeDuration(expectedSeconds(options))} if nothing else runs`);
  let record: BenchRecord = await readRecord(options.out);
  let instrumented = false;
  const run = async (name: SectionName) => {
    signal.throwIfAborted();
    const loadBefore = currentLoad();
    const startedAt = performance.now();
    const outcome = await RUN[name]({ ...place, options, account, postgres, tuning });
    const ran = {
      ranAt: new Date().toISOString(),
      took: Math.round((performance.now() - startedAt) / 1000),
      machine: { ...machine, loadBefore, loadAfter: currentLoad() },
      smoke: options.smoke,
    };
    record = { ...record, sections: { ...record.sections, [name]: { ...ran, ...outcome } } };
    await writeReport(record, { ...options, tuning });
    say(`${name}: done`);
  };
  if (options.smoke) {
    // The times of a smoke run do not matter, so two sections run at once, which takes half of the time.
    const left = [...options.only];
    const lane = async () => {
      for (let name = left.shift(); name !== undefined; name = left.shift()) await run(name);
    };
    await Promise.all([lane(), lane()]);
  } else {
    for (const name of options.only) {
      if (INSTRUMENTED.has(name) && !instrumented) {
        await postgres.stop();
        postgres = await start(true);
        instrumented = true;
      }
      await run(name);
    }
  }
  say(
    options.out === ''
      ? 'nothing is written: this was a smoke run'
      : `written: ${options.out} and ${options.out}.md`,
  );
}
