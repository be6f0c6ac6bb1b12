import { Writable } from 'node:stream';
import type { Sql } from '@payspool/db/reader';
import { createLogger, hashPassword } from '@payspool/runtime';
import type { FastifyInstance } from 'fastify';
import { describe, expect, it } from 'vitest';
import { asOperator, COOKIE, LOGIN, serverUnderTest, sessionsInMemory } from '../server-under-test.ts';
import { readUsers } from './read-users.ts';

const HOST = { host: '127.0.0.1:3002', origin: 'http://127.0.0.1:3002' };

const logIn = (
  app: FastifyInstance,
  fields: Readonly<Record<string, string>> = LOGIN,
  { remoteAddress = '192.0.2.1', headers = {} }: { remoteAddress?: string; headers?: object } = {},
) =>
  app.inject({
    method: 'POST',
    url: '/login',
    remoteAddress,
    headers: { ...HOST, 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams(fields).toString(),
  });

const guess = (n: number) => ({ ...LOGIN, password: `guess ${n}` });
const open = (app: FastifyInstance, cookie: string, url = '/') =>
  app.inject({ url, headers: { ...HOST, cookie } });
const cookieOf = (answer: { headers: { 'set-cookie'?: string | string[] } }) =>
  String(answer.headers['set-cookie'] ?? '').split(';')[0] ?? '';

describe('a request without a session', () => {
  it('is led to the login from a page, and refused elsewhere', async () => {
    const app = serverUnderTest();
    const statuses = async (urls: readonly string[]) =>
      Promise.all(urls.map(async (url) => (await app.inject({ url })).statusCode));
    expect(await statuses(['/', '/queues/', '/nowhere?a=b'])).toEqual([303, 303, 303]);
    expect(await statuses(['/index.json', '/queues/api/queues', '/queues/static/images/logo.svg'])).toEqual([
      401, 401, 401,
    ]);
    expect((await app.inject({ method: 'POST', url: '/logout', headers: HOST })).statusCode).toBe(401);
    const { headers } = await app.inject('/nowhere?a=b');
    expect(headers.location).toBe('/login?next=%2Fnowhere%3Fa%3Db');
  });

  it('gets the health routes and the form', async () => {
    const app = serverUnderTest();
    expect((await app.inject('/healthz')).statusCode).toBe(200);
    expect((await app.inject('/readyz')).statusCode).toBe(503); // there is no store in these tests
    const { body, statusCode, headers } = await app.inject('/login?next=/events%22');
    expect([statusCode, headers['cache-control']]).toEqual([200, 'no-store']);
    expect(body).toContain('name="next" value="/events&#34;"');
    expect(body).not.toContain('<nav');
  });

  it('with a forged or an old cookie has none', async () => {
    const app = serverUnderTest();
    expect((await open(app, `payspool=${'a'.repeat(43)}`)).statusCode).toBe(303);
    const sessions = sessionsInMemory({ single: { ...LOGIN, password: 'the password before' } });
    expect((await open(serverUnderTest({ sessions }), COOKIE.cookie)).statusCode).toBe(303);
  });
});

describe('the login', () => {
  it('begins a session and leads to the page that was asked for, on this host alone', async () => {
    const app = serverUnderTest();
    const answer = await logIn(app, { ...LOGIN, next: '/queues/?a=b' });
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/queues/?a=b']);
    expect((await open(app, cookieOf(answer))).statusCode).toBe(200);
    for (const next of ['//evil.example', '/\\evil.example', 'https://evil.example', '']) {
      expect((await logIn(app, { ...LOGIN, next })).headers.location).toBe('/');
    }
  });

  it('accepts the right name and password, and nothing similar', async () => {
    const single = { name: 'operator', password: 'pässword:with colon' };
    const app = serverUnderTest({ login: { single } });
    expect((await logIn(app, single)).statusCode).toBe(303);
    for (const [name, password] of [
      ['operator', 'pässword:with'],
      ['operator', 'pässword:with colon '],
      ['Operator', 'pässword:with colon'],
      ['', ''],
    ]) {
      const answer = await logIn(app, { name: name ?? '', password: password ?? '' });
      expect([answer.statusCode, answer.headers['set-cookie']]).toEqual([401, undefined]);
      expect(answer.body).toContain('The name or the password is wrong.');
    }
  });

  it('knows the users of the settings with their roles', async () => {
    const users = readUsers(`ada:viewer:${await hashPassword('open sesame, please')}`);
    const app = serverUnderTest({ login: { users } });
    expect((await logIn(app, { name: 'ada', password: 'open sesame' })).statusCode).toBe(401);
    const answer = await logIn(app, { name: 'ada', password: 'open sesame, please' });
    expect((await open(app, cookieOf(answer))).body).toContain('ada <small>viewer</small>');
  });

  it('comes from its own form, and over HTTPS unless from this machine', async () => {
    const app = serverUnderTest();
    const elsewhere = { origin: 'https://evil.example' };
    expect((await logIn(app, LOGIN, { headers: elsewhere })).statusCode).toBe(403);
    const plain = { host: 'pay.example', origin: 'http://pay.example' };
    const refused = await logIn(app, LOGIN, { headers: plain });
    expect([refused.statusCode, refused.headers['set-cookie']]).toEqual([403, undefined]);
    const secure = { host: 'pay.example', origin: 'https://pay.example' };
    expect(cookieOf(await logIn(app, LOGIN, { headers: secure }))).toMatch(/^__Host-payspool=/);
  });

  it('checks no more passwords after ten wrong ones from one address, not even the right one', async () => {
    const app = serverUnderTest();
    for (let n = 0; n < 10; n += 1) expect((await logIn(app, guess(n))).statusCode).toBe(401);
    const refused = await logIn(app);
    expect(refused.statusCode).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await logIn(app, LOGIN, { remoteAddress: '192.0.2.2' })).statusCode).toBe(303);
  });

  it('checks ten of many simultaneous guesses, and not the right one after them', async () => {
    const app = serverUnderTest();
    const guesses = Array.from({ length: 30 }, (_, n) => guess(n));
    const answers = await Promise.all([...guesses, LOGIN].map((fields) => logIn(app, fields)));
    const statuses = answers.map(({ statusCode }) => statusCode);
    expect(statuses).toEqual([...Array<number>(10).fill(401), ...Array<number>(21).fill(429)]);
  });

  it('is written down, without the password and without a name that nobody has', async () => {
    const lines: string[] = [];
    const destination = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        lines.push(chunk.toString());
        done();
      },
    });
    const written: Sql[] = [];
    const app = serverUnderTest({
      logger: createLogger({ app: 'dashboard', level: 'info', destination }),
      reader: { query: async (statement) => (written.push(statement), []) },
    });
    await logIn(app, { name: 'operator', password: 'my other password' }, { remoteAddress: '192.0.2.7' });
    await logIn(app, { name: 'my other password', password: 'x' });
    await logIn(app);
    const values = written.map((statement) => statement.values.slice(1));
    expect(values).toEqual([
      ['operator', 'password', '192.0.2.7', 'log-in', null, null, 'refused'],
      ['(unknown)', 'password', '192.0.2.1', 'log-in', null, null, 'refused'],
      ['operator', 'password', '192.0.2.1', 'log-in', null, null, 'done'],
    ]);
    expect(lines.join()).toContain('192.0.2.7');
    expect(lines.join()).not.toContain('other password');
  });
});

describe('the end of a session', () => {
  it('is in one browser, or everywhere', async () => {
    const app = serverUnderTest();
    const [first, second, third] = [await logIn(app), await logIn(app), await logIn(app)].map(cookieOf);
    const logOut = (cookie = '', payload = '') =>
      app.inject({
        method: 'POST',
        url: '/logout',
        headers: { ...HOST, cookie, 'content-type': 'application/x-www-form-urlencoded' },
        payload,
      });
    const ended = await logOut(first);
    expect([ended.statusCode, ended.headers.location]).toEqual([303, '/login']);
    expect(String(ended.headers['set-cookie'])).toContain('Max-Age=0');
    expect((await open(app, first ?? '')).statusCode).toBe(303);
    expect((await open(app, second ?? '')).statusCode).toBe(200);
    await logOut(second, 'everywhere=yes');
    expect((await open(app, third ?? '')).statusCode).toBe(303);
  });

  it('needs the own page', async () => {
    const request = asOperator({
      method: 'POST',
      url: '/logout',
      headers: { 'sec-fetch-site': 'cross-site' },
    });
    expect((await serverUnderTest().inject(request)).statusCode).toBe(403);
  });
});
