import type { Database, Transaction } from '@payspool/db';
import { FOLD_VERSION, fold } from '../fold/fold.ts';
import { referencesOf } from '../fold/references.ts';
import { bindTransmission } from './bind-transmission.ts';
import type { EventRecord, EventResult } from './event-record.ts';
import { loadHistory } from './load-history.ts';
import { lockReferences } from './lock-references.ts';
import { recordEvent } from './record-event.ts';
import { resolveAggregate } from './resolve-aggregate.ts';
import { inTransaction } from './transaction.ts';
import { writeRows } from './write-rows.ts';

/** Whether the event's row, and with it its effects, are this call's, or were there before. */
export type Recorded = 'recorded' | 'duplicate';

/**
 * Writes one event and everything that follows from it in one transaction: its effects happen once, or not at all.
 *
 * @throws {TransmissionReusedError} when its transmission id has brought another body before
 */
export function applyEvent(
  db: Database,
  record: EventRecord,
  result: Extract<EventResult, { status: 'applied' }>,
): Promise<Recorded> {
  const references = result.events.flatMap(referencesOf);
  return inTransaction(db, async (tx) => {
    await lockReferences(tx, record, references);
    const eventId = await recordEvent(tx, record, result);
    if (eventId === undefined) return 'duplicate';
    await bindTransmission(tx, record);
    if (references.length > 0) await project(tx, record, { eventId, references });
    return 'recorded';
  });
}

/** Writes an event that has no effects: one that means nothing to orders and subscriptions, or that cannot be used. */
export function recordWithoutEffects(
  db: Database,
  record: EventRecord,
  result: Exclude<EventResult, { status: 'applied' }>,
): Promise<Recorded> {
  return inTransaction(db, async (tx) =>
    (await recordEvent(tx, record, result)) === undefined ? 'duplicate' : 'recorded',
  );
}

async function project(
  tx: Transaction,
  owner: EventRecord,
  { eventId, references }: { readonly eventId: bigint; readonly references: ReturnType<typeof referencesOf> },
): Promise<void> {
  const { provider, account } = owner;
  const aggregateId = await resolveAggregate(tx, owner, references);
  await tx.event.update({ where: { id: eventId }, data: { aggregateId } });
  const rows = fold(await loadHistory(tx, aggregateId));
  await writeRows(tx, { provider, account, aggregateId }, rows);
  await tx.aggregate.update({ where: { id: aggregateId }, data: { foldVersion: FOLD_VERSION } });
}
