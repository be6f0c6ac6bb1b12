import type { Database, Prisma } from '@payspool/db';
import { eventCondition } from './event-condition.ts';
import type { EventFilter } from './event-condition.ts';

/** The columns of an event that a replay needs. */
export type StoredEvent = Awaited<ReturnType<typeof nextPage>>[number];

export interface Matches {
  readonly count: number;
  /** The events in order of recording, one page at a time, because a filter may match millions. */
  readonly events: AsyncGenerator<StoredEvent>;
}

const PAGE = 100;

export async function matchingEvents(db: Database, filter: EventFilter): Promise<Matches> {
  const condition = eventCondition(filter);
  const [row] = await db.$queryRaw<
    { count: bigint }[]
  >`SELECT count(*) AS count FROM events WHERE ${condition}`;
  return { count: Number(row?.count ?? 0), events: pages(db, condition) };
}

async function* pages(db: Database, condition: Prisma.Sql): AsyncGenerator<StoredEvent> {
  let last = 0n;
  for (;;) {
    const page = await nextPage(db, condition, last);
    yield* page;
    const end = page.at(-1);
    if (!end) return;
    last = end.id;
  }
}

async function nextPage(db: Database, condition: Prisma.Sql, after: bigint) {
  const found = await db.$queryRaw<{ id: bigint }[]>`
    SELECT id FROM events WHERE ${condition} AND id > ${after} ORDER BY id LIMIT ${PAGE}`;
  return db.event.findMany({ where: { id: { in: found.map(({ id }) => id) } }, orderBy: { id: 'asc' } });
}
