import type { Database } from '@payspool/db';
import type { EventRecord } from './event-record.ts';

/** A hint that once failed and has now been answered is no failure any more; the answer has its own row. */
export async function settleHint(
  db: Database,
  { provider, account, eventKey }: Pick<EventRecord, 'provider' | 'account' | 'eventKey'>,
): Promise<void> {
  await db.event.updateMany({
    where: { provider, account, eventKey, status: 'failed' },
    data: { status: 'ignored', error: 'answered by the provider at a later attempt' },
  });
}
