import { openReader, type OpenReader, raw, sql } from '@payspool/db/reader';
import { hashPassword } from '@payspool/runtime';
import { createDatabase, type TestDatabase } from '@payspool/testkit';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { readUsers } from '../src/access/read-users.ts';
import { asOperator, LOGIN, serverUnderTest } from '../src/server-under-test.ts';

const BODY = JSON.stringify({ id: 'evt_1', data: { object: { customer_email: 'ada@example.com' } } });
const EVENT = '/events/stripe/default/evt_1';

let database: TestDatabase;
let open: OpenReader;
let serverFor: (rights: string) => ReturnType<typeof serverUnderTest>;
beforeAll(async () => {
  database = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
  open = openReader({ url: database.url });
  await open.reader.query(sql`
    INSERT INTO events (provider, account, event_key, type, status, received_at, canonical, headers, raw_body)
    VALUES ('stripe', 'default', 'evt_1', 'customer.created', 'ignored', now(), '[]', '{}', ${Buffer.from(BODY)})`);
  await open.reader.query(
    raw(`INSERT INTO events (provider, account, event_key, type, status, received_at, canonical, headers)
      VALUES ('stripe', 'default', 'evt_expired', 'customer.created', 'ignored', now(), '[]', '{}')`),
  );
  const hash = await hashPassword(LOGIN.password);
  serverFor = (rights) => {
    const login = { users: readUsers(`${LOGIN.name}:${rights}:${hash}`) };
    return serverUnderTest({ reader: open.reader, login });
  };
});
afterAll(async () => {
  await open?.close();
  await database?.drop();
});

const look = async (rights: string, fields: Readonly<Record<string, string>>, address = EVENT) =>
  serverFor(rights).inject(
    asOperator({
      method: 'POST',
      url: `${address}/body`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(fields).toString(),
    }),
  );
const looks = () =>
  open.reader.query<{ user: string; subject: string; reason: string | null; outcome: string }>(
    sql`SELECT user_name AS user, subject, reason, outcome FROM audit WHERE action = 'read-body' ORDER BY id`,
  );

describe('the body of an event', () => {
  it('is shown without personal data, or whole, and each look is in the audit', async () => {
    const masked = await look('viewer+bodies', { show: 'masked', reason: 'ticket 7' });
    expect(masked.statusCode).toBe(200);
    expect(masked.body).toContain('1 values are masked');
    expect(masked.body).toContain('evt_1');
    expect(masked.body).not.toContain('ada@example.com');
    const whole = await look('viewer+bodies', { show: 'all' });
    expect(whole.body).toContain('ada@example.com');
    expect(await looks()).toEqual([
      { user: LOGIN.name, subject: 'stripe/default/evt_1', reason: 'ticket 7', outcome: 'done' },
      { user: LOGIN.name, subject: 'stripe/default/evt_1', reason: null, outcome: 'done' },
    ]);
  });

  it('is refused without the right, to an admin too, and the page does not offer it', async () => {
    const before = (await looks()).length;
    for (const rights of ['viewer', 'admin']) {
      expect((await look(rights, { show: 'masked' })).statusCode).toBe(403);
      expect((await serverFor(rights).inject(asOperator({ url: EVENT }))).body).not.toContain('/body"');
    }
    const offered = await serverFor('viewer+bodies').inject(asOperator({ url: EVENT }));
    expect(offered.body).toContain(`${EVENT}/body"`);
    expect(offered.body).not.toContain('ada@example.com');
    expect((await looks()).slice(before).filter(({ outcome }) => outcome === 'done')).toEqual([]);
  });

  it('is never answered as JSON', async () => {
    const { statusCode, body } = await serverFor('viewer+bodies').inject(
      asOperator({
        method: 'POST',
        url: `${EVENT}/body.json`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: 'show=all',
      }),
    );
    expect(statusCode).toBe(400);
    expect(body).not.toContain('ada@example.com');
  });

  it('says that it is no longer stored', async () => {
    const { statusCode, body } = await look(
      'viewer+bodies',
      { show: 'all' },
      '/events/stripe/default/evt_expired',
    );
    expect(statusCode).toBe(200);
    expect(body).toContain('No body is stored');
  });
});
