import { Writable } from 'node:stream';
import { createLogger } from '@payspool/runtime';
import type { FastifyInstance } from 'fastify';
import { describe, expect, it } from 'vitest';
import { LOGIN, basic, serverUnderTest } from './server-under-test.ts';

const open = (app: FastifyInstance, authorization?: string, remoteAddress = '192.0.2.1') =>
  app.inject({
    url: '/board/',
    remoteAddress,
    headers: authorization === undefined ? {} : { authorization },
  });

describe('the login', () => {
  it('is required for the dashboard, its API, its files, the root and unknown paths', async () => {
    const app = serverUnderTest();
    for (const url of ['/', '/board', '/board/api/queues', '/board/static/images/logo.svg', '/nowhere']) {
      const { statusCode, headers } = await app.inject({ url });
      expect({ url, statusCode }).toEqual({ url, statusCode: 401 });
      expect(headers['www-authenticate']).toBe('Basic realm="Payspool", charset="UTF-8"');
    }
  });

  it('is not required for the health routes', async () => {
    const app = serverUnderTest();
    expect((await app.inject('/healthz')).statusCode).toBe(200);
    expect((await app.inject('/readyz')).statusCode).toBe(503); // there is no store in these tests
  });

  it('accepts the right name and password, and nothing similar', async () => {
    const app = serverUnderTest({ user: 'operator', password: 'pässword:with colon' });
    expect((await open(app, basic('operator', 'pässword:with colon'))).statusCode).toBe(200);
    for (const wrong of [
      basic('operator', 'pässword:with'),
      basic('operator', 'pässword:with colon '),
      basic('Operator', 'pässword:with colon'),
      basic('', ''),
    ]) {
      expect((await open(app, wrong)).statusCode).toBe(401);
    }
    expect((await open(app, `Bearer ${LOGIN.authorization}`)).statusCode).toBe(401);
  });

  it('checks no more passwords after ten wrong ones from one address, not even the right one', async () => {
    const app = serverUnderTest();
    for (let n = 0; n < 10; n += 1) {
      expect((await open(app, basic('operator', `guess ${n}`))).statusCode).toBe(401);
    }
    const refused = await open(app, LOGIN.authorization);
    expect(refused.statusCode).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await open(app, LOGIN.authorization, '192.0.2.2')).statusCode).toBe(200);
  });

  it('checks ten of many simultaneous guesses, and not the right one after them', async () => {
    const app = serverUnderTest();
    const guesses = Array.from({ length: 30 }, (_, n) => basic('operator', `guess ${n}`));
    const answers = await Promise.all([...guesses, LOGIN.authorization].map((guess) => open(app, guess)));
    const statuses = answers.map(({ statusCode }) => statusCode);
    expect(statuses).toEqual([...Array<number>(10).fill(401), ...Array<number>(21).fill(429)]);
  });

  it('does not count right passwords, nor requests without a password', async () => {
    const app = serverUnderTest();
    for (let n = 0; n < 30; n += 1) {
      expect((await open(app)).statusCode).toBe(401);
      expect((await open(app, LOGIN.authorization)).statusCode).toBe(200);
    }
  });

  it('is logged if it fails, without the password', async () => {
    const lines: string[] = [];
    const destination = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        lines.push(chunk.toString());
        done();
      },
    });
    const app = serverUnderTest({ logger: createLogger({ app: 'dashboard', level: 'info', destination }) });
    await open(app, basic('operator', 'my other password'), '192.0.2.7');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('192.0.2.7');
    expect(lines[0]).not.toContain('other password');
    expect(lines[0]).not.toContain(basic('operator', 'my other password').slice(6));
  });
});
