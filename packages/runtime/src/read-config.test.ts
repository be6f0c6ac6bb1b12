import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigError } from './config-error.ts';
import * as fields from './fields.ts';
import { type Env, readConfig } from './read-config.ts';

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

describe('a configuration that cannot be used', () => {
  it('names every variable that is not set, be it absent or blank', () => {
    expect(problemsOf({ QUEUE_URL: '' })).toEqual(['DATABASE_URL is not set', 'QUEUE_URL is not set']);
    expect(problemsOf({ DATABASE_URL: '  ', QUEUE_URL: ' ' })).toEqual([
      'DATABASE_URL is not set',
      'QUEUE_URL is not set',
    ]);
  });

  it.each(['many', '70000', '-1', '1.5', '70000.5', '3s'])('says what a port is, once, for %s', (port) => {
    expect(problemsOf({ ...GOOD, WORKER_PORT: port })).toEqual([
      'WORKER_PORT: expected a whole number from 0 to 65535',
    ]);
  });

  it('says which words a choice has', () => {
    expect(problemsOf({ ...GOOD, PAYSPOOL_MODE: 'sandbox' })).toEqual([
      'PAYSPOOL_MODE: expected live or test',
    ]);
  });

  it('is told at once, and without a value', () => {
    const env = { DATABASE_URL: 'mysql://sesame@db', WORKER_PORT: 'sesame', PAYSPOOL_MODE: 'sesame' };
    expect(problemsOf(env)).toEqual([
      'DATABASE_URL: expected postgres://… or postgresql://…',
      'QUEUE_URL is not set',
      'WORKER_PORT: expected a whole number from 0 to 65535',
      'PAYSPOOL_MODE: expected live or test',
    ]);
  });
});
