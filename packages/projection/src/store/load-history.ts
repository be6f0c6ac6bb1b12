import type { Transaction } from '@payspool/db';
import { parseEvents } from '@payspool/events';
import type { RecordedEvent } from '../fold/history.ts';

/** Everything that was applied of one purchase or subscription. */
export async function loadHistory(tx: Transaction, aggregateId: bigint): Promise<RecordedEvent[]> {
  const rows = await tx.event.findMany({
    where: { aggregateId, status: 'applied' },
    select: { eventKey: true, canonical: true },
  });
  return rows.flatMap(({ eventKey, canonical }) =>
    parseEvents(canonical).map((event, index) => ({ eventKey, index, event })),
  );
}
