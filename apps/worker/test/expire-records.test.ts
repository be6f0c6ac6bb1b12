import { openDatabase } from '@payspool/db';
import { createDatabase } from '@payspool/testkit';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { expireRecords } from '../src/expire-records.ts';

const at = (day: number) => new Date(Date.UTC(2026, 0, day));
let database: Awaited<ReturnType<typeof createDatabase>>;
let open: ReturnType<typeof openDatabase>;
beforeAll(async () => {
  database = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
  open = openDatabase({ url: database.url, poolSize: 2 });
});
afterAll(async () => {
  await open?.close();
  await database?.drop();
});

it('deletes records that are too old, and neither operations that run nor findings that are open', async () => {
  const { prisma: db } = open;
  const operation = { kind: 'erase', params: {}, isRehearsal: true, requestedBy: 'test' };
  const finding = {
    provider: 'fake',
    account: 'a',
    objectKind: 'charge',
    class: 'gone',
    rows: {},
    remedy: '',
  };
  await db.operation.createMany({
    data: [
      { ...operation, status: 'done', finishedAt: at(1) },
      { ...operation, status: 'done', finishedAt: at(3) },
      { ...operation, createdAt: at(1) },
    ],
  });
  await db.drift.createMany({
    data: [
      { ...finding, objectId: 'old', foundAt: at(1), seenAt: at(1), resolvedAt: at(1) },
      { ...finding, objectId: 'open', foundAt: at(1), seenAt: at(1) },
    ],
  });
  const entry = { userName: 'ada', action: 'log-in', outcome: 'done' };
  await db.audit.createMany({
    data: [
      { ...entry, at: at(1) },
      { ...entry, at: at(4) },
    ],
  });
  const session = { userName: 'ada', fingerprint: 'f', seenAt: at(4) };
  await db.dashboardSession.createMany({
    data: [
      { ...session, id: Buffer.from('old'), createdAt: at(1) },
      { ...session, id: Buffer.from('new'), createdAt: at(4) },
    ],
  });
  const before = { operations: at(2), audit: at(2), sessions: at(2) };
  const { signal } = new AbortController();
  expect(await expireRecords(db, before, signal)).toEqual({ operations: 1, drift: 1, audit: 1, sessions: 1 });
  expect(await expireRecords(db, before, signal)).toEqual({ operations: 0, drift: 0, audit: 0, sessions: 0 });
  expect(await db.operation.count()).toBe(2);
  expect(await db.drift.findMany({ select: { objectId: true } })).toEqual([{ objectId: 'open' }]);
});
