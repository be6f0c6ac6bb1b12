import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';

// `pnpm test [vitest arguments]`: every test that this machine can run. Ends with the counts, taken from the runner's own
// report, after the names of those that it could not run.

const Report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      startTime: z.number(),
      endTime: z.number(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

const SLOWEST_SHOWN = 25;

const dir = await mkdtemp(join(tmpdir(), 'payspool-test-'));
const reportFile = join(dir, 'report.json');
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const reporter = process.stdout.isTTY ? 'default' : 'dot';
const args = ['run', `--reporter=${reporter}`, '--reporter=json', `--outputFile.json=${reportFile}`];
const runner = spawn(process.execPath, [vitest, ...args, ...process.argv.slice(2)], { stdio: 'inherit' });
const status = await new Promise<number>((resolve) => runner.once('exit', (code) => resolve(code ?? 1)));
const report = Report.safeParse(JSON.parse(await readFile(reportFile, 'utf8').catch(() => '{}')));
await rm(dir, { recursive: true });

if (report.success) {
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = report.data;
  const skipped = testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter((test) => test.status === 'skipped'),
  );
  if (skipped.length > 0) {
    console.log(`\nNot run on this machine (${skipped.length}):`);
    for (const suite of new Set(skipped.map(({ fullName }) => fullName))) console.log(`  ${suite}`);
  }
  const slowest = testResults
    .map(({ name, startTime, endTime }) => ({ name: relative(process.cwd(), name), ms: endTime - startTime }))
    .toSorted((a, b) => b.ms - a.ms)
    .slice(0, SLOWEST_SHOWN);
  console.log('\nThe slowest files:');
  for (const { name, ms } of slowest) console.log(`  ${(ms / 1000).toFixed(1).padStart(6)} s  ${name}`);
  // A file that does not load counts as failed, although it reports no test.
  const broken = testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  // A run that an error outside of any test ended counts as failed too.
  const failed = Math.max(numFailedTests + broken, status === 0 ? 0 : 1);
  console.log(`\n${numPassedTests} passed, ${failed} failed, ${numPendingTests} skipped`);
} else {
  console.log('\n0 passed, 1 failed');
}
process.exit(status);
