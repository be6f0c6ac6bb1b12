import { freePort, hasRedisServer, startPostgresServer, startRedisServer, waitFor } from '@payspool/testkit';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { auditQueue, QueueUnavailableError } from '../src/index.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

describe.skipIf(!hasRedisServer())('the audit of a Redis (needs redis-server)', () => {
  const audited = async (flags: readonly string[], login = '') => {
    const server = await startRedisServer({ flags });
    closing.push(server.stop);
    return auditQueue({ url: server.url.replace('//', `//${login}`), timeoutMs: 5000 });
  };

  it('finds no weakness if every write is on disk before its answer, and nothing is evicted', async () => {
    expect(await audited([])).toEqual({ safe: true, findings: [], readable: true });
  });

  it.each([
    [
      'no persistence at all',
      ['--save', '', '--appendonly', 'no'],
      { setting: 'appendonly', value: 'no (save "")', wanted: 'yes' },
    ],
    [
      'snapshots alone',
      ['--save', '60 1000', '--appendonly', 'no'],
      { setting: 'appendonly', value: 'no (save 60 1000)', wanted: 'yes' },
    ],
    [
      'a sync every second',
      ['--appendfsync', 'everysec'],
      { setting: 'appendfsync', value: 'everysec', wanted: 'always' },
    ],
    [
      'no sync during a rewrite',
      ['--no-appendfsync-on-rewrite', 'yes'],
      { setting: 'no-appendfsync-on-rewrite', value: 'yes', wanted: 'no' },
    ],
    [
      'eviction',
      ['--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru'],
      { setting: 'maxmemory-policy', value: 'allkeys-lru (maxmemory 104857600)', wanted: 'noeviction' },
    ],
  ])('finds %s', async (_, flags, finding) => {
    expect(await audited(flags)).toEqual({ safe: false, findings: [finding], readable: true });
  });

  const appendfsync = { setting: 'appendfsync', value: 'unreadable', wanted: 'always' };

  it.each([
    ['may not run CONFIG', ['--user', 'app', 'on', '>sesame', '~*', '&*', '+@all', '-config'], 'app:sesame@'],
    ['finds no CONFIG', ['--rename-command', 'CONFIG', ''], ''],
  ])('is incomplete if a client %s, and uses the values of INFO', async (_, flags, login) => {
    expect(await audited(flags, login)).toEqual({ safe: false, findings: [appendfsync], readable: false });
    const weak = ['--appendonly', 'no', '--maxmemory-policy', 'volatile-ttl'];
    expect(await audited([...flags, ...weak], login)).toEqual({
      safe: false,
      findings: [
        { setting: 'appendonly', value: 'no', wanted: 'yes' },
        appendfsync,
        { setting: 'maxmemory-policy', value: 'volatile-ttl', wanted: 'noeviction' },
      ],
      readable: false,
    });
  });

  it('is incomplete if a client may read nothing', async () => {
    const user = ['--user', 'app', 'on', '>sesame', '~*', '&*', '+@all', '-config', '-info'];
    const { findings, readable } = await audited(user, 'app:sesame@');
    expect(readable).toBe(false);
    expect(findings.map(({ setting, value }) => [setting, value])).toEqual([
      ['appendonly', 'unreadable'],
      ['appendfsync', 'unreadable'],
      ['maxmemory-policy', 'unreadable'],
    ]);
  });
});

describe('the audit of a Postgres', () => {
  it('finds the settings with which a crash can lose a commit', async () => {
    const server = await startPostgresServer();
    closing.push(server.stop);
    const audit = () => auditQueue({ url: server.url, timeoutMs: 5000 });
    expect(await audit()).toEqual({ safe: true, findings: [], readable: true });

    const client = new pg.Client(server.url);
    await client.connect();
    closing.push(() => client.end());
    for (const setting of ['fsync', 'full_page_writes', 'synchronous_commit'])
      await client.query(`ALTER SYSTEM SET ${setting} = off`);
    await client.query('SELECT pg_reload_conf()');
    const found = await waitFor(
      async () => {
        const now = await audit();
        return now.findings.length === 3 ? now : undefined;
      },
      { what: 'the settings to be reloaded' },
    );
    expect(found?.findings).toEqual([
      { setting: 'fsync', value: 'off', wanted: 'on' },
      { setting: 'full_page_writes', value: 'off', wanted: 'on' },
      { setting: 'synchronous_commit', value: 'off', wanted: 'on' },
    ]);
  });
});

it.each(['redis', 'postgres'])('a store that is down is unavailable, and not unsafe: %s', async (scheme) => {
  const audit = auditQueue({ url: `${scheme}://127.0.0.1:${await freePort()}/0`, timeoutMs: 2000 });
  await expect(audit).rejects.toThrow(QueueUnavailableError);
});
