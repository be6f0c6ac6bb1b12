import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { z } from 'zod';
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
