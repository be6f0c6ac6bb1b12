import type { Database } from '@payspool/db';
import { applySet, type RecordStatus, type Settled } from './apply-set.ts';
import { cutsOf } from './cut-sets.ts';
import { type Delivered, eventOfSet, type EventOfSet } from './events-of-set.ts';
import type { EventRecord, EventResult } from './event-record.ts';
import { SharedDisputeError } from './fold-component.ts';
import { DEFAULT_SETTINGS, type ProjectionSettings } from './settings.ts';
import { explainTimeout, isOfEveryEvent } from './set-errors.ts';

export interface ApplyOptions {
  readonly settings?: ProjectionSettings;
  /** Returns `busy` for an event whose aggregate another transaction has locked, instead of waiting for the lock. */
  readonly passBusy?: boolean;
}

/**
 * Applies events. Each transaction writes events with everything that follows from them, or nothing. Usually one transaction
 * (`apply-set.ts`) applies all events; `cut-sets.ts` says when there are several. The result is the same as if each event had a
 * transaction of its own. If a transaction fails, each of its events is applied again alone, so that only the event at fault fails.
 *
 * @returns one entry for each event, in the order of `set`; the promise never rejects
 */
export async function applyEvents(
  db: Database,
  set: readonly Delivered[],
  { settings = DEFAULT_SETTINGS, passBusy = false }: ApplyOptions = {},
): Promise<Settled[]> {
  const settled: Settled[] = [];
  for (const cut of cutsOf(set.map(eventOfSet)))
    settled.push(...(await applyCut(db, cut, { settings, passBusy })));
  return settled;
}

/**
 * Applies one event, as a set of one.
 *
 * @throws {DeliveryRefReusedError} if an earlier delivery with the same delivery id had another body
 * @throws the error that made the event fail
 */
export async function applyEvent(
  db: Database,
  record: EventRecord,
  result: EventResult,
  settings: ProjectionSettings = DEFAULT_SETTINGS,
): Promise<RecordStatus> {
  const [settled] = await applyEvents(db, [{ record, result }], { settings });
  if (settled?.status === 'failed') throw settled.error;
  return settled?.status === 'recorded' ? 'recorded' : 'duplicate';
}

/** Records an event without canonical events: it was ignored, it failed, or its parts have rows of their own. */
export const recordWithoutEffects = (
  db: Database,
  record: EventRecord,
  result: Exclude<EventResult, { status: 'applied' }>,
): Promise<RecordStatus> => applyEvent(db, record, result);

/** After this number of successive failures that the database may have caused, the remaining events of a set are not tried. */
const FAILURES_IN_A_ROW = 3;

async function applyCut(
  db: Database,
  events: readonly EventOfSet[],
  options: Required<ApplyOptions>,
): Promise<Settled[]> {
  const progress = { folded: 0 };
  try {
    return await applySet(db, events, { progress, ...options });
  } catch (error) {
    const [first, ...others] = events;
    if (first && others.length === 0)
      return [{ status: 'failed', error: explainTimeout(error, first, progress.folded) }];
    if (error instanceof SharedDisputeError) return applyParts(db, partsAround(events, error.place), options);
    return applyOneByOne(db, events, { error, ...options });
  }
}

/** Returns the events before a place, the event at this place, and the events after it, without empty lists. */
function partsAround(events: readonly EventOfSet[], place: number): EventOfSet[][] {
  const at = events.findIndex((event) => event.place === place);
  return [events.slice(0, at), events.slice(at, at + 1), events.slice(at + 1)].filter(
    ({ length }) => length > 0,
  );
}

async function applyParts(
  db: Database,
  parts: readonly (readonly EventOfSet[])[],
  options: Required<ApplyOptions>,
): Promise<Settled[]> {
  const settled: Settled[] = [];
  for (const part of parts) settled.push(...(await applyCut(db, part, options)));
  return settled;
}

/** Applies each event of a failed set in a transaction of its own, so that only the event at fault fails. */
async function applyOneByOne(
  db: Database,
  events: readonly EventOfSet[],
  { error, ...options }: Required<ApplyOptions> & { readonly error: unknown },
): Promise<Settled[]> {
  const settled: Settled[] = [];
  let failures = isOfEveryEvent(error) ? 1 : 0;
  for (const event of events) {
    if (failures >= FAILURES_IN_A_ROW) {
      settled.push({ status: 'failed', error });
      continue;
    }
    const [one = { status: 'failed', error } as const] = await applyCut(db, [event], options);
    failures = one.status === 'failed' && isOfEveryEvent(one.error) ? failures + 1 : 0;
    settled.push(one);
  }
  return settled;
}
