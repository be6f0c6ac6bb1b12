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
  /** Leaves out events whose purchase or subscription another transaction is working on, instead of waiting for it. */
  readonly passBusy?: boolean;
}

/**
 * Writes events and everything that follows from them in one transaction: their effects happen once, or not at all. Rows, changes and
 * what is published are those of the events applied one by one, in their order. An event that fails is applied alone, and fails alone.
 *
 * @returns one entry for each event, in their order; it never rejects
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
 * Writes one event, as a set of one.
 *
 * @throws {DeliveryRefReusedError} when its delivery id has brought another body before
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

/** Writes an event that has no effects of its own: one that means nothing to orders and subscriptions, that cannot be used, or whose parts have the effects. */
export const recordWithoutEffects = (
  db: Database,
  record: EventRecord,
  result: Exclude<EventResult, { status: 'applied' }>,
): Promise<RecordStatus> => applyEvent(db, record, result);

/** Failures in a row that may be everybody's, after which the rest of a set is not tried one by one. */
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

/** The events before, the one, and those after it. */
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

/** A set failed: each of its events has a transaction of its own, so that only the culprit fails. */
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
