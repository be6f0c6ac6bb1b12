import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStages, createStopList, stopOnSignal } from '../stack/stop-in-reverse.ts';
import { runDemo } from './run-demo.ts';

const stops = createStopList();
const stopping = stopOnSignal(stops.stopAll);

const dir = await mkdtemp(join(tmpdir(), 'payspool-demo-'));
await chmod(dir, 0o755); // Postgres runs as another user if this process is root
stops.add(() => rm(dir, { recursive: true, force: true }));

let right = false;
try {
  right = await runDemo({ dir, stages: createStages({ stopping }), stops });
} catch (error) {
  process.stdout.write('\n');
  console.error(`the demo failed: ${error instanceof Error ? error.message : String(error)}`);
}
if (!right) await printLogs(dir);
await stops.stopAll();
process.exit(right ? 0 : 1);

async function printLogs(from: string): Promise<void> {
  for (const name of ['ingest', 'worker']) {
    const log = await readFile(join(from, `${name}.log`), 'utf8').catch(() => '');
    if (log) console.error(`\nlast lines of ${name}:\n${log.trimEnd().split('\n').slice(-15).join('\n')}`);
  }
}
