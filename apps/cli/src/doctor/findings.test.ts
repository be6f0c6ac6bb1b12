import { describe, expect, it } from 'vitest';
import { backlogFinding, queueFinding, safetyFindings } from './queue.ts';
import { clockFinding, migrationsFinding, versionFinding } from './database.ts';
import { foundFinding } from './purchases.ts';
import { limitationFindings } from './configuration.ts';
import { reactionFindings } from './reactions.ts';

const MINUTE = 60_000;

describe('a clock', () => {
  it.each([
    [0, 'ok', "0.0 s ahead of this machine's"],
    [-1999, 'ok', "2.0 s behind this machine's"],
    [2001, 'warning', "2.0 s ahead of this machine's"],
    [-60_000, 'warning', "60.0 s behind this machine's"],
    [60_001, 'failed', "60.0 s ahead of this machine's"],
    [-300_000, 'failed', "300.0 s behind this machine's"],
  ])('that is %i ms ahead is %s', (offset, status, found) =>
    expect(clockFinding('clock', offset)).toMatchObject({ status, found }),
  );
});

describe('a version', () => {
  it.each([
    [versionFinding(150_000, '15.0'), 'ok'],
    [versionFinding(140_013, '14.13'), 'failed'],
    [queueFinding({ backend: 'redis', version: '7.0.0' }), 'ok'],
    [queueFinding({ backend: 'redis', version: '6.2.14' }), 'failed'],
    [queueFinding({ backend: 'redis', version: '10.0.0' }), 'ok'],
    [queueFinding({ backend: 'redis', version: 'unknown' }), 'failed'],
    [queueFinding({ backend: 'postgres', version: '18.4 (Debian)' }), 'ok'],
    [queueFinding({ backend: 'postgres', version: '14.1' }), 'failed'],
  ])('%j', (finding, status) => expect(finding.status).toBe(status));

  it('pending migrations are named, with the command', () => {
    expect(migrationsFinding(['1_init', '2_more'])).toEqual({
      name: 'migrations',
      status: 'failed',
      found: '2 pending: 1_init, 2_more',
      remedy: 'run `payspool migrate`',
    });
  });
});

describe('a backlog', () => {
  const idle = {
    name: 'deliveries',
    waiting: 0,
    active: 1,
    delayed: 2,
    failed: 0,
    oldestWaitingMs: undefined,
  } as const;

  it.each([
    [idle, 'ok', '0 waiting, 1 active, 2 delayed, 0 failed'],
    [
      { ...idle, waiting: 9, oldestWaitingMs: 5 * MINUTE },
      'ok',
      '9 waiting, the oldest for 5 min, 1 active, 2 delayed, 0 failed',
    ],
    [
      { ...idle, waiting: 9, oldestWaitingMs: 26 * 60 * MINUTE },
      'warning',
      '9 waiting, the oldest for 26 h, 1 active, 2 delayed, 0 failed',
    ],
    [{ ...idle, failed: 3 }, 'warning', '0 waiting, 1 active, 2 delayed, 3 failed'],
  ])('%j gets the right verdict', (backlog, status, found) =>
    expect(backlogFinding(backlog)).toMatchObject({ name: 'queue deliveries', status, found }),
  );
});

