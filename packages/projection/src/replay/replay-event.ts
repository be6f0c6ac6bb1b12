import { setImmediate as nextTurn } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Database, Transaction } from '@payspool/db';
import { parseEvents, serializeEvents } from '@payspool/events';
import { referencesOf } from '../fold/references.ts';
import { compareBeforeAndAfter, type RowDifference } from '../rebuild/compare.ts';
import { storedRows } from '../rebuild/stored-rows.ts';
import { errorOf, type EventRecord, type EventResult, storable } from '../store/event-record.ts';
import { lockReferences, nameOf } from '../store/lock-references.ts';
import { eventOfSet } from '../store/events-of-set.ts';
import { rowsOfSet } from '../store/rows-of-set.ts';
import { writeSet } from '../store/write-set.ts';
import { resolveAggregate } from './resolve-aggregate.ts';
import { DEFAULT_SETTINGS, type ProjectionSettings } from '../store/settings.ts';
import { sharedDisputeLocks } from '../store/shared-disputes.ts';
import { inTransaction } from '../store/transaction.ts';
import { regroup } from './regroup.ts';

/** The result of reading a stored body with the current code and settings. */
export type Reread = EventResult & {
  readonly type: string;
  readonly occurredAt?: Date | undefined;
  /** The account that the event belongs to now, if it can be read. The row and its effects move there. */
  readonly account?: string | undefined;
  /** The provider's id of the merchant's account, where the body names one. */
  readonly providerAccount?: string | undefined;
};

export interface Replayed {
  /** `from` is `new` for an event that `recordAndReplay` got. */
  readonly status: { readonly from: string; readonly to: string };
  /** The changed rows: `stored` is the value before, `derived` the value after. Empty if nothing changed. */
  readonly rows: readonly RowDifference[];
  /** The number of published transitions; without `react`, the number that are due and will be published with the next event. */
  readonly transitions: number;
}

/** Thrown to roll back a dry run. It carries the result. */
class DryRunResult extends Error {
  readonly result: Replayed;

  constructor(result: Replayed) {
    super('dry run');
    this.result = result;
  }
}

interface ReplayOptions {
  readonly reread: Reread;
  readonly dryRun: boolean;
  readonly react?: boolean;
  readonly settings?: ProjectionSettings;
  /** Writes what belongs to the change, in its transaction. Not called by a dry run. */
  readonly beforeCommit?: ((tx: Transaction, replayed: Replayed) => Promise<void>) | undefined;
}

/**
 * Gives a recorded event its current meaning, and folds the aggregates again that it belonged to and belongs to now. It uses one
 * transaction, with the same locks as a worker. With `dryRun` the transaction is rolled back, and the result says what would change.
 *
 * @throws if no event has this id
 */
export const replayEvent = (db: Database, eventId: bigint, options: ReplayOptions): Promise<Replayed> =>
  inTransactionOrDryRun(db, options, (tx, how) => replayIn(tx, eventId, how));

/**
 * Records an event that has no row yet, and gives it its meaning as `replayEvent` does: a new part of a delivery, or the state of an object
 * that was read from a provider's API. An event that has a row gets this meaning.
 */
export const recordAndReplay = (
  db: Database,
  record: EventRecord,
  options: ReplayOptions,
): Promise<Replayed> =>
  inTransactionOrDryRun(db, options, async (tx, how) => {
    const placeholder = { status: 'ignored', error: 'not read yet' } as const;
    await writeSet(
      tx,
      rowsOfSet([eventOfSet({ record, result: placeholder }, 0)], [], {
        knownAliases: new Map(),
        settings: {},
      }),
    );
    const id = await idOf(tx, record);
    const replayed = await replayIn(tx, id, how);
    return { ...replayed, status: { ...replayed.status, from: 'new' } };
  });

export interface ReplayStep {
  readonly reread: Reread;
  readonly silently: boolean;
  readonly settings: ProjectionSettings;
}

async function inTransactionOrDryRun(
  db: Database,
  { reread, dryRun, react = false, settings = DEFAULT_SETTINGS, beforeCommit }: ReplayOptions,
  work: (tx: Transaction, how: ReplayStep) => Promise<Replayed>,
): Promise<Replayed> {
  try {
    return await inTransaction(db, async (tx) => {
      const result = await work(tx, { reread, silently: !react, settings });
      if (dryRun) throw new DryRunResult(result);
      await beforeCommit?.(tx, result);
      return result;
    });
  } catch (error) {
    if (error instanceof DryRunResult) return error.result;
    throw error;
  }
}

async function idOf(tx: Transaction, { provider, account, eventKey }: EventRecord): Promise<bigint> {
  const { id } = await tx.event.findFirstOrThrow({
    where: { provider, account, eventKey },
    select: { id: true },
  });
  return id;
}

