import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database, Transaction } from '@payspool/db';
import type { FoldContext } from '../fold/context.ts';
import { type AggregateInWork, storedAggregate } from './aggregate-in-work.ts';
import { keepEntitlementNames } from './entitlement-names.ts';
import { foldWhole } from './fold-component.ts';
import { readAggregate } from './load-aggregates.ts';
import { loadHistories } from './load-histories.ts';
import { publishedOf } from './recall-folds.ts';
import { outboxRow } from './outbox-rows.ts';
import { createPublishedIndex } from '../publish/published-index.ts';
import { isLong } from './long-aggregates.ts';
import { rowsOfAggregates, NO_EVENTS } from './rows-of-set.ts';
import { DEFAULT_SETTINGS, type ProjectionSettings } from './settings.ts';
import { inTransaction } from './transaction.ts';
import { lockSharers, sharedDisputesIn, sharedPaymentsOf } from './shared-disputes.ts';
import { writeInPieces } from './write-in-pieces.ts';
import { writeSet } from './write-set.ts';
import { finishInSlices } from '../slices.ts';

export interface RefoldOptions {
  readonly settings: ProjectionSettings;
  /** Publishes nothing now. The next event of the same aggregate publishes the transitions. */
  readonly silently?: boolean;
}

/**
 * Folds all events of one aggregate again, writes its rows and publishes its transitions. With `silently` it publishes nothing, and the next
 * event publishes the transitions. Expects the aggregate to be locked.
 *
 * @returns the number of transitions that were published or, with `silently`, are due
 */
export async function refold(tx: Transaction, aggregateId: bigint, options: RefoldOptions): Promise<number> {
  const sharers = new Set<bigint>();
  const due = await refoldAlone(tx, aggregateId, { sharers, ...options });
  return due + (await refoldSharers(tx, sharers, options));
}

/** The number of transitions that were published or are due. */
export interface Refolded {
  readonly transitions: number;
}

/**
 * Runs `refold` for one aggregate in a transaction of its own, also while workers are running. With `react` it publishes the transitions;
 * without, the next event publishes them. Returns `undefined` if the aggregate was merged into another one meanwhile.
 */
export function refoldAggregate(
  db: Database,
  aggregateId: bigint,
  {
    react = false,
    settings = DEFAULT_SETTINGS,
    beforeCommit,
  }: {
    readonly react?: boolean;
    readonly settings?: ProjectionSettings;
    /** Writes what belongs to the change, in its transaction. */
    readonly beforeCommit?: (tx: Transaction, refolded: Refolded) => Promise<void>;
  } = {},
): Promise<Refolded | undefined> {
  return inTransaction(db, async (tx) => {
    // Every transaction that changes an aggregate takes this lock. Later statements read the current history.
    await tx.$executeRaw`SELECT id FROM aggregates WHERE id = ${aggregateId} FOR UPDATE`;
    const isThere = (await tx.aggregate.count({ where: { id: aggregateId } })) > 0;
    if (!isThere) return undefined;
    const refolded = { transitions: await refold(tx, aggregateId, { silently: !react, settings }) };
    await beforeCommit?.(tx, refolded);
    return refolded;
  });
}

/**
 * Folds the purchases again that share a dispute with a changed one: a payment may decide how much each of them lost. Returns the number of
 * transitions.
 */
export async function refoldSharers(
  tx: Transaction,
  sharers: ReadonlySet<bigint>,
  options: RefoldOptions,
): Promise<number> {
  let due = 0;
  for (const aggregateId of sharers) due += await refoldAlone(tx, aggregateId, options);
  return due;
}

/**
 * Returns a function that reads the payments of other purchases that share a dispute with the aggregate, for its fold. With `sharers` it
 * also locks those purchases and adds their ids: the caller must fold them afterwards.
 */
export const contextFor =
  (
    tx: Transaction,
    {
      settings,
      sharers,
    }: { readonly settings: ProjectionSettings; readonly sharers?: Set<bigint> | undefined },
  ) =>
  async (work: AggregateInWork): Promise<FoldContext> => {
    const disputes = sharedDisputesIn([...(work.history ?? []), ...work.fresh].map(({ event }) => event));
    if (sharers) for (const id of await lockSharers(tx, work, disputes)) sharers.add(id);
    return { policy: settings.policy, sharedPayments: await sharedPaymentsOf(tx, work, disputes) };
  };

async function refoldAlone(
  tx: Transaction,
  aggregateId: bigint,
  { settings, silently = false, sharers }: RefoldOptions & { readonly sharers?: Set<bigint> },
): Promise<number> {
  const { events, published, entitled } = await loadHistories(tx, [aggregateId]);
  const row = await readAggregate(tx, aggregateId);
  const work = storedAggregate(row, events.get(aggregateId));
  const publishedState = await publishedOf(tx, row, nextTurn);
  if (isLong(row)) {
    const indexing = createPublishedIndex(publishedState, { isRemade: false });
    work.publishedIndex = await finishInSlices(indexing, nextTurn);
  }
  work.publishedState = publishedState;
  const context = await contextFor(tx, { settings, sharers })(work);
  const step = await foldWhole(work, { settings, silently, published, context, pause: nextTurn });
  if (!step) throw new Error('a whole fold always knows what is new');
  const { folded, found } = step;
  await writeInPieces(tx, [work], { settings, pause: nextTurn });
  const write = {
    ...NO_EVENTS,
    ...rowsOfAggregates([work], settings),
    outbox: found.transitions.map((transition) => outboxRow(work, transition, folded.rows)),
  };
  await writeSet(tx, write, settings);
  if (entitled.has(aggregateId)) await keepEntitlementNames(tx, work);
  return found.due;
}
