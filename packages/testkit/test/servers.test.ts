import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { startPostgresServer } from '../src/postgres-server.ts';
import { waitFor } from '../src/wait-for.ts';
import { hasRedisServer, startRedisServer } from '../src/redis-server.ts';

describe('a separate Postgres', () => {
  it('keeps committed data when it is killed and restarted', async () => {
    const first = await startPostgresServer({ fsync: false });
    await query(first.url, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)');
    await first.kill();
    expect(isAlive(first.pid)).toBe(false);

    const second = await startPostgresServer({ dir: first.dir, port: first.port, fsync: false });
    expect(second.url).toBe(first.url);
    expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
    await second.stop();
    await first.stop();
    expect(isAlive(second.pid)).toBe(false);
    expect(existsSync(first.dir)).toBe(false);
  });

  it("reports in the server's own words why it does not start", async () => {
    await expect(startPostgresServer({ settings: { no_such_setting: '1' } })).rejects.toThrow(
      /no_such_setting/,
    );
  });
});

describe.skipIf(!hasRedisServer())('a separate Redis (needs redis-server)', () => {
  it('keeps acknowledged data when it is killed and restarted', async () => {
    const first = await startRedisServer();
    await withRedis(first.url, (redis) => redis.set('kept', '7'));
    await first.kill();
    expect(isAlive(first.pid)).toBe(false);

    const second = await startRedisServer({ dir: first.dir, port: first.port });
    expect(await withRedis(second.url, (redis) => redis.get('kept'))).toBe('7');
    await second.stop();
    await first.stop();
    expect(existsSync(first.dir)).toBe(false);
  });
});

it('servers and their temporary data are removed when their process ends, even if it is killed', async () => {
  const script = fileURLToPath(new URL('orphan.ts', import.meta.url));
  const parent = spawn(process.execPath, ['--import', 'tsx', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const servers = JSON.parse(line.toString()) as { pid: number; dir: string }[];
  expect(servers.every(({ pid, dir }) => isAlive(pid) && existsSync(dir))).toBe(true);
  parent.kill('SIGKILL');
  await waitFor(() => servers.every(({ dir }) => !existsSync(dir)), { what: 'the data to go' });
  expect(servers.map(({ pid }) => isRunning(pid))).toEqual(servers.map(() => false));
});

/** An orphan that has ended remains a zombie if process 1 does not collect it. */
function isRunning(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.startsWith('Z');
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function query(connectionString: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function withRedis<T>(url: string, use: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url);
  try {
    return await use(redis);
  } finally {
    redis.disconnect();
  }
}
