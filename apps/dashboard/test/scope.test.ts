import { randomUUID } from 'node:crypto';
import { openReader, type OpenReader, sql } from '@payspool/db/reader';
import { createLogger } from '@payspool/runtime';
import { createDatabase, type TestDatabase } from '@payspool/testkit';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { href } from '../src/html/href.ts';
import { SCREENS } from '../src/screens/index.ts';
import { asOperator, LOGIN, serverUnderTest } from '../src/server-under-test.ts';
import { fillEveryTable } from './fill-every-table.ts';

// A user with every right, but only for one account, asks for everything of another one.

const OTHER = { provider: 'hiddenpay', account: 'hidden-account' };
/** In every text of a row of the other account. */
const HIDDEN = 'hidden-words';
const OWN = { provider: 'stripe', account: 'default' };
const SHOWN = 'shown-words';

let database: TestDatabase;
let open: OpenReader;
let app: FastifyInstance;

beforeAll(async () => {
  database = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
  open = openReader({ url: database.url });
  const filler = openReader({ url: database.url, poolSize: 1 });
  await fillEveryTable(filler.reader, { text: HIDDEN, number: 1001, ...OTHER });
  await fillEveryTable(filler.reader, { text: SHOWN, number: 1002, ...OWN });
  // A consumer belongs to the installation, and not to an account.
  await filler.reader.query(sql`DELETE FROM disabled_consumers`);
  await filler.close();
  app = serverUnderTest({
    reader: open.reader,
    logger: createLogger({ app: 'dashboard', level: 'error' }),
    login: {
      users: [
        { name: LOGIN.name, role: 'admin', mayReadBodies: true, scope: [OWN], passwordHash: 'not compared' },
      ],
    },
  });
});
afterAll(async () => {
  await app.close();
  await open.close();
  await database.drop();
});

/** The parts of an address that name something of an account. */
const valuesOf = ({ provider, account }: typeof OTHER, text: string, number: number) =>
  ({
    provider,
    account,
    key: text,
    ref: text,
    outbox: `${number}`,
    consumer: text,
    id: `${number}`,
  }) as const;

const ROUTES = SCREENS.flatMap(({ routes }) => routes);

function addressOf(path: string, values: ReturnType<typeof valuesOf>): string {
  return path.replaceAll(/:(\w+)/g, (_, name: keyof typeof values) => encodeURIComponent(values[name]));
}

const single = ROUTES.filter(({ method, path }) => method === 'GET' && path.includes(':'));

it.each(single.map(({ path }) => [path]))('%s of another account is not found', async (path) => {
  for (const ending of ['', '.json']) {
    const url = `${addressOf(path, valuesOf(OTHER, HIDDEN, 1001))}${ending}`;
    const { statusCode, body } = await app.inject(asOperator({ url }));
    expect([url, statusCode]).toEqual([url, 404]);
    // The address itself may be repeated.
    expect(body).not.toMatch(/"canonical"|<table/);
  }
});

it('the same pages of the own account are found', async () => {
  const own = valuesOf(OWN, SHOWN, 1002);
  // An operation belongs to the one who asked for it.
  const found = single.filter(({ path }) => !path.startsWith('/operations/'));
  for (const { path } of found) {
    const url = addressOf(path, own);
    expect([url, (await app.inject(asOperator({ url }))).statusCode]).toEqual([url, 200]);
  }
});

it('no list, and no page that it leads to, names anything of another account', async () => {
  const waiting = ROUTES.filter(
    ({ method, path }) => method === 'GET' && !path.includes(':') && !path.includes('stream'),
  ).flatMap(({ path }) => [path, href.json(path)]);
  waiting.push(href.find(SHOWN), href.json('/find', { id: HIDDEN }));
  const seen = new Set(waiting);
  let shown = 0;
  for (let url = waiting.shift(); url !== undefined; url = waiting.shift()) {
    const { body, statusCode } = await app.inject(asOperator({ url }));
    expect(statusCode, url).not.toBe(404);
    const named = body.replaceAll(url, '').match(/hiddenpay|hidden-account|hidden-words/g);
    expect([url, url.startsWith('/find') ? null : named]).toEqual([url, null]);
    if (body.includes(SHOWN)) shown += 1;
    for (const [, link = ''] of body.matchAll(/ href="(\/[^"#?]*)"/g)) {
      if (seen.has(link) || /^\/(?:queues|assets)\/|\.json$/.test(link) || seen.size > 120) continue;
      seen.add(link);
      waiting.push(link);
    }
  }
  expect(shown).toBeGreaterThan(8);
});

it('the id of another account finds nothing', async () => {
  const { body } = await app.inject(asOperator({ url: href.json('/find', { id: HIDDEN }) }));
  expect(JSON.parse(body)).toMatchObject({ things: [] });
});

it.each([
  ['a replay', { kind: 'replay', filter: `provider:${OTHER.provider} received:9d` }],
  ['a rebuild', { kind: 'rebuild', order: HIDDEN, ...OTHER }],
  ['a comparison', { kind: 'reconcile', since: '7d', ...OTHER }],
])('%s of another account is not accepted, or is limited to the own one', async (_, fields) => {
  const requestKey = randomUUID();
  const answer = await app.inject(
    asOperator({
      method: 'POST',
      url: '/operations',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({
        ...fields,
        requestKey,
      }).toString(),
    }),
  );
  const rows = await open.reader.query<{ params: { scope?: unknown } }>(
    sql`SELECT params FROM operations WHERE request_key = ${requestKey}`,
  );
  if (answer.statusCode === 303) expect(rows).toMatchObject([{ params: { scope: [OWN] } }]);
  else expect([answer.statusCode, rows]).toEqual([403, []]);
});

it('the body of an event of another account is not found', async () => {
  const url = href.eventBody({ ...OTHER, eventKey: HIDDEN });
  const answer = await app.inject(
    asOperator({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ show: 'all', reason: 'a test' }).toString(),
    }),
  );
  expect(answer.statusCode).toBe(404);
});
