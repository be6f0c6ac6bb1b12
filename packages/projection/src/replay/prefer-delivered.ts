import { isDeepStrictEqual } from 'node:util';
import type { Database, Transaction } from '@payspool/db';
import { serializeEvents } from '@payspool/events';
import type { EventRecord, EventResult } from '../store/event-record.ts';
import type { ProjectionSettings } from '../store/settings.ts';
import { inTransaction } from '../store/transaction.ts';
import { replayIn } from './replay-event.ts';

/**
 * Replaces an event that was read from the provider's API by its signed delivery, which came later. The API may render the event in another
 * version, so that it means something else; then the meaning of the delivery counts, and its changes are published. A body that was erased
 * stays erased.
 *
 * @returns whether it was replaced; `false` if no such event was read from the API
 */
export const preferDelivered = (
  db: Database,
  { record, result }: { readonly record: EventRecord; readonly result: EventResult },
  settings: ProjectionSettings,
): Promise<boolean> =>
  inTransaction(db, async (tx) => {
    const { provider, account, eventKey } = record;
    const event = await tx.event.findFirst({
      where: { provider, account, eventKey, source: 'refetched' },
      select: { id: true, status: true, canonical: true },
    });
    if (!event) return false;
    const events = result.status === 'applied' ? serializeEvents(result.events) : [];
    if (event.status !== result.status || !isDeepStrictEqual(event.canonical, jsonOf(events))) {
      const { type, occurredAt, providerAccount } = record;
      await replayIn(tx, event.id, {
        reread: { ...result, type, occurredAt, account, providerAccount },
        silently: false,
        settings,
      });
    }
    await storeDelivery(tx, event.id, record);
    return true;
  });

/** The value as `jsonb` returns it: without absent keys. */
const jsonOf = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

async function storeDelivery(
  tx: Transaction,
  id: bigint,
  { isErased, rawBody, headers, receivedAt, signedAt, signedMode }: EventRecord,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE events SET source = 'delivery', received_at = ${receivedAt}, signed_at = ${signedAt ?? null},
      signed_mode = ${signedMode ?? null},
      headers = CASE WHEN raw_body IS NULL THEN headers ELSE ${JSON.stringify(isErased ? {} : headers)}::jsonb END,
      raw_body = CASE WHEN raw_body IS NULL THEN NULL ELSE ${isErased ? null : rawBody}::bytea END
    WHERE id = ${id} AND source = 'refetched'`;
}
