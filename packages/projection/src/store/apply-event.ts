import type { Database, Transaction } from '@payspool/db';
import type { CanonicalEvent } from '@payspool/events';
import { type Reference, referencesOf } from '../fold/references.ts';
import { bindTransmission } from './bind-transmission.ts';
import type { EventRecord, EventResult } from './event-record.ts';
import { lockReferences } from './lock-references.ts';
import { recordEvent } from './record-event.ts';
import { foldOn } from './refold.ts';
import { resolveAggregate } from './resolve-aggregate.ts';
import { DEFAULT_SETTINGS, type ProjectionSettings } from './settings.ts';
import { sharedDisputeLocks } from './shared-disputes.ts';
import { inTransaction } from './transaction.ts';

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
  settings: ProjectionSettings = DEFAULT_SETTINGS,
): Promise<Recorded> {
  const references = result.events.flatMap(referencesOf);
  return inTransaction(db, async (tx) => {
    await lockReferences(tx, record, [...references, ...sharedDisputeLocks(result.events)]);
    const eventId = await recordEvent(tx, record, result);
    if (eventId === undefined) return 'duplicate';
    await bindTransmission(tx, record);
    if (references.length > 0)
      await project(tx, record, { eventId, references, events: result.events, settings });
    return 'recorded';
  });
}

/** Writes an event that has no effects of its own: one that means nothing to orders and subscriptions, that cannot be used, or whose parts have the effects. */
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
  { provider, account, eventKey, mayBeNamedLater = false }: EventRecord,
  {
    eventId,
    references,
    events,
    settings,
  }: {
    readonly eventId: bigint;
    readonly references: readonly Reference[];
    readonly events: readonly CanonicalEvent[];
    readonly settings: ProjectionSettings;
  },
): Promise<void> {
  const { aggregateId, isNew } = await resolveAggregate(tx, { provider, account }, references);
  await tx.event.update({ where: { id: eventId }, data: { aggregateId } });
  const target = { provider, account, aggregateId };
  await foldOn(tx, target, { eventKey, events, isNew, settings, mayWait: mayBeNamedLater });
}
