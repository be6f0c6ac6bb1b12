import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasRedisServer } from '@payspool/testkit';
import { CommanderError } from 'commander';
import { createStopList, stopOnSignal } from '../../e2e/product/stack/stop-in-reverse.ts';
import { type BenchOptions, parseOptions } from './options.ts';
import { runBench } from './run-bench.ts';

// `pnpm bench`: compares Payspool with other designs on this machine. `--help` lists the options.

const options = readOptions();
if (!hasRedisServer()) {
  console.error(
    'error: this machine has no redis-server; install one (Debian: apt-get install redis-server)',
  );
  process.exit(2);
}

const stops = createStopList();
const signal = stopOnSignal(stops.stopAll);
const dir = await mkdtemp(join(tmpdir(), 'payspool-bench-'));
await chmod(dir, 0o755); // Postgres runs as another user if this process is root
// Last, so that it is also removed after a signal.
stops.add(() => (failed ? Promise.resolve() : rm(dir, { recursive: true, force: true })));
const startedAt = performance.now();
const say = (line: string) => {
  process.stdout.write(`${((performance.now() - startedAt) / 1000).toFixed(1).padStart(7)} s  ${line}\n`);
};

let failed = false;
try {
  await runBench(options, { dir, stops, signal, say });
} catch (error) {
  // The stop handler ends the process.
  if (signal.aborted) await new Promise(() => undefined);
  failed = true;
  console.error(
    `the bench failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
  console.error(`logs: ${dir}`);
}
await stops.stopAll();
process.exit(failed ? 1 : 0);

function readOptions(): BenchOptions {
  try {
    return parseOptions(process.argv.slice(2));
  } catch (error) {
    if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2);
    throw error;
  }
}