describe('the safety of the queue', () => {
  const strict = { allowUnsafeQueue: 'false', queueDurability: 'checked' } as const;
  const weak = {
    safe: false,
    readable: true,
    findings: [{ setting: 'appendfsync', value: 'everysec', wanted: 'always' }],
  };
  const hidden = {
    safe: false,
    readable: false,
    findings: [{ setting: 'appendfsync', value: 'unreadable', wanted: 'always' }],
  };
  const evicting = {
    ...hidden,
    findings: [
      ...hidden.findings,
      { setting: 'maxmemory-policy', value: 'allkeys-lru', wanted: 'noeviction' },
    ],
  };

  it('is failed for a weak setting, and the remedy names the setting', () => {
    expect(safetyFindings(weak, strict)).toEqual([
      {
        name: 'queue safety',
        status: 'failed',
        found: 'appendfsync is everysec',
        remedy: "set `appendfsync always` in the server's configuration",
      },
    ]);
  });

  it('is a warning if the operator accepted the loss', () => {
    expect(safetyFindings(weak, { ...strict, allowUnsafeQueue: 'true' })).toMatchObject([
      { status: 'warning' },
    ]);
  });

  it('is failed if it cannot be read and no operator vouches for it; vouching does not excuse visible eviction', () => {
    const declared = { ...strict, queueDurability: 'declared' } as const;
    expect(safetyFindings(hidden, strict)).toMatchObject([{ status: 'failed' }]);
    expect(safetyFindings(hidden, declared)).toMatchObject([{ status: 'ok' }]);
    expect(safetyFindings({ ...hidden, findings: [] }, strict)).toMatchObject([{ status: 'failed' }]);
    expect(safetyFindings(evicting, declared)).toMatchObject([
      { status: 'failed', found: 'maxmemory-policy is allkeys-lru' },
    ]);
    expect(safetyFindings(weak, declared)).toMatchObject([{ status: 'failed' }]);
  });
});

describe('reactions', () => {
  const well = { late: 0, oldestMs: 0, failed: 0, disabled: [] };

  it('are ok if none is late, failed or disabled', () => {
    expect(reactionFindings(well)).toMatchObject([{ status: 'ok' }]);
  });

  it('are a warning, with one line for each problem', () => {
    const found = reactionFindings({ late: 2, oldestMs: 7 * MINUTE, failed: 1, disabled: ['forward:crm'] });
    expect(found.map(({ status, found: words }) => [status, words])).toEqual([
      ['warning', '2 not dispatched, the oldest for 7 min'],
      ['warning', '1 failed'],
      ['warning', 'forward:crm is disabled'],
    ]);
  });
});

describe('rows that a person must look at', () => {
  const words = { none: 'all well', some: (count: number) => `${count} are odd`, remedy: 'mend them' };

  it('are ok if there are none', () => {
    expect(foundFinding('rows', { count: 0, refs: [] }, words)).toEqual({
      name: 'rows',
      status: 'ok',
      found: 'all well',
    });
  });

  it('are counted, and the first one is named', () => {
    const found = { count: 5, refs: ['stripe/default A-1', 'stripe/default A-2'] };
    expect(foundFinding('rows', found, words)).toEqual({
      name: 'rows',
      status: 'warning',
      found: '5 are odd: stripe/default A-1; stripe/default A-2, and 3 more',
      remedy: 'mend them',
    });
    expect(foundFinding('rows', { ...found, count: 2 }, words).found).toBe(
      '2 are odd: stripe/default A-1; stripe/default A-2',
    );
  });
});

describe('an account that lacks a setting', () => {
  const findingsOf = (name: string, settings: object) =>
    limitationFindings([
      {
        provider: {
          slug: 'acme',
          limitation: ({ accessToken }) =>
            accessToken === undefined
              ? { found: 'amounts are not confirmed', setting: 'accessToken', remedy: 'needs a token' }
              : undefined,
        },
        name,
        settings: { ...settings },
      },
    ]);

  it.each([
    ['default', 'ACME_ACCESS_TOKEN needs a token'],
    ['shop', 'accessToken in ENDPOINTS_FILE (ACME_ACCESS_TOKEN elsewhere) needs a token'],
  ])('of the name %s gives a warning that names the setting', (name, remedy) => {
    expect(findingsOf(name, {})).toEqual([
      {
        name: 'provider settings',
        status: 'warning',
        found: `acme/${name}: amounts are not confirmed`,
        remedy,
      },
    ]);
  });

  it('gives no line if the setting is there, or if its provider declares nothing', () => {
    expect(findingsOf('default', { accessToken: 'k3Qw' })).toEqual([]);
    expect(limitationFindings([{ provider: { slug: 'acme' }, name: 'default', settings: {} }])).toEqual([]);
  });
});
