import { createDatabase, waitFor } from '@payspool/testkit';
import { afterAll, afterEach, expect, inject, it } from 'vitest';
import { listen, type Listener, openDatabase } from '../src/index.ts';

const created = await createDatabase({ postgresUrl: inject('postgresUrl') });
const database = openDatabase({ url: created.url, poolSize: 6, applicationName: 'listen-test' });
const db = database.prisma;
const CHANNEL = 'heard';
let listener: Listener | undefined;
afterEach(() => listener?.close());
afterAll(async () => {
  await database.close();
  await created.drop();
});

function open(url = created.url) {
  const heard = { notified: 0, errors: [] as string[] };
  listener = listen({
    url,
    channel: CHANNEL,
    onNotify: () => (heard.notified += 1),
    onError: (error) => heard.errors.push(error.message),
  });
  return heard;
}
const connections = () =>
  db.$queryRaw<{ pid: number }[]>`
    SELECT pid FROM pg_stat_activity WHERE application_name = 'payspool-listen' AND datname = current_database()`;
const until = (heard: { notified: number }, count: number) =>
  waitFor(() => heard.notified >= count, { what: `to be notified ${count} times` });
const notify = () => db.$executeRaw`SELECT pg_notify(${CHANNEL}, '')`;

it('each commit causes a notification, and no rollback does', async () => {
  const heard = open();
  await until(heard, 1); // connected
  await db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_notify(${CHANNEL}, '')`;
    await tx.$executeRaw`SELECT pg_sleep(0.1)`;
    expect(heard.notified).toBe(1);
  });
  await until(heard, 2);
  const rolledBack = db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_notify(${CHANNEL}, '')`;
    throw new Error('rolled back');
  });
  await expect(rolledBack).rejects.toThrow('rolled back');
  await notify(); // notifications arrive in the order of the commits
  await until(heard, 3);
  expect(heard).toEqual({ notified: 3, errors: [] });
});

it('a listener reconnects when its connection is closed, and notifies after that', async () => {
  const heard = open();
  await until(heard, 1);
  const [before] = await connections();
  await db.$executeRaw`SELECT pg_terminate_backend(${before?.pid}::int)`;
  await until(heard, 2);
  expect((await connections()).map(({ pid }) => pid)).not.toContain(before?.pid);
  expect(heard.errors).toEqual(['terminating connection due to administrator command']);
  await notify();
  await until(heard, 3);
});

it('a listener keeps trying while the server refuses, and reports each attempt', async () => {
  const url = new URL(created.url);
  url.pathname = '/nowhere';
  const heard = open(url.href);
  await waitFor(() => heard.errors.length >= 2, { what: 'two attempts' });
  expect(heard).toMatchObject({
    notified: 0,
    errors: [expect.stringContaining('nowhere'), expect.anything()],
  });
});

it('a listener can be closed at any time, also before it has connected', async () => {
  const heard = open();
  await until(heard, 1);
  await listener?.close();
  expect(await connections()).toEqual([]);
  expect(heard.errors).toEqual([]);

  const early = open();
  await listener?.close();
  expect(early.errors).toEqual([]);
  await waitFor(async () => (await connections()).length === 0, { what: 'no connection to be left' });
});
