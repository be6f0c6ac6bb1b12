import {
  concernErasedCustomer,
  type EventRecord,
  recordAndReplay,
  recordWithoutEffects,
} from '@payspool/projection';
import type { MeaningfulObject } from '../operations/read-object.ts';
import type { StepContext } from '../operations/operation-kind.ts';
import type { Unit } from '../operations/units.ts';

/**
 * Records an object as an observation, and computes the rows of its purchases again from all of their events. A row that was changed by hand,
 * or that a deleted event had made, is corrected too.
 *
 * @returns the number of transitions that were published or, without `react`, are due
 */
export async function recordObject(
  { reading, eventKey, parts, body }: MeaningfulObject,
  { unit, react, context }: { readonly unit: Unit; readonly react: boolean; readonly context: StepContext },
): Promise<number> {
  const { db, io, settings, accounts } = context;
  const { type, occurredAt, account, providerAccount } = reading;
  const owner = { provider: unit.provider, account };
  const isErased = await concernErasedCustomer(
    db,
    owner,
    parts.flatMap(({ events }) => events),
  );
  const whole: EventRecord = {
    ...owner,
    eventKey,
    type,
    occurredAt,
    receivedAt: io.now(),
    mode: accounts.find(unit.provider, unit.account)?.mode,
    source: 'observed',
    rawBody: body,
    isErased,
    headers: {},
    providerAccount,
  };
  let transitions = 0;
  for (const part of parts) {
    const isWhole = part.eventKey === eventKey;
    const record = isWhole ? whole : { ...whole, ...nameOf(part), rawBody: null, partOf: eventKey };
    const reread = { status: 'applied', ...part, account, providerAccount } as const;
    const replayed = await recordAndReplay(db, record, { reread, dryRun: false, react, settings });
    transitions += replayed.transitions;
  }
  // The row with the body comes last, as a worker writes it.
  if (parts.every((part) => part.eventKey !== eventKey))
    await recordWithoutEffects(db, whole, { status: 'split' });
  return transitions;
}

const nameOf = ({ eventKey, type, occurredAt }: MeaningfulObject['parts'][number]) => ({
  eventKey,
  type,
  occurredAt,
});
