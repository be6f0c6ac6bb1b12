import { applyEvent, type EventRecord, recordWithoutEffects } from '@payspool/projection';
import type { Meaning } from '@payspool/providers';
import type { ProcessContext } from './process-delivery.ts';

/** Writes one event, or one part of a delivery, with its effects. */
export async function recordMeaning(
  record: EventRecord,
  meaning: Meaning,
  { db, io, metrics, settings }: Pick<ProcessContext, 'db' | 'io' | 'metrics' | 'settings'>,
): Promise<Meaning['status'] | 'duplicate'> {
  const recorded =
    meaning.status === 'applied'
      ? await applyEvent(db, record, meaning, settings)
      : await recordWithoutEffects(db, record, meaning);
  if (recorded === 'duplicate') return 'duplicate';
  if (meaning.status === 'applied' && record.occurredAt) {
    const lagMs = Math.max(0, io.now().getTime() - record.occurredAt.getTime());
    metrics?.observe('payspool_event_lag_seconds', { provider: record.provider }, lagMs / 1000);
  }
  return meaning.status;
}
