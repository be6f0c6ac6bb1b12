import type { Database } from '@payspool/db';
import type { EventRecord } from './event-record.ts';

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
