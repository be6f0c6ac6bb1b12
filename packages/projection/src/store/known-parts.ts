import type { Database } from '@payspool/db';
import type { EventRecord, EventResult } from './event-record.ts';

type Status = EventResult['status'];

/** What is recorded of a delivery so far. */
export interface KnownParts {
  /** The status of the delivery's own row, once it is there. */
  readonly delivery: Status | undefined;
  /** The status of each part by the key of its row. */
  readonly parts: ReadonlyMap<string, Status>;
}

/** What earlier attempts at a delivery of several parts have recorded: the next one begins where they ended. */
export async function knownParts(
  db: Pick<Database, 'event'>,
  { provider, account, eventKey }: Pick<EventRecord, 'provider' | 'account' | 'eventKey'>,
): Promise<KnownParts> {
  const rows = await db.event.findMany({
    where: { provider, account, OR: [{ eventKey }, { partOf: eventKey }] },
    select: { eventKey: true, partOf: true, status: true },
  });
  return {
    delivery: rows.find((row) => row.partOf === null)?.status,
    parts: new Map(rows.flatMap((row) => (row.partOf === null ? [] : [[row.eventKey, row.status] as const]))),
  };
}
