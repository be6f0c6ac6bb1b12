import { createDatabase, freePort, type TestDatabase } from '@payspool/testkit';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { migrateDatabase, openDatabase, proveWrite, WriteRefusedError } from '../src/index.ts';
import { failure } from './scratch.ts';

const ROLE = `prover_${process.pid}`;
let database: TestDatabase;
let admin: pg.Client;

beforeAll(async () => {
  database = await createDatabase({ postgresUrl: inject('postgresUrl') });
  await migrateDatabase(database.url);
  admin = new pg.Client(database.url);
  await admin.connect();
  await admin.query(`CREATE ROLE ${ROLE} LOGIN PASSWORD 'sesame'`);
  await admin.query(`GRANT ALL ON ALL TABLES IN SCHEMA public TO ${ROLE}`);
});
afterAll(async () => {
  await admin.query(`DROP OWNED BY ${ROLE}`);
  await admin.query(`DROP ROLE ${ROLE}`);
  await admin.end();
  await database.drop();
});

function open(change: (url: URL) => void = () => undefined) {
  const url = new URL(database.url);
  [url.username, url.password] = [ROLE, 'sesame'];
  change(url);
  const { prisma, close } = openDatabase({ url: url.href, poolSize: 1 });
  onTestFinished(close);
  return prisma;
}
const codeOf = async (promise: Promise<unknown>) => {
  const error = await failure(promise);
  expect(error).toBeInstanceOf(WriteRefusedError);
  return (error as WriteRefusedError).code;
};

describe('a database that accepts writes', () => {
  it.each([false, true])('passes the proof, which leaves no data (thorough: %s)', async (thorough) => {
    const db = open();
    await proveWrite(db, { thorough });
    await proveWrite(db, { thorough });
    expect(await db.disabledConsumer.count()).toBe(0);
    expect(await db.event.count()).toBe(0);
  });
});

describe('a database that refuses writes', () => {
  it('is reported as read-only, and passes again on the same connection', async () => {
    const db = open();
    await db.$executeRawUnsafe('SET default_transaction_read_only = on');
    expect(await codeOf(proveWrite(db, { thorough: false }))).toBe('25006');
    await db.$executeRawUnsafe('SET default_transaction_read_only = off');
    await proveWrite(db, { thorough: false });
  });

  it.each(['events', 'disabled_consumers'])('reports that our user may not write to %s', async (table) => {
    const db = open();
    await admin.query(`REVOKE INSERT ON ${table} FROM ${ROLE}`);
    expect(await codeOf(proveWrite(db, { thorough: false }))).toBe('42501');
    await admin.query(`GRANT INSERT ON ${table} TO ${ROLE}`);
    await proveWrite(db, { thorough: false });
  });

  it('reports that it is unreachable, does not know the user, or does not exist', async () => {
    const port = await freePort();
    const nobody = open((url) => (url.port = String(port)));
    const stranger = open((url) => (url.username = 'nobody_here'));
    const elsewhere = open((url) => (url.pathname = '/no_such_database'));
    expect(await codeOf(proveWrite(nobody, { thorough: false }))).toMatch(/^08/);
    expect(await codeOf(proveWrite(stranger, { thorough: false }))).toMatch(/^28/);
    expect(await codeOf(proveWrite(elsewhere, { thorough: false }))).toBe('3D000');
  });
});
