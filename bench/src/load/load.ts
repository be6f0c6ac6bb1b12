import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { guard } from '@payspool/testkit';
import { z } from 'zod';

const WRK_SCRIPT = fileURLToPath(new URL('wrk.lua', import.meta.url));
const AUTOCANNON_SCRIPT = fileURLToPath(new URL('autocannon-load.ts', import.meta.url));
const TSX = import.meta.resolve('tsx');

/** The last line of the output of either generator. Latencies in microseconds, of answered requests. */
const Printed = z.object({
  requests: z.number(),
  durationUs: z.number(),
  p50Us: z.number(),
  p99Us: z.number(),
  refused: z.number(),
});

export interface LoadResult {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers other than 2xx, and requests without an answer. */
  readonly refused: number;
}

let found: boolean | undefined;
/** `BENCH_LOAD=autocannon` ignores an installed `wrk`. */
const hasWrk = (): boolean =>
  (found ??= process.env['BENCH_LOAD'] !== 'autocannon' && !spawnSync('wrk', ['--version']).error);

export const loadGeneratorName = (): 'wrk' | 'autocannon' => (hasWrk() ? 'wrk' : 'autocannon');

/**
 * Sends each delivery that `writeRequests` wrote once, over this number of connections: as fast as they are answered, or at a rate. It runs
 * `wrk` if this machine has it, and otherwise `autocannon`, as a separate process.
 *
 * @throws {Error} with the output of the generator, if it fails
 */
export async function sendLoad({
  url,
  file,
  from,
  connections,
  seconds,
  rate,
}: {
  readonly url: string;
  readonly file: string;
  /** The number of deliveries of the file that were sent before. */
  readonly from: number;
  readonly connections: number;
  readonly seconds: number;
  /** Requests per second. */
  readonly rate?: number | undefined;
}): Promise<LoadResult> {
  // wrk accepts only whole seconds.
  const lasting = String(hasWrk() ? Math.max(1, Math.round(seconds)) : seconds);
  const common = [file, String(from), String(rate ?? 0)];
  const [command, args] = hasWrk()
    ? ([
        'wrk',
        [
          '-t1',
          `-c${connections}`,
          `-d${lasting}s`,
          '--timeout',
          '10s',
          '-s',
          WRK_SCRIPT,
          url,
          '--',
          ...common,
        ],
      ] as const)
    : ([
        process.execPath,
        ['--import', TSX, AUTOCANNON_SCRIPT, url, String(connections), lasting, ...common],
      ] as const);
  const said = await run(command, args);
  const last = said.trim().split('\n').at(-1) ?? '';
  if (!last.startsWith('{')) throw new Error(`${command} printed no result:\n${said.slice(-2000)}`);
  const { requests, durationUs, p50Us, p99Us, refused } = Printed.parse(JSON.parse(last));
  return {
    requests,
    perSecond: requests / (durationUs / 1e6),
    p50Ms: p50Us / 1000,
    p99Ms: p99Us / 1000,
    refused,
  };
}

async function run(command: string, args: readonly string[]): Promise<string> {
  const child = spawn(command, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  guard(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (status !== 0) throw new Error(`${command} ended with ${status}:\n${said.slice(-2000)}`);
  return said;
}
