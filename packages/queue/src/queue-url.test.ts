import { describe, expect, it } from 'vitest';
import { InvalidQueueUrlError, parseQueueUrl } from './queue-url.ts';

describe('a queue URL', () => {
  it.each([
    ['redis://h', { topology: 'single', host: 'h', port: 6379, db: 0, tls: false }],
    ['redis://h:7000/3', { topology: 'single', host: 'h', port: 7000, db: 3, tls: false }],
    ['redis://[::1]:7000', { topology: 'single', host: '::1', port: 7000, db: 0, tls: false }],
    ['rediss://h', { topology: 'single', host: 'h', port: 6379, db: 0, tls: true }],
    [
      'redis://me:p%40ss%2F@h',
      { topology: 'single', host: 'h', port: 6379, db: 0, tls: false, username: 'me', password: 'p@ss/' },
    ],
    ['redis://:pw@h', { topology: 'single', host: 'h', port: 6379, db: 0, tls: false, password: 'pw' }],
    [
      'redis-sentinel://a:1,b/main',
      {
        topology: 'sentinel',
        sentinels: [
          { host: 'a', port: 1 },
          { host: 'b', port: 26379 },
        ],
        name: 'main',
        db: 0,
        tls: false,
      },
    ],
    [
      'redis-sentinel://a/main?password=p%26w&db=4&tls=true&sentinelPassword=sp',
      {
        topology: 'sentinel',
        sentinels: [{ host: 'a', port: 26379 }],
        name: 'main',
        db: 4,
        tls: true,
        password: 'p&w',
        sentinelPassword: 'sp',
      },
    ],
    [
      'redis-cluster://me:pw@a:1,b:2,[::1]:3',
      {
        topology: 'cluster',
        nodes: [
          { host: 'a', port: 1 },
          { host: 'b', port: 2 },
          { host: '::1', port: 3 },
        ],
        tls: false,
        username: 'me',
        password: 'pw',
      },
    ],
  ])('%s is Redis', (url, expected) => {
    expect(parseQueueUrl(url)).toEqual({ backend: 'redis', ...expected });
  });

  it.each(['postgres://u:p@h:5432/db?sslmode=require', 'postgresql://h/db'])(
    '%s is Postgres, without changes',
    (url) => {
      expect(parseQueueUrl(url)).toEqual({ backend: 'postgres', connectionString: url });
    },
  );

  it.each([
    '',
    'localhost:6379',
    'amqp://u:hunter2@h',
    'REDIS://u:hunter2@h',
    'redis://',
    'redis://u:hunter2@h/zero',
    'redis://u:hunter2@h:99999',
    'redis://u:hunter2@h?tls=true',
    'redis://u:hunter2%@h',
    'redis://u:hunt/er2@h',
    'redis-sentinel://u:hunter2@a',
    'redis-sentinel://u:hunter2@a,/main',
    'redis-sentinel://u:h?hunter2@a/main',
    'redis-sentinel://a/main?hunter2=1',
    'redis-cluster://u:hunter2@a,b/0',
    'redis-cluster://u:hunter2@a?tls=maybe',
    'postgres://u:hunter2@h:port/db',
  ])('%j is refused, and its password is not repeated', (url) => {
    const error = refusal(url);
    expect(error).toBeInstanceOf(InvalidQueueUrlError);
    expect(String(error)).not.toContain('hunt');
  });
});

function refusal(url: string): unknown {
  try {
    return parseQueueUrl(url);
  } catch (error) {
    return error;
  }
}
