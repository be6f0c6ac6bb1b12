import type { EventRecord } from '@payspool/projection';
import type { Meaning } from '@payspool/providers';
import type { ProcessContext } from './process-delivery.ts';

/** Writes one event, or one part of a delivery, with its effects. */
export async function recordMeaning(
  record: EventRecord,
  meaning: Meaning,
  { write, io, metrics }: Pick<ProcessContext, 'write' | 'io' | 'metrics'>,
): Promise<Meaning['status'] | 'duplicate'> {
  if ((await write(record, meaning)) === 'duplicate') return 'duplicate';
  if (meaning.status === 'applied' && record.occurredAt) {
    const lagMs = Math.max(0, io.now().getTime() - record.occurredAt.getTime());
    metrics?.observe('payspool_event_lag_seconds', { provider: record.provider }, lagMs / 1000);
  }
  return meaning.status;
}
