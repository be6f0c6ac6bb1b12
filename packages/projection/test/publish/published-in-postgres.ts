import type { Database } from '@payspool/db';
import { isTopic, parsePayload, PAYLOAD_VERSION, type SubjectKind } from '@payspool/events';
import { expect } from 'vitest';
import { decodePublished } from '../../src/publish/published-state.ts';
import { readRows } from '../tables.ts';
import { createListener, nameOf, nothingReceived } from './listener.ts';
import { meaningOf, withoutDoubt } from './meaning.ts';
import { expectCounted } from './understanding.ts';

/** The outbox of one account, in the order of its ids. */
export async function outboxOf(db: Database, account: string) {
  const rows = await db.outbox.findMany({ where: { account }, orderBy: { id: 'asc' } });
  return rows.map((row) => {
    if (!isTopic(row.topic)) throw new Error(`${row.topic} is no topic`);
    const subject = { kind: row.aggregateKind as SubjectKind, ref: row.aggregateRef };
    return { ...row, topic: row.topic, subject };
  });
}

/** As `topic ref occurrence`. */
export const transitionsIn = async (db: Database, account: string): Promise<string[]> =>
  (await outboxOf(db, account)).map(
    ({ topic, subject, occurrence }) => `${topic} ${subject.ref} ${occurrence}`,
  );

/** What has to hold of the outbox of an account, whatever was delivered and how. */
export async function expectPublishedInPostgres(db: Database, account: string): Promise<number> {
  const outbox = await outboxOf(db, account);
  expectCounted(outbox);
  expect(new Set(outbox.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(outbox.length);
  const listener = createListener();
  for (const row of outbox) {
    const { topic, subject, occurrence, eventKey, provider } = row;
    expect(parsePayload(topic, row.payload)).toMatchObject({
      version: PAYLOAD_VERSION,
      provider,
      account,
      subject,
      occurrence,
      eventKey,
    });
    listener.receive(row);
  }

  const aggregates = await db.aggregate.findMany({ where: { account } });
  const publishedState = aggregates.flatMap((aggregate) => decodePublished(aggregate.publishedState));
  const understood = new Map(
    publishedState
      .filter(({ isPublished }) => isPublished)
      .map(({ kind, ref, currentRef }) => [
        `${kind} ${currentRef}`,
        listener.understood.get(nameOf({ kind, ref })),
      ]),
  );
  expect(understood.size).toBe(listener.understood.size);
  const rows = await readRows(db, { provider: 'stripe', account });
  const meant = meaningOf(rows);
  const known = [...understood].flatMap(([name, value]) => (value ? [[name, value] as const] : []));
  const received = withoutDoubt(new Map(known), rows);
  for (const [name, value] of withoutDoubt(meant, rows))
    expect(received.get(name) ?? nothingReceived(value.kind), name).toEqual(value);
  for (const name of understood.keys()) expect(meant.has(name), name).toBe(true);
  return outbox.length;
}