/**
 * Replays an event within a transaction. If it now belongs to another account, it becomes ignored in the old account and takes effect in the new one.
 */
export async function replayIn(tx: Transaction, eventId: bigint, how: ReplayStep): Promise<Replayed> {
  const { reread } = how;
  const { provider, account, eventKey, status } = await tx.event.findUniqueOrThrow({
    where: { id: eventId },
    select: { provider: true, account: true, eventKey: true, status: true },
  });
  const { account: owner = account } = reread;
  if (owner === account || isKept(status, reread)) return replayInAccount(tx, eventId, how);
  const { type, occurredAt, providerAccount } = reread;
  const elsewhere: Reread = {
    status: 'ignored',
    error: `recorded as an event of ${owner}`,
    type,
    occurredAt,
    providerAccount,
  };
  const left = await replayInAccount(tx, eventId, { ...how, reread: elsewhere });
  if (await tx.event.findFirst({ where: { provider, account: owner, eventKey }, select: { id: true } }))
    return left;
  await tx.event.update({ where: { id: eventId }, data: { account: owner } });
  const joined = await replayInAccount(tx, eventId, how);
  return {
    status: { from: left.status.from, to: joined.status.to },
    rows: [...left.rows, ...joined.rows],
    transitions: left.transitions + joined.transitions,
  };
}

/** Whether the row stays as it is: a failure never replaces an applied event, or a delivery whose parts were applied. */
const isKept = (status: string, reread: Reread): boolean =>
  (status === 'applied' || status === 'split') && reread.status === 'failed';

async function replayInAccount(tx: Transaction, eventId: bigint, how: ReplayStep): Promise<Replayed> {
  const { reread, silently, settings } = how;
  const known = await tx.event.findUniqueOrThrow({ where: { id: eventId }, omit: { rawBody: true } });
  const { provider, account } = known;
  const events = [...parseEvents(known.canonical), ...(reread.status === 'applied' ? reread.events : [])];
  const references = events.flatMap(referencesOf);
  const locks = [...references, ...sharedDisputeLocks(events)];
  await lockReferences(tx, new Set(locks.map((reference) => nameOf({ provider, account }, reference))));
  // Lock the event and read it again: a worker may have applied it meanwhile, with references that are not locked yet.
  await tx.$executeRaw`SELECT id FROM events WHERE id = ${eventId} FOR UPDATE`;
  const event = await tx.event.findUniqueOrThrow({ where: { id: eventId }, omit: { rawBody: true } });
  if (!isDeepStrictEqual(event.canonical, known.canonical)) return replayInAccount(tx, eventId, how);
  const status = { from: event.status, to: reread.status };
  if (isKept(event.status, reread))
    return { status: { from: event.status, to: event.status }, rows: [], transitions: 0 };

  if (references.length === 0) {
    await writeMeaning(tx, eventId, reread, null);
    return { status, rows: [], transitions: 0 };
  }
  const before = await rowsAround(tx, { provider, account }, references);
  const aggregateId = await resolveAggregate(tx, { provider, account }, references);
  await writeMeaning(tx, eventId, reread, reread.status === 'applied' ? aggregateId : null);
  const { ids, transitions } = await regroup(tx, { provider, account, aggregateId }, { silently, settings });
  return {
    status,
    rows: await compareBeforeAndAfter(before, await storedRows(tx, ids), nextTurn),
    transitions,
  };
}

async function writeMeaning(
  tx: Transaction,
  id: bigint,
  reread: Reread,
  aggregateId: bigint | null,
): Promise<void> {
  const applied = reread.status === 'applied';
  const canonical = JSON.stringify(applied ? serializeEvents(reread.events) : []);
  await tx.$executeRaw`
    UPDATE events SET
      type = ${storable(reread.type, 255)}, status = ${reread.status}::event_status, occurred_at = ${reread.occurredAt ?? null},
      applied_at = CASE WHEN ${applied} THEN coalesce(applied_at, now()) END,
      error = ${errorOf(reread)}, canonical = ${canonical}::jsonb, aggregate_id = ${aggregateId},
      provider_account = coalesce(${reread.providerAccount ?? null}, provider_account)
    WHERE id = ${id}`;
}

async function rowsAround(
  tx: Transaction,
  owner: { readonly provider: string; readonly account: string },
  references: ReturnType<typeof referencesOf>,
) {
  const aliases = await tx.alias.findMany({
    where: { OR: references.map(({ kind, ref }) => ({ kind, ref })), ...owner },
    select: { aggregateId: true },
  });
  return storedRows(tx, [...new Set(aliases.map(({ aggregateId }) => aggregateId))]);
}
