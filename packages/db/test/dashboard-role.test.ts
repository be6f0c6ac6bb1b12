import { createDatabase, type TestDatabase } from '@payspool/testkit';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { grantDashboardRole } from '../src/dashboard-role.ts';
import { migrateDatabase } from '../src/migrate.ts';

const PASSWORD = 'a password of the tests';
let database: TestDatabase;
let role: string;
let owner: pg.Client;
let dashboard: pg.Client;
let eventId: string;

beforeAll(async () => {
  database = await createDatabase({ postgresUrl: inject('postgresUrl') });
  role = `dashboard_of_${database.name}`;
  await migrateDatabase(database.url);
  await grantDashboardRole(database.url, { role, password: PASSWORD });
  await grantDashboardRole(database.url, { role }); // after each migration
  owner = new pg.Client(database.url);
  const url = Object.assign(new URL(database.url), {
    username: role,
    password: encodeURIComponent(PASSWORD),
  });
  dashboard = new pg.Client(url.href);
  await Promise.all([owner.connect(), dashboard.connect()]);
  const { rows } = await owner.query<{ id: string }>(
    `INSERT INTO events (provider, account, event_key, type, status, received_at, canonical, raw_body, headers)
     VALUES ('stripe', 'default', 'evt_1', 'charge.refunded', 'applied', now(), '[]', 'private', '{}') RETURNING id`,
  );
  eventId = rows[0]?.id ?? '';
});
afterAll(async () => {
  await dashboard.end();
  await owner.query(`DROP OWNED BY "${role}"`);
  await owner.query(`DROP ROLE "${role}"`);
  await owner.end();
  await database.drop();
});

const DENIED = expect.objectContaining({ code: '42501' });
const audit = async () =>
  (await owner.query('SELECT user_name, action, subject, reason, ip FROM audit ORDER BY id')).rows;

describe("the dashboard's role", () => {
  it('reads every table, except the bodies', async () => {
    const { rows } = await owner.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'events'`,
    );
    expect(rows.length).toBeGreaterThan(15);
    for (const { name } of rows) await dashboard.query(`SELECT * FROM "${name}" LIMIT 1`);
    await dashboard.query('SELECT id, type, canonical, headers FROM events');
    await expect(dashboard.query('SELECT raw_body FROM events')).rejects.toEqual(DENIED);
    await expect(dashboard.query('SELECT * FROM events')).rejects.toEqual(DENIED);
  });

  it('changes nothing that the worker wrote', async () => {
    const tables = (
      await owner.query<{ name: string }>(
        `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
      )
    ).rows;
    for (const { name } of tables.filter((table) => table.name !== 'dashboard_sessions')) {
      await expect(dashboard.query(`DELETE FROM "${name}"`)).rejects.toEqual(DENIED);
      await expect(dashboard.query(`TRUNCATE "${name}"`)).rejects.toEqual(DENIED);
    }
    await expect(dashboard.query(`UPDATE orders SET status = 'paid'`)).rejects.toEqual(DENIED);
    await expect(dashboard.query(`UPDATE operations SET status = 'done'`)).rejects.toEqual(DENIED);
    await expect(dashboard.query(`UPDATE audit SET user_name = 'eve'`)).rejects.toEqual(DENIED);
    await expect(dashboard.query('CREATE TABLE public.events_copy (id int)')).rejects.toEqual(DENIED);
  });

  it('asks for an operation, stops it, and writes down what was done', async () => {
    const { rows } = await dashboard.query<{ id: string }>(
      `INSERT INTO operations (kind, params, is_rehearsal, requested_by) VALUES ('replay', '{}', true, 'ada') RETURNING id`,
    );
    await dashboard.query('UPDATE operations SET abort_at = now() WHERE id = $1', [rows[0]?.id]);
    await dashboard.query(
      `INSERT INTO audit (at, user_name, via, action, outcome) VALUES (now(), 'ada', 'password', 'abort', 'done')`,
    );
    expect(await audit()).toMatchObject([{ user_name: 'ada', action: 'abort' }]);
  });

  it('keeps sessions', async () => {
    await dashboard.query(
      `INSERT INTO dashboard_sessions (id, user_name, fingerprint, created_at, seen_at) VALUES ('\\x01', 'ada', 'f', now(), now())`,
    );
    await dashboard.query('UPDATE dashboard_sessions SET seen_at = now()');
    await expect(dashboard.query(`UPDATE dashboard_sessions SET user_name = 'eve'`)).rejects.toEqual(DENIED);
    await dashboard.query('DELETE FROM dashboard_sessions');
  });

  it('reads a body only through the function, which writes down who looked', async () => {
    const read = (id: string) =>
      dashboard.query<{ body: Buffer | null }>(
        `SELECT read_body($1, 'ada', 'ticket 7', 'password', '192.0.2.1') AS body`,
        [id],
      );
    expect((await read(eventId)).rows[0]?.body?.toString()).toBe('private');
    expect((await audit()).at(-1)).toEqual({
      user_name: 'ada',
      action: 'read-body',
      subject: 'stripe/default/evt_1',
      reason: 'ticket 7',
      ip: '192.0.2.1',
    });
    const before = (await audit()).length;
    expect((await read('0')).rows[0]?.body).toBeNull();
    expect(await audit()).toHaveLength(before);
  });

  it('is the only one that may call the function besides its owner', async () => {
    const other = `${role}_other`;
    await owner.query(`CREATE ROLE "${other}"`);
    const { rows } = await owner.query<{ may: boolean }>(
      `SELECT has_function_privilege($1, 'public.read_body(bigint,text,text,text,text)', 'EXECUTE') AS may`,
      [other],
    );
    await owner.query(`DROP ROLE "${other}"`);
    expect(rows).toEqual([{ may: false }]);
  });
});

describe('grantDashboardRole', () => {
  it('says what is missing for a role that does not exist, and refuses the role of the tables', async () => {
    await expect(grantDashboardRole(database.url, { role: 'nobody_here' })).rejects.toThrow(
      'DASHBOARD_DATABASE_URL',
    );
    const [{ name } = { name: '' }] = (await owner.query<{ name: string }>('SELECT current_user AS name'))
      .rows;
    await expect(grantDashboardRole(database.url, { role: name })).rejects.toThrow('a role of its own');
  });
});
