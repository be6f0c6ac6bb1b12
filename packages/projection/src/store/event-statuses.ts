import type { Database } from '@payspool/db';
import type { EventRecord, EventResult } from './event-record.ts';

type Status = EventResult['status'];

/** The recorded statuses of a delivery and its parts. */
export interface KnownParts {
  /** The status of the delivery's own row; absent before it is recorded. */
  readonly delivery: Status | undefined;
  /** The status of each recorded part, by its event key. */
  readonly parts: ReadonlyMap<string, Status>;
}

/** Reads what earlier attempts have recorded of a delivery of several parts, so that the next attempt continues there. */
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

/** Sets a failed hint to `ignored` after the provider has answered it. The answer has a row of its own. */
export async function settleHint(
  db: Database,
  { provider, account, eventKey }: Pick<EventRecord, 'provider' | 'account' | 'eventKey'>,
): Promise<void> {
  await db.event.updateMany({
    where: { provider, account, eventKey, status: 'failed' },
    data: { status: 'ignored', error: 'answered by the provider at a later attempt' },
  });
}
