import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { z } from 'zod';
import { readFile } from 'node:fs/promises';
import { askPostgres } from '../stores/postgres.ts';

/** The machine on which a section ran. */
export const Machine = z.object({
  cores: z.int(),
  cpu: z.string(),
  memoryGiB: z.number(),
  system: z.string(),
  node: z.string(),
  postgres: z.string(),
  redis: z.string(),
  load: z.string(),
  /**
   * Load of the machine over the minute before the section, and at its end. If it is above about one core before, other processes were
   * running.
   */
  loadBefore: z.number(),
  loadAfter: z.number(),
});
export type Machine = z.output<typeof Machine>;

/** Describes the properties of this machine that do not change during a run. */
export async function describeMachine({
  postgresUrl,
  loadGenerator,
}: {
  readonly postgresUrl: string;
  readonly loadGenerator: string;
}): Promise<Omit<Machine, 'loadBefore' | 'loadAfter'>> {
  return {
    cores: availableParallelism(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()}`,
    node: process.versions.node,
    postgres: await askPostgres(postgresUrl, async (client) => {
      const { rows } = await client.query<{ readonly server_version: string }>('SHOW server_version');
      return rows[0]?.server_version ?? 'unknown';
    }),
    redis: /v=(\S+)/.exec(spawnSync('redis-server', ['--version']).stdout.toString())?.[1] ?? 'unknown',
    load: loadGenerator,
  };
}

/** Load of the machine over the last minute. */
export const currentLoad = (): number => Math.round((loadavg()[0] ?? 0) * 100) / 100;

/** Linux counts a process's CPU in hundredths of a second, on every architecture that Node runs on. */
const MS_PER_TICK = 10;

/**
 * CPU time that a process has used so far, including its threads and the kernel's work for it, in milliseconds; `undefined` if there is no
 * /proc.
 */
async function cpuMsOf(pid: number): Promise<number | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return undefined;
  // The fields after the name, which is in parentheses and may contain spaces: field 3 is the first, utime and stime are 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
}

/** The sum over several processes. */
export async function cpuMsOfAll(pids: readonly number[]): Promise<number | undefined> {
  const each = await Promise.all(pids.map(cpuMsOf));
  let sum = 0;
  for (const ms of each) {
    if (ms === undefined) return undefined;
    sum += ms;
  }
  return sum;
}

/** Resident memory of a process, in MiB; `undefined` if there is no /proc. */
export async function residentMibOf(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kib = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1];
  return kib === undefined ? undefined : Number(kib) / 1024;
}
