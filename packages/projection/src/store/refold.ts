import type { Prisma, Transaction } from '@payspool/db';
import type { CanonicalEvent } from '@payspool/events';
import { FOLD_VERSION, type Folded, foldAll, resumeFold } from '../fold/fold.ts';
import type { RecordedEvent } from '../fold/history.ts';
import { decodeFold, encodeFold } from '../fold/saved-fold.ts';
import { loadHistory } from './load-history.ts';
import type { Target } from './wanted-rows.ts';
import { appendRows, writeRows } from './write-rows.ts';

/** Derives the rows of one purchase or subscription again from all of its events. Expects it to be locked. */
export async function refold(tx: Transaction, target: Target): Promise<void> {
  const folded = foldAll(await loadHistory(tx, target.aggregateId));
  await writeRows(tx, target, folded.rows);
  await save(tx, target, folded);
}

/**
 * Takes one event more into the rows: on top of what was folded before where the event came last and changes nothing of what
 * earlier ones meant, from the beginning otherwise. `isNew`: there is nothing before it. Both give the same rows. Expects the aggregate to be locked.
 */
export async function foldOn(
  tx: Transaction,
  target: Target,
  {
    eventKey,
    events,
    isNew,
  }: { readonly eventKey: string; readonly events: readonly CanonicalEvent[]; readonly isNew: boolean },
): Promise<void> {
  const recorded = events.map((event, index) => ({ eventKey, index, event }));
  const folded = isNew ? foldAll(recorded) : await resume(tx, target, recorded);
  if (!folded) return refold(tx, target);
  await appendRows(tx, target, { rows: folded.rows, isNew });
  await save(tx, target, folded);
}

async function resume(tx: Transaction, { aggregateId }: Target, recorded: readonly RecordedEvent[]) {
  const { state, foldVersion } = await tx.aggregate.findUniqueOrThrow({ where: { id: aggregateId } });
  return state !== null && foldVersion === FOLD_VERSION ? resumeFold(decodeFold(state), recorded) : undefined;
}

async function save(tx: Transaction, { aggregateId }: Target, { saved }: Folded): Promise<void> {
  const state = encodeFold(saved) as Prisma.InputJsonObject;
  await tx.aggregate.update({ where: { id: aggregateId }, data: { foldVersion: FOLD_VERSION, state } });
}
