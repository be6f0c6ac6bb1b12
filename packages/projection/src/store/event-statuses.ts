import type { Database } from '@payspool/db';
import type { EventRecord, EventResult } from './event-record.ts';

type Status = EventResult['status'];

/** The recorded statuses of a delivery and its parts. */
export interface KnownParts {
  /** The status of the delivery's own row; absent before it is recorded. */
  readonly delivery: Status | undefined;
  /** The status of each recorded part, by its event key. */
  readonly parts: ReadonlyMap<string, Status>;
  /** Whether one of them is recorded as a part of this delivery. The others came with another delivery. */
  readonly hasOwn: boolean;
}

/**
 * Reads what is recorded of a delivery of several parts, so that the next attempt continues there. A part with an event key of its own
 * may be recorded as a part of another delivery, or as a delivery of itself.
 */
export async function knownParts(
  db: Pick<Database, 'event'>,
  { provider, account, eventKey }: Pick<EventRecord, 'provider' | 'account' | 'eventKey'>,
  partKeys: readonly string[],
): Promise<KnownParts> {
  const rows = await db.event.findMany({
    where: { provider, account, OR: [{ eventKey: { in: [eventKey, ...partKeys] } }, { partOf: eventKey }] },
    select: { eventKey: true, partOf: true, status: true },
  });
  return {
    delivery: rows.find((row) => row.eventKey === eventKey)?.status,
    parts: new Map(rows.map((row) => [row.eventKey, row.status])),
    hasOwn: rows.some((row) => row.partOf === eventKey),
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
