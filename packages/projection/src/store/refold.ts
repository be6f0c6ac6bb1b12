import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database, Transaction } from '@payspool/db';
import type { FoldContext } from '../fold/context.ts';
import { type AggregateInWork, stored } from './aggregate-in-work.ts';
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

export interface RefoldOptions {
  readonly settings: ProjectionSettings;
  /** Nothing is published now; the next event of the same purchase or subscription publishes it. */
  readonly silently?: boolean;
}

/**
 * Derives the rows of one purchase or subscription again from all of its events, and publishes what is new about it. Not published
 * (`silently`) it stays due: the next event publishes it. Expects the aggregate to be locked.
 *
 * @returns how many transitions were published, or are due
 */
export async function refold(tx: Transaction, aggregateId: bigint, options: RefoldOptions): Promise<number> {
  const sharers = new Set<bigint>();
  const due = await refoldAlone(tx, aggregateId, { sharers, ...options });
  return due + (await refoldSharers(tx, sharers, options));
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
  }: { readonly react?: boolean; readonly settings?: ProjectionSettings } = {},
): Promise<{ readonly transitions: number } | undefined> {
  return inTransaction(db, async (tx) => {
    // Whoever changes an aggregate holds this lock; its history is read in a later statement, and so up to date.
    await tx.$executeRaw`SELECT id FROM aggregates WHERE id = ${aggregateId} FOR UPDATE`;
    const isThere = (await tx.aggregate.count({ where: { id: aggregateId } })) > 0;
    return isThere
      ? { transitions: await refold(tx, aggregateId, { silently: !react, settings }) }
      : undefined;
  });
}

/** What became known of a payment may decide what others lost by a dispute over all of them. */
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
 * Reads what a fold needs to know of other purchases that share a dispute with one. With `sharers` those are locked, and their ids
 * are added to it: they have to be folded afterwards.
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
  const work = stored(row, events.get(aggregateId));
  const publishedState = await publishedOf(tx, row, nextTurn);
  if (isLong(row)) work.publishedIndex = createPublishedIndex(publishedState, { isRemade: false });
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
