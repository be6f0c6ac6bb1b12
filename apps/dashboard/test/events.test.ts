import { connect } from 'node:net';
import { openReader, type OpenReader, raw } from '@payspool/db/reader';
import { createDatabase, type TestDatabase, waitFor } from '@payspool/testkit';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { fillStatements } from '../../../packages/inspect/test/many-events.ts';
import { asOperator, COOKIE, serverUnderTest } from '../src/server-under-test.ts';

const NOW = new Date('2026-11-28T12:00:00.000Z');
const HOSTILE = `"><script>alert(1)</script>`;
let database: TestDatabase;
let open: OpenReader;
let app: FastifyInstance;
beforeAll(async () => {
  database = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
  open = openReader({ url: database.url });
  for (const statement of fillStatements({ events: 2_000, now: NOW }))
    await open.reader.query(raw(statement));
  await record({ key: HOSTILE, type: HOSTILE, error: HOSTILE });
  app = serverUnderTest({ reader: open.reader, now: () => NOW });
});
afterAll(async () => {
  await app?.close();
  await open?.close();
  await database?.drop();
});

/** One more event, which failed, with these texts. */
const record = ({
  key,
  type = 'charge.updated',
  error = 'why',
}: {
  key: string;
  type?: string;
  error?: string;
}) =>
  open.reader.query(
    raw(`INSERT INTO events (provider, account, event_key, type, status, received_at, error, canonical, headers)
      VALUES ('stripe', 'default', '${key}', '${type}', 'failed', '${NOW.toISOString()}', '${error}', '[]', '{"x-note": "a"}')`),
  );

/** Characters in place of their numbers. */
const unescaped = (text: string) =>
  text.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));

const get = async (url: string) => {
  const { statusCode, headers, body } = await app.inject(asOperator({ url }));
  return { statusCode, headers, body };
};

describe('the list of events', () => {
  it('shows what each changed, with the filter, the bars, and a link to the next page', async () => {
    const { statusCode, body } = await get('/events?filter=status:applied+provider:stripe');
    expect(statusCode).toBe(200);
    expect(body).toContain('<code>received:7d</code>');
    expect(body).toMatch(/order cs_\d+<\/a>: pending → paid, paid 0\.00 → 24\.50 EUR/);
    expect(body).toMatch(/aria-label="Events by time of receipt: \d+, 0 of them failed"/);
    const older = /rel="next" href="([^"]+)"/.exec(body)?.[1] ?? '';
    expect(older).toContain('older');
    const next = await get(unescaped(older));
    expect(next.statusCode).toBe(200);
    const keys = (page: string) => [...page.matchAll(/<code>(evt_\w+)<\/code>/g)].map(([, key]) => key);
    expect(keys(next.body)).toHaveLength(50);
    expect(keys(next.body).filter((key) => keys(body).includes(key))).toEqual([]);
  });

  it('escapes what comes from outside, and answers JSON with the absolute filter', async () => {
    const { body } = await get('/events?filter=status:failed');
    expect(body).not.toContain('<script>alert');
    expect(body).toContain('&#60;script&#62;alert(1)');
    const { filter, rows } = JSON.parse((await get('/events.json?filter=status:failed')).body) as {
      filter: string;
      rows: { eventKey: string }[];
    };
    expect(filter).toBe('received:>2026-11-21T12:00:00.000Z status:failed');
    expect(rows[0]?.eventKey).toBe(HOSTILE);
  });

  it('shows a mistake in the filter at its place', async () => {
    const { statusCode, body } = await get('/events?filter=staus:failed');
    expect(statusCode).toBe(400);
    expect(body).toContain('Did you mean status:?');
  });
});

describe('one event', () => {
  it('is shown with its meaning, changes, transitions, evidence and purchase', async () => {
    const { statusCode, body } = await get('/events/stripe/default/evt_5_2');
    expect(statusCode).toBe(200);
    expect(body).toContain('Payment pi_5 of 49.00 EUR for order cs_5 succeeded.');
    expect(body).toMatch(/<del>24\.50<\/del>|<del>24\.50 EUR<\/del>/);
    expect(body).toContain('order.paid');
    expect(body).toContain('forward:crm');
    expect(body).toContain('stripe-signature');
    expect(body).toContain('evt_5_1');
    expect(body).toContain('payspool events show evt_5_2 --provider stripe --account default');
  });

  it('with hostile texts is escaped, and an unknown one is not found', async () => {
    const hostile = await get(`/events/stripe/default/${encodeURIComponent(HOSTILE)}`);
    expect(hostile.statusCode).toBe(200);
    expect(hostile.body).not.toContain('<script>alert');
    expect((await get('/events/stripe/eu/evt_5_2')).statusCode).toBe(404);
  });
});

describe('find', () => {
  it('leads to the only thing, and lists several', async () => {
    expect((await get('/find?id=evt_5_2')).headers['location']).toBe('/events/stripe/default/evt_5_2');
    expect((await get('/find?id=pi_5')).headers['location']).toBe('/orders/stripe/default/cs_5');
    const several = await get('/find?id=evt_5_1+and+cus_5');
    expect(several.statusCode).toBe(200);
    expect(several.body).toContain('the customer cus_5');
    expect((await get('/find?id=nothing_1')).body).toContain('Nothing has the id');
    expect((await get('/find')).body).toContain('Enter an id');
  });
});

describe('the tail', () => {
  it('sends new events that match, to each listener once', async () => {
    const { port } = new URL(await app.listen({ port: 0, host: '127.0.0.1' }));
    const lines: string[] = [];
    const socket = connect(Number(port), '127.0.0.1', () => {
      socket.write(
        `GET /tail/stream?filter=type:tail.* HTTP/1.1\r\nHost: ${COOKIE.host}\r\nCookie: ${COOKIE.cookie}\r\n\r\n`,
      );
    });
    socket.on('data', (chunk: Buffer) => lines.push(chunk.toString()));
    const text = () => lines.join('');
    await waitFor(() => text().includes('retry: 3000'), { what: 'the stream' });
    expect(text()).toContain('content-type: text/event-stream');
    // The first look remembers what was there; what is written while it looks may count as old.
    let written = 0;
    await waitFor(
      async () => {
        written += 1;
        await record({ key: `evt_tail_${written}`, type: 'tail.one' });
        await record({ key: `evt_other_${written}`, type: 'other' });
        return text().includes('"type":"tail.one"');
      },
      { what: 'a new event', everyMs: 500 },
    );
    socket.destroy();
    expect(text()).not.toContain('evt_other_');
    const keys = [...text().matchAll(/"key":"(evt_tail_\d+)"/g)].map(([, key]) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('can be read without a script', async () => {
    const { body } = await get('/tail?filter=status:failed');
    expect(unescaped(body)).toContain('data-stream="/tail/stream?filter=received%3A7d+status%3Afailed&last=');
    expect((await get('/tail/stream?filter=staus:x')).statusCode).toBe(400);
  });
});
