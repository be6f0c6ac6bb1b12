import { gzipSync } from 'node:zlib';
import { grantDashboardRole } from '@payspool/db';
import { openReader, type OpenReader, raw, sql } from '@payspool/db/reader';
import { createLogger } from '@payspool/runtime';
import { createDatabase, type TestDatabase } from '@payspool/testkit';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openSessions } from '../src/access/sessions.ts';
import { SCREENS } from '../src/screens/index.ts';
import { asOperator, LOGIN, serverUnderTest } from '../src/server-under-test.ts';
import { fillEveryTable } from './fill-every-table.ts';

// Every page is made of a database in which each text is an attack, with the dashboard's own role.

const ATTACK = `x"'><script>alert(1)</script>`;
const PASSWORD = 'a password of the tests';
/** Of a page and of one asset, compressed, in bytes. */
const MOST = { page: 20_480, scripts: 10_240, style: 6_144 } as const;

let database: TestDatabase;
let owner: OpenReader;
let role: string;
let open: OpenReader;
let app: FastifyInstance;

beforeAll(async () => {
  database = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
  owner = openReader({ url: database.url, poolSize: 1 });
  role = `dashboard_of_${database.name}`;
  await grantDashboardRole(database.url, { role, password: PASSWORD });
  await fillEveryTable(owner.reader, { text: ATTACK, number: 1, provider: 'stripe', account: 'default' });
  await fillEveryTable(owner.reader, { text: `${ATTACK}2`, number: 2, provider: ATTACK, account: ATTACK });
  const url = Object.assign(new URL(database.url), {
    username: role,
    password: encodeURIComponent(PASSWORD),
  });
  open = openReader({ url: url.href });
  app = serverUnderTest({ reader: open.reader, logger: createLogger({ app: 'dashboard', level: 'error' }) });
});
afterAll(async () => {
  await app.close();
  await open.close();
  await owner.reader.query(sql`DROP OWNED BY ${raw(role)}`);
  await owner.reader.query(sql`DROP ROLE ${raw(role)}`);
  await owner.close();
  await database.drop();
});

/** What a browser could open from a page. */
const linksIn = (body: string): readonly string[] =>
  [...body.matchAll(/ href="(\/[^"]*)"/g)].map(([, link = '']) =>
    link.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code))).replace(/#.*$/, ''),
  );

const STARTS = SCREENS.flatMap(({ routes }) => routes)
  .filter(({ method, path }) => method === 'GET' && !path.includes(':') && !path.includes('stream'))
  .map(({ path }) => path);

describe('every page that a link leads to', () => {
  it('shows text from outside as text, answers, and is small', async () => {
    const waiting = [...STARTS, `/find?id=${encodeURIComponent(ATTACK)}`];
    const seen = new Map<string, number>();
    const showing = new Set<string>();
    for (let url = waiting.shift(); url !== undefined && seen.size < 150; url = waiting.shift()) {
      const [path = ''] = url.split('?');
      const times = [...seen.keys()].filter((before) => before.split('?')[0] === path).length;
      if (times >= 6 || seen.has(url) || /^\/(?:queues|assets)\/|\.json\b/.test(url)) continue;
      const { statusCode, body, headers } = await app.inject(asOperator({ url }));
      seen.set(url, statusCode);
      expect(body, url).not.toMatch(/<script>|<script(?! type="module" src="\/assets\/)/);
      expect([url, body.includes(ATTACK)]).toEqual([url, false]);
      if (body.includes('&#60;script&#62;alert(1)')) showing.add(path);
      if (!String(headers['content-type']).startsWith('text/html')) continue;
      expect(gzipSync(body).length, url).toBeLessThanOrEqual(MOST.page);
      waiting.push(...linksIn(body));
    }
    const broken = [...seen].filter(([, status]) => status >= 400);
    expect(broken).toEqual([]);
    expect(showing.size).toBeGreaterThan(4); // the rows are there
    expect(seen.size).toBeGreaterThan(STARTS.length);
  });

  it('loads little', async () => {
    const { body } = await app.inject(asOperator({ url: '/' }));
    const files = await Promise.all(
      linksIn(body.replaceAll(' src="', ' href="'))
        .filter((link) => link.startsWith('/assets/'))
        .map(async (link) => ({ link, size: gzipSync((await app.inject(link)).rawPayload).length })),
    );
    const sizeOf = (ending: string) =>
      files.filter(({ link }) => link.endsWith(ending)).reduce((sum, { size }) => sum + size, 0);
    expect(sizeOf('.css')).toBeGreaterThan(0);
    expect(sizeOf('.css')).toBeLessThanOrEqual(MOST.style);
    expect(sizeOf('.js')).toBeLessThanOrEqual(MOST.scripts);
  });
});

describe('a session in the database', () => {
  const start = new Date('2026-01-31T12:00:00Z');
  const after = (minutes: number) => new Date(start.getTime() + minutes * 60_000);
  const session = { userName: LOGIN.name, fingerprint: 'f' };

  it('ends an hour after the last request, and twelve hours after the login', async () => {
    const sessions = openSessions(open.reader);
    const id = await sessions.begin(session, start);
    expect(await sessions.find(id, after(59))).toEqual(session);
    expect(await sessions.find(id, after(118))).toEqual(session);
    expect(await sessions.find(id, after(179))).toBeUndefined();
    const busy = await sessions.begin(session, start);
    for (let minutes = 50; minutes < 720; minutes += 50) await sessions.find(busy, after(minutes));
    expect(await sessions.find(busy, after(719))).toEqual(session);
    expect(await sessions.find(busy, after(721))).toBeUndefined();
  });

  it('is deleted at the end, with others of the user or alone, and when it is old', async () => {
    const sessions = openSessions(open.reader);
    const [first, second, third] = await Promise.all([1, 2, 3].map(() => sessions.begin(session, start)));
    await sessions.end(first ?? '');
    expect(await sessions.find(first ?? '', start)).toBeUndefined();
    expect(await sessions.find(second ?? '', start)).toEqual(session);
    await sessions.endAll(LOGIN.name);
    expect(await sessions.find(third ?? '', start)).toBeUndefined();
    await sessions.begin(session, start);
    await sessions.begin(session, after(1000));
    expect(await owner.reader.query(sql`SELECT 1 AS one FROM dashboard_sessions`)).toHaveLength(1);
  });

  it('is stored without its id', async () => {
    const id = await openSessions(open.reader).begin(session, start);
    const rows = await owner.reader.query<{ text: string }>(
      sql`SELECT dashboard_sessions::text AS text FROM dashboard_sessions`,
    );
    const hex = Buffer.from(id, 'base64url').toString('hex');
    expect(rows.filter(({ text }) => text.includes(id) || text.includes(hex))).toEqual([]);
  });
});
