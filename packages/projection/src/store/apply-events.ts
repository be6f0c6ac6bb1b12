import type { Database } from '@payspool/db';
import { applySet, type RecordStatus, type Settled } from './apply-set.ts';
import { type Delivered, eventOfSet, type EventOfSet } from './events-of-set.ts';
import type { EventRecord, EventResult } from './event-record.ts';
import { SharedDisputeError } from './fold-component.ts';
import { sharedDisputesIn } from './shared-disputes.ts';
import { DEFAULT_SETTINGS, type ProjectionSettings } from './settings.ts';
import { explainTimeout, mayConcernEveryEvent } from './set-errors.ts';

export interface ApplyOptions {
  readonly settings?: ProjectionSettings;
  /** Returns `busy` for an event whose aggregate another transaction has locked, instead of waiting for the lock. */
  readonly passBusy?: boolean;
}

/**
 * Applies events. Each transaction writes events with everything that follows from them, or nothing. Usually one transaction
 * (`apply-set.ts`) applies all events; `cutsOf` divides the set if several are needed. The result is the same as if each event had a
 * transaction of its own. If a transaction fails, each of its events is applied again alone, so that only the event at fault fails.
 *
 * @returns one entry for each event, in the order of `set`; the promise never rejects
 */
export async function applyEvents(
  db: Database,
  set: readonly Delivered[],
  { settings = DEFAULT_SETTINGS, passBusy = false }: ApplyOptions = {},
): Promise<Settled[]> {
  return applyCuts(db, cutsOf(set.map(eventOfSet)), { settings, passBusy });
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

/** Applies some events of a set in one transaction or, if it fails, in several. */
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
    if (error instanceof SharedDisputeError) return applyCuts(db, cutsAround(events, error.place), options);
    return applyOneByOne(db, events, { error, ...options });
  }
}

/** Returns the events before a place, the event at this place, and the events after it, without empty lists. */
function cutsAround(events: readonly EventOfSet[], place: number): EventOfSet[][] {
  const at = events.findIndex((event) => event.place === place);
  return [events.slice(0, at), events.slice(at, at + 1), events.slice(at + 1)].filter(
    ({ length }) => length > 0,
  );
}

/** Applies the events of each transaction, one transaction after the other. */
async function applyCuts(
  db: Database,
  cuts: readonly (readonly EventOfSet[])[],
  options: Required<ApplyOptions>,
): Promise<Settled[]> {
  const settled: Settled[] = [];
  for (const cut of cuts) settled.push(...(await applyCut(db, cut, options)));
  return settled;
}

/** Applies each event of a failed set in a transaction of its own, so that only the event at fault fails. */
async function applyOneByOne(
  db: Database,
  events: readonly EventOfSet[],
  { error, ...options }: Required<ApplyOptions> & { readonly error: unknown },
): Promise<Settled[]> {
  const settled: Settled[] = [];
  let failures = mayConcernEveryEvent(error) ? 1 : 0;
  for (const event of events) {
    if (failures >= FAILURES_IN_A_ROW) {
      settled.push({ status: 'failed', error });
      continue;
    }
    const [one = { status: 'failed', error } as const] = await applyCut(db, [event], options);
    failures = one.status === 'failed' && mayConcernEveryEvent(one.error) ? failures + 1 : 0;
    settled.push(one);
  }
  return settled;
}

/**
 * Divides a set into the sets of successive transactions. Two events with the same key or delivery id need two transactions, because the
 * second must read what the first wrote. An event about a dispute over several purchases has a transaction of its own.
 */
function cutsOf(events: readonly EventOfSet[]): EventOfSet[][] {
  const cuts: EventOfSet[][] = [];
  let keys = new Set<string>();
  let isAlone = false;
  for (const event of events) {
    const own = keysOf(event);
    const standsAlone = sharedDisputesIn(event.events).length > 0;
    if (cuts.length === 0 || isAlone || standsAlone || own.some((key) => keys.has(key))) {
      cuts.push([]);
      keys = new Set();
    }
    cuts.at(-1)?.push(event);
    for (const key of own) keys.add(key);
    isAlone = standsAlone;
  }
  return cuts;
}

const keysOf = ({ record: { provider, eventKey }, deliveredTo, binding }: EventOfSet): string[] => [
  `event ${provider} ${deliveredTo} ${eventKey}`,
  ...(binding ? [`delivery ${provider} ${deliveredTo} ${binding.ref}`] : []),
];
