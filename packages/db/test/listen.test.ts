import { createDatabase, waitFor } from '@payspool/testkit';
import { afterAll, afterEach, expect, inject, it } from 'vitest';
import { listen, type Listener, openDatabase } from '../src/index.ts';

const created = await createDatabase({ postgresUrl: inject('postgresUrl') });
const database = openDatabase({ url: created.url, poolSize: 6, applicationName: 'listen-test' });
const db = database.prisma;
const CHANNEL = 'received';
let listener: Listener | undefined;
afterEach(() => listener?.close());
afterAll(async () => {
  await database.close();
  await created.drop();
});

function open(url = created.url) {
  const received = { notified: 0, errors: [] as string[] };
  listener = listen({
    url,
    channel: CHANNEL,
    onNotify: () => (received.notified += 1),
    onError: (error) => received.errors.push(error.message),
  });
  return received;
}
const connections = () =>
  db.$queryRaw<{ pid: number }[]>`
    SELECT pid FROM pg_stat_activity WHERE application_name = 'payspool-listen' AND datname = current_database()`;
const until = (received: { notified: number }, count: number) =>
  waitFor(() => received.notified >= count, { what: `to be notified ${count} times` });
const notify = () => db.$executeRaw`SELECT pg_notify(${CHANNEL}, '')`;

it('each commit causes a notification, and no rollback does', async () => {
  const received = open();
  await until(received, 1); // connected
  await db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_notify(${CHANNEL}, '')`;
    await tx.$executeRaw`SELECT pg_sleep(0.1)`;
    expect(received.notified).toBe(1);
  });
  await until(received, 2);
  const rolledBack = db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_notify(${CHANNEL}, '')`;
    throw new Error('rolled back');
  });
  await expect(rolledBack).rejects.toThrow('rolled back');
  await notify(); // notifications arrive in the order of the commits
  await until(received, 3);
  expect(received).toEqual({ notified: 3, errors: [] });
});

it('a listener reconnects when its connection is closed, and notifies after that', async () => {
  const received = open();
  await until(received, 1);
  const [before] = await connections();
  await db.$executeRaw`SELECT pg_terminate_backend(${before?.pid}::int)`;
  await until(received, 2);
  expect((await connections()).map(({ pid }) => pid)).not.toContain(before?.pid);
  expect(received.errors).toEqual(['terminating connection due to administrator command']);
  await notify();
  await until(received, 3);
});

it('a listener keeps trying while the server refuses, and reports each attempt', async () => {
  const url = new URL(created.url);
  url.pathname = '/nowhere';
  const received = open(url.href);
  await waitFor(() => received.errors.length >= 2, { what: 'two attempts' });
  expect(received).toMatchObject({
    notified: 0,
    errors: [expect.stringContaining('nowhere'), expect.anything()],
  });
});

it('a listener can be closed at any time, also before it has connected', async () => {
  const received = open();
  await until(received, 1);
  await listener?.close();
  expect(await connections()).toEqual([]);
  expect(received.errors).toEqual([]);

  const early = open();
  await listener?.close();
  expect(early.errors).toEqual([]);
  await waitFor(async () => (await connections()).length === 0, { what: 'no connection to be left' });
});
