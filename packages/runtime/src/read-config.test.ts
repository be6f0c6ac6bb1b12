import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigError, type Env, readConfig, readSettings } from './read-config.ts';
import * as fields from './fields.ts';

const Config = z.object({
  databaseUrl: fields.databaseUrl,
  queueUrl: fields.queueUrl,
  workerPort: fields.port('Port.', 3001),
  payspoolMode: fields.mode,
  host: fields.host,
});
const GOOD = { DATABASE_URL: 'postgres://db/app', QUEUE_URL: 'redis://queue' };

function problemsOf(env: Env): readonly string[] {
  try {
    readConfig(Config, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('an invalid configuration', () => {
  it('names every variable that is not set, absent or blank', () => {
    expect(problemsOf({ QUEUE_URL: '' })).toEqual(['DATABASE_URL is not set', 'QUEUE_URL is not set']);
    expect(problemsOf({ DATABASE_URL: '  ', QUEUE_URL: ' ' })).toEqual([
      'DATABASE_URL is not set',
      'QUEUE_URL is not set',
    ]);
  });

  it.each(['many', '70000', '-1', '1.5', '70000.5', '3s'])('describes a valid port, once, for %s', (port) => {
    expect(problemsOf({ ...GOOD, WORKER_PORT: port })).toEqual([
      'WORKER_PORT: expected a whole number from 0 to 65535',
    ]);
  });

  it('lists the allowed values of a choice', () => {
    expect(problemsOf({ ...GOOD, PAYSPOOL_MODE: 'sandbox' })).toEqual([
      'PAYSPOOL_MODE: expected live or test',
    ]);
  });

  it('is reported completely, and without values', () => {
    const env = { DATABASE_URL: 'mysql://sesame@db', WORKER_PORT: 'sesame', PAYSPOOL_MODE: 'sesame' };
    expect(problemsOf(env)).toEqual([
      'DATABASE_URL: expected postgres://… or postgresql://…',
      'QUEUE_URL is not set',
      'WORKER_PORT: expected a whole number from 0 to 65535',
      'PAYSPOOL_MODE: expected live or test',
    ]);
  });
});

describe('further parts of a configuration', () => {
  const problemsWith = (env: Env, parts: Record<string, (config: object) => unknown>) => {
    try {
      readSettings({ schema: Config, env, variables: ['SECRET'], parts });
    } catch (error) {
      if (error instanceof ConfigError) return error.problems;
      throw error;
    }
    return [];
  };
  const refuse = (...problems: string[]) => {
    throw new ConfigError(problems);
  };

  it('are returned beside it', () => {
    const { config, greeting } = readSettings({
      schema: Config,
      env: { ...GOOD, NAME: 'Jane' },
      parts: { greeting: ({ workerPort }, { NAME }) => `${NAME} at ${workerPort}` },
    });
    expect([config.host, greeting]).toEqual(['127.0.0.1', 'Jane at 3001']);
  });

  it('are refused together with all other problems, each problem once', () => {
    const env = { DATABASE_URL: 'mysql://db', QUEUE_URL_FILE: '/nowhere', SECRET_FILE: '/nowhere' };
    const parts = { accounts: () => refuse('A', 'B'), prices: () => refuse('B', 'C') };
    expect(problemsWith(env, parts)).toEqual([
      'QUEUE_URL_FILE: cannot be read (ENOENT)',
      'SECRET_FILE: cannot be read (ENOENT)',
      'DATABASE_URL: expected postgres://… or postgresql://…',
      'A',
      'B',
      'C',
    ]);
  });

  it('get the valid settings if other settings are invalid', () => {
    const seen: object[] = [];
    problemsWith({ ...GOOD, WORKER_PORT: 'many' }, { any: (config) => seen.push(config) });
    expect(seen).toEqual([
      {
        databaseUrl: GOOD.DATABASE_URL,
        queueUrl: GOOD.QUEUE_URL,
        payspoolMode: 'live',
        host: '127.0.0.1',
      },
    ]);
  });

  it('may fail in other ways, which do not count as a problem of the configuration', () => {
    const bug = () => {
      throw new Error('a bug');
    };
    expect(() => problemsWith({}, { bug })).toThrow('a bug');
  });
});
