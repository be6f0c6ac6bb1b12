import type { Database, Prisma } from '@payspool/db';
import { type EventFilter, whereOf } from './find-events.ts';

/** Everything of an event that replaying it needs. */
export type StoredEvent = Awaited<ReturnType<typeof nextPage>>[number];

export interface Matches {
  readonly count: number;
  /** In order of recording, a page at a time: a filter may match millions. */
  readonly events: AsyncGenerator<StoredEvent>;
}

const PAGE = 100;

export async function matchingEvents(db: Database, filter: EventFilter): Promise<Matches> {
  const where = await whereOf(db, filter);
  return { count: await db.event.count({ where }), events: pages(db, where) };
}

async function* pages(db: Database, where: Prisma.EventWhereInput): AsyncGenerator<StoredEvent> {
  let last = 0n;
  for (;;) {
    const page = await nextPage(db, where, last);
    yield* page;
    const end = page.at(-1);
    if (!end) return;
    last = end.id;
  }
}

const nextPage = (db: Database, where: Prisma.EventWhereInput, after: bigint) =>
  db.event.findMany({ where: { AND: [where, { id: { gt: after } }] }, orderBy: { id: 'asc' }, take: PAGE });
