import { inspect } from 'node:util';
import { freePort } from '@payspool/testkit';
import { describe, expect, inject, it } from 'vitest';
import { DatabaseUnreachableError, migrateDatabase, openDatabase, pendingMigrations } from '../src/index.ts';
import { failure } from './scratch.ts';

const PASSWORD = 'c0rrect-h0rse';

/** The test server's URL with changes. */
const changed = (change: (url: URL) => void): string => {
  const url = new URL(inject('postgresUrl'));
  url.password = PASSWORD;
  change(url);
  return url.href;
};

const cases: Record<string, { url: () => Promise<string>; says: string }> = {
  'a closed port': {
    url: async () => {
      const port = await freePort();
      return changed((url) => {
        url.hostname = '127.0.0.1';
        url.port = String(port);
      });
    },
    says: 'connection refused',
  },
  'a host that does not exist': {
    url: async () => changed((url) => (url.hostname = 'nowhere.invalid')),
    says: 'host name not found',
  },
  'a wrong user and password': {
    url: async () => changed((url) => (url.username = 'nobody_here')),
    says: 'user or password refused',
  },
  'a password with a slash that was not escaped': {
    url: async () => `postgres://payspool:1/${PASSWORD}@127.0.0.1/payspool`,
    says: 'percent-encoded',
  },
  'text that is not a URL': { url: async () => `host=localhost password=${PASSWORD}`, says: 'not a URL' },
};

describe.each(Object.entries(cases))('%s', (_, { url, says }) => {
  it.each([
    ['migrateDatabase', migrateDatabase],
    ['pendingMigrations', pendingMigrations],
  ] as const)('is reported clearly for %s, without the password', async (_name, connect) => {
    const error = await failure(connect(await url()));
    expect(error).toBeInstanceOf(DatabaseUnreachableError);
    expect(String(error)).toContain(says);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(PASSWORD);
  });
});

describe('a client', () => {
  it('opens without a server, and fails its queries', async () => {
    const port = await freePort();
    const { prisma, close } = openDatabase({
      url: `postgres://payspool:${PASSWORD}@127.0.0.1:${port}/payspool`,
    });
    const error = await failure(prisma.event.count());
    expect(error).toBeInstanceOf(Error);
    expect(inspect(error, { depth: 9 })).not.toContain(PASSWORD);
    await close();
  });
});
