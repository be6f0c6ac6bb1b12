import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

// `pnpm test:long [name]`: runs tests that take too long, or are too rarely useful, for every change. `.ci/run` runs `browser`,
// `guides` and `proofs` where time is left. Each run is a part of the suite under other conditions. To add a run, add it to the list.
// Prints one line for each run, and exits with 1 if one of them has failed.

interface LongRun {
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
  /** Files or folders for vitest. */
  readonly tests: readonly string[];
}

/** All tests of code that writes, compares or reads times. */
const TIMES = [
  'packages/db/test',
  'packages/projection/test',
  'packages/reactions/test',
  'packages/queue/test/deduplication.test.ts',
  'packages/queue/test/deduplication-sweep.test.ts',
  'apps/worker/test',
  'apps/cli/test',
  'e2e/test/demo.test.ts',
  'e2e/test/order-proof.test.ts',
  'e2e/test/pgbouncer.test.ts',
];

/** Machine and server in one zone: `TZ` is for the processes, `TEST_TIME_ZONE` for the Postgres that they start. */
const inZone = (zone: string): LongRun => ({
  name: zone,
  env: { TZ: zone, TEST_TIME_ZONE: zone },
  tests: TIMES,
});

/** The proofs that `pnpm test` runs with fewer orders, copies and random inputs: `byVersion` of `@payspool/testkit` chooses them. */
const PROOFS: LongRun = {
  name: 'proofs',
  env: { TEST_LONG: 'yes' },
  tests: [
    'packages/providers/src/conformance',
    'packages/projection/test/proof',
    'packages/projection/test/publish',
    'packages/operations/test/many-events.test.ts',
    'apps/worker/test/reactions-many-workers.test.ts',
    'e2e/test/order-proof.test.ts',
    'e2e/test/reactions.test.ts',
  ],
};

/** The how-to pages, followed word for word, and `pnpm bench` with little work. */
const GUIDES: LongRun = {
  name: 'guides',
  env: { TEST_LONG: 'yes' },
  tests: ['e2e/test/guides', 'bench/test'],
};

/** The dashboard in a browser: questions, every screen, and attacks. */
const BROWSER: LongRun = {
  name: 'browser',
  env: { TEST_LONG: 'yes' },
  tests: ['e2e/test/browser'],
};

/** A zone with half an hour, and one west of Greenwich that changes its clocks. */
const RUNS: readonly LongRun[] = [
  BROWSER,
  GUIDES,
  PROOFS,
  inZone('Asia/Kolkata'),
  inZone('America/New_York'),
];

const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const wanted = process.argv.slice(2);
const runs = RUNS.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
if (runs.length === 0) {
  console.error(`unknown run; the runs are ${RUNS.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

// Vitest ignores a name that matches no file as long as another one does.
const gone = runs.flatMap(({ tests }) => tests).filter((path) => !existsSync(path));
if (gone.length > 0) {
  console.error(`these tests of scripts/test-long.ts do not exist: ${gone.join(', ')}`);
  process.exit(2);
}

const ended: string[] = [];
let failed = false;
for (const { name, env, tests } of runs) {
  console.log(`\n${name}`);
  const status = await runTests(tests, env);
  failed ||= status !== 0;
  ended.push(`${name}: ${status === 0 ? 'passed' : `failed (${status})`}`);
}
console.log(`\n${ended.join('\n')}`);
process.exit(failed ? 1 : 0);

function runTests(tests: readonly string[], env: LongRun['env']): Promise<number> {
  const runner = spawn(process.execPath, [vitest, 'run', ...tests], {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  return new Promise((resolve) => runner.once('exit', (code) => resolve(code ?? 1)));
}
