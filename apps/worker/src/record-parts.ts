import { bindTransmission, type EventRecord, type EventResult, knownParts } from '@payspool/projection';
import { type Meaning, partEventKey, type ReadPart } from '@payspool/providers';
import { troubleOf } from './outcome.ts';
import type { ProcessContext, Processed } from './process-delivery.ts';
import { recordMeaning } from './record-meaning.ts';
import { type EndedPart, partReporter } from './report-parts.ts';

/** How many parts of a delivery came to what. */
export type PartCounts = Readonly<Partial<Record<EndedPart['outcome'], number>>>;

/** The worker has to go, and the delivery is not at its end: another worker goes on with it. */
export class InterruptedError extends Error {
  readonly code = 'interrupted';
  override readonly name = 'InterruptedError';
}

/** After so many in a row it is the database that is in trouble, and no part. */
const TROUBLES_IN_A_ROW = 3;

/**
 * Writes every part of a delivery in a transaction of its own, and the delivery last: a crash at any point leaves what the next attempt
 * completes. A part that cannot be used is recorded `failed`, and the others go on; so they do around one that fails for a reason that
 * may pass, which is thrown at the end for the delivery to be tried again.
 *
 * @throws {TransmissionReusedError} before anything is written
 * @throws {InterruptedError} between two parts, once `signal` is aborted
 */
export async function recordParts(
  delivery: EventRecord,
  parts: readonly ReadPart[],
  context: Pick<ProcessContext, 'db' | 'write' | 'io' | 'logger' | 'metrics' | 'signal'>,
): Promise<Processed> {
  const { db, write, signal } = context;
  const known = await knownParts(db, delivery);
  // An older release has applied it as one event; `payspool replay` takes it apart.
  if (known.delivery === 'applied') return { outcome: 'duplicate' };
  await bindTransmission(db, delivery);
  const report = partReporter(delivery, context);
  const counts: Record<string, number> = {};
  const troubles: unknown[] = [];
  let inARow = 0;
  for (const part of parts) {
    if (signal?.aborted) throw new InterruptedError('the worker had to go between two parts of a delivery');
    const record = recordOf(part, delivery);
    const { error, ...ended }: Recorded = isDone(known.parts.get(record.eventKey), part.meaning)
      ? { outcome: 'duplicate' }
      : await recordPart(record, part.meaning, context);
    report({ ...ended, eventKey: record.eventKey, type: part.type });
    counts[ended.outcome] = (counts[ended.outcome] ?? 0) + 1;
    inARow = ended.outcome === 'retry' ? inARow + 1 : 0;
    if (ended.outcome === 'retry') troubles.push(error);
    if (inARow === TROUBLES_IN_A_ROW) break;
  }
  if (troubles.length > 0) throw troubles[0];
  const whole = await write(delivery, { status: 'split' });
  const isNew = whole === 'recorded' || Object.keys(counts).some((outcome) => outcome !== 'duplicate');
  return { outcome: isNew ? 'applied' : 'duplicate', parts: counts };
}

/** Nothing replaces a success, and what was ignored or failed for its own sake is so again. */
const isDone = (recorded: EventResult['status'] | undefined, { status }: Meaning): boolean =>
  recorded === 'applied' || (recorded !== undefined && recorded === status);

type Recorded = Pick<EndedPart, 'outcome' | 'reason' | 'code'> & { readonly error?: unknown };

async function recordPart(
  record: EventRecord,
  meaning: Meaning,
  context: Pick<ProcessContext, 'write' | 'io' | 'metrics'>,
): Promise<Recorded> {
  try {
    const outcome = await recordMeaning(record, meaning, context);
    return outcome === 'failed' && meaning.status === 'failed'
      ? { outcome, ...reasonOf(meaning) }
      : { outcome };
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble.outcome === 'retry') return { ...trouble, error };
    const failure = { status: 'failed', error: trouble.reason } as const;
    try {
      await recordMeaning(record, failure, context);
      return trouble;
    } catch (unrecorded) {
      return { ...troubleOf(unrecorded), outcome: 'retry', error: unrecorded };
    }
  }
}

const reasonOf = ({ error }: { readonly error: string }) => ({
  code: error.split(':', 1)[0] ?? '',
  reason: error,
});

const recordOf = ({ key, type, occurredAt }: ReadPart, delivery: EventRecord): EventRecord => ({
  ...delivery,
  eventKey: partEventKey(delivery.eventKey, key),
  partOf: delivery.eventKey,
  type,
  occurredAt,
  rawBody: null,
  headers: {},
  transmissionRef: undefined,
});
