import { bindDeliveryRef, type EventRecord, type EventResult, knownParts } from '@payspool/projection';
import { type Meaning, partEventKey, type ReadPart } from '@payspool/providers';
import { troubleOf } from './outcome.ts';
import type { ProcessContext, Processed } from './process-delivery.ts';
import { recordMeaning } from './record-meaning.ts';
import { type EndedPart, partReporter } from './report-parts.ts';

/** The number of parts of a delivery by outcome. */
export type PartCounts = Readonly<Partial<Record<EndedPart['outcome'], number>>>;

/** The worker stops before the end of the delivery; another worker continues. */
export class InterruptedError extends Error {
  readonly code = 'interrupted';
  override readonly name = 'InterruptedError';
}

/** After this many failures in a row the database is the problem, not a part. */
const TROUBLES_IN_A_ROW = 3;

/** Parts that are written at the same time, so that they share transactions. */
const AT_ONCE = 32;

/**
 * Writes each part of a delivery as an event of its own, some of them at the same time, and the delivery last. After a crash at any point
 * the next attempt completes it. A part that cannot be used is recorded as `failed`, and the other parts continue. They also continue if a
 * part has a temporary error; that error is thrown at the end, so that the delivery is retried.
 *
 * A delivery whose parts are all recorded already, as parts of other deliveries, is a duplicate: it has no row, because no part would
 * refer to it.
 *
 * @throws {DeliveryRefReusedError} before anything is written
 * @throws {InterruptedError} between two parts, after `signal` is aborted
 */
export async function recordParts(
  delivery: EventRecord,
  parts: readonly ReadPart[],
  context: Pick<ProcessContext, 'db' | 'write' | 'io' | 'logger' | 'metrics' | 'signal'>,
): Promise<Processed> {
  const { db, write, signal } = context;
  const records = parts.map((part) => ({ part, record: recordOf(part, delivery) }));
  const known = await knownParts(
    db,
    delivery,
    records.map(({ record }) => record.eventKey),
  );
  // An older release applied it as one event; `payspool replay` splits it into parts.
  if (known.delivery === 'applied') return { outcome: 'duplicate' };
  await bindDeliveryRef(db, delivery);
  const report = partReporter(delivery, context);
  const counts: Record<string, number> = {};
  const troubles: unknown[] = [];
  let inARow = 0;
  for (let from = 0; from < records.length && inARow < TROUBLES_IN_A_ROW; from += AT_ONCE) {
    if (signal?.aborted) throw new InterruptedError('the worker stopped between two parts of a delivery');
    const ended = await Promise.all(
      records.slice(from, from + AT_ONCE).map(async ({ part: { type, meaning }, record }) => {
        const isKnown = isDone(known.parts.get(record.eventKey), meaning);
        const { error, ...one }: Recorded = isKnown
          ? { outcome: 'duplicate' }
          : await recordPart(record, meaning, context);
        return { error, part: { eventKey: record.eventKey, type, ...one } };
      }),
    );
    for (const { error, part } of ended) {
      report(part);
      counts[part.outcome] = (counts[part.outcome] ?? 0) + 1;
      const isTrouble = part.outcome === 'retry';
      if (isTrouble) troubles.push(error);
      // Once reached, the limit stays reached: the parts that follow in this group were written at the same time.
      if (inARow < TROUBLES_IN_A_ROW) inARow = isTrouble ? inARow + 1 : 0;
    }
  }
  if (troubles.length > 0) throw troubles[0];
  const hasNew = Object.keys(counts).some((outcome) => outcome !== 'duplicate');
  if (!hasNew && !known.hasOwn && known.delivery === undefined)
    return { outcome: 'duplicate', parts: counts };
  const whole = await write(delivery, { status: 'split' });
  return { outcome: hasNew || whole === 'recorded' ? 'applied' : 'duplicate', parts: counts };
}

/** A recorded success is never replaced. An event that was ignored or failed by its content has the same outcome again. */
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
    if (trouble.outcome === 'retry') return { error, ...trouble };
    const failure = { status: 'failed', error: trouble.reason } as const;
    try {
      await recordMeaning(record, failure, context);
      return trouble;
    } catch (unrecorded) {
      return { error: unrecorded, ...troubleOf(unrecorded), outcome: 'retry' };
    }
  }
}

const reasonOf = ({ error }: { readonly error: string }) => ({
  code: error.split(':', 1)[0] ?? '',
  reason: error,
});

const recordOf = ({ type, occurredAt, ...keys }: ReadPart, delivery: EventRecord): EventRecord => ({
  ...delivery,
  eventKey: partEventKey(delivery.eventKey, keys),
  partOf: delivery.eventKey,
  type,
  occurredAt,
  rawBody: null,
  headers: {},
  deliveryRef: undefined,
});
