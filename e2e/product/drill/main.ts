import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasRedisServer } from '@payspool/testkit';
import { CommanderError } from 'commander';
import { createStages, createStopList, stopOnSignal } from '../stack/stop-in-reverse.ts';
import { type DrillOptions, parseOptions } from './options.ts';
import { isRight, renderReport, summaryOf } from './report.ts';
import { runDrill } from './run-drill.ts';

const options = readOptions();
if (options.queue === 'redis' && !hasRedisServer()) {
  console.error(
    'error: this machine has no redis-server; install one (Debian: apt-get install redis-server), or drill --queue postgres',
  );
  process.exit(2);
}

const stops = createStopList();
const signal = stopOnSignal(stops.stopAll);
const dir = await mkdtemp(join(tmpdir(), 'payspool-drill-'));
await chmod(dir, 0o755); // Postgres runs as another user if this process is root
const startedAt = performance.now();
// With --json, stdout contains only the object.
const out = options.json ? process.stderr : process.stdout;
const say = (line: string) => {
  out.write(`${((performance.now() - startedAt) / 1000).toFixed(1).padStart(7)} s  ${line}\n`);
};

let right = false;
try {
  const result = await runDrill(options, {
    dir,
    stops,
    signal,
    say,
    stages: createStages({ out, stopping: signal }),
  });
  right = isRight(result);
  process.stdout.write(
    options.json ? `${JSON.stringify(summaryOf(result))}\n` : `\n${renderReport(result)}\n`,
  );
} catch (error) {
  console.error(
    `the drill failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
}
await stops.stopAll();
if (right && !options.keep) await rm(dir, { recursive: true, force: true });
else console.error(`logs: ${dir}`);
process.exit(right ? 0 : 1);

function readOptions(): DrillOptions {
  try {
    return parseOptions(process.argv.slice(2));
  } catch (error) {
    if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2);
    throw error;
  }
}
