import { Prisma, type Transaction } from '@payspool/db';
import type { CanonicalEvent } from '@payspool/events';
import { FOLD_VERSION, type Folded, foldAll, resumeFold } from '../fold/fold.ts';
import type { RecordedEvent } from '../fold/history.ts';
import { decodeFold, encodeFold } from '../fold/saved-fold.ts';
import { recallTold } from '../tell/recall-told.ts';
import { tell } from '../tell/tell.ts';
import { decodeTold, encodeTold, type Told } from '../tell/told.ts';
import { writeTransitions } from '../tell/write-transitions.ts';
import { loadHistory } from './load-history.ts';
import type { Target } from './wanted-rows.ts';
import { appendRows, writeRows } from './write-rows.ts';

/**
 * Derives the rows of one purchase or subscription again from all of its events, and tells what is new about it. Not told
 * (`silently`) it stays due: the next event tells it. Expects the aggregate to be locked. Returns how many transitions were told, or are due.
 */
export async function refold(
  tx: Transaction,
  target: Target,
  { silently = false }: { readonly silently?: boolean } = {},
): Promise<number> {
  const { told } = await tx.aggregate.findUniqueOrThrow({
    where: { id: target.aggregateId },
    select: { told: true },
  });
  const folded = fold(await loadHistory(tx, target.aggregateId));
  await writeRows(tx, target, folded.rows);
  if (!silently) return save(tx, target, { folded, told: decodeTold(told) });
  const due = tell(decodeTold(told), folded).transitions.length;
  // With something due the next event folds all of them again: what is told then has its own time and cause.
  await keep(tx, target, { state: due > 0 ? Prisma.DbNull : stateOf(folded) });
  return due;
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
  const resumed = isNew ? { folded: foldAll(recorded), told: [] } : await resume(tx, target, recorded);
  if (!resumed) {
    await refold(tx, target);
    return;
  }
  await appendRows(tx, target, { rows: resumed.folded.rows, isNew });
  await save(tx, target, resumed);
}

interface Outcome {
  readonly folded: Folded;
  /** Before it. */
  readonly told: Told;
}

async function resume(
  tx: Transaction,
  { aggregateId }: Target,
  recorded: readonly RecordedEvent[],
): Promise<Outcome | undefined> {
  const { state, told, foldVersion } = await tx.aggregate.findUniqueOrThrow({ where: { id: aggregateId } });
  if (state === null || foldVersion !== FOLD_VERSION) return undefined;
  const folded = resumeFold(decodeFold(state), recorded);
  return folded && { folded, told: decodeTold(told) };
}

async function save(tx: Transaction, target: Target, { folded, told: before }: Outcome): Promise<number> {
  const { transitions, told } = await telling(tx, target, { folded, told: before });
  await writeTransitions(tx, target, { transitions, rows: folded.rows });
  await keep(tx, target, { state: stateOf(folded), told: encodeTold(told) });
  return transitions.length;
}

async function telling(tx: Transaction, target: Target, { folded, told }: Outcome) {
  const first = tell(told, folded);
  const unknown = first.transitions
    .map(({ subject }) => subject)
    .filter(({ kind, ref }) => !told.some((known) => known.kind === kind && known.ref === ref));
  const recalled = unknown.length > 0 ? await recallTold(tx, target, unknown) : [];
  return recalled.length > 0 ? tell([...told, ...recalled], folded) : first;
}

/** Of a purchase whose every event lost its meaning there is no last one: what was told of it ends now. */
function fold(history: readonly RecordedEvent[]): Folded {
  const folded = foldAll(history);
  return history.length > 0 ? folded : { ...folded, last: { at: new Date().toISOString(), eventKey: '' } };
}

const stateOf = ({ saved }: Folded) => encodeFold(saved) as Prisma.InputJsonObject;

const keep = (tx: Transaction, { aggregateId }: Target, data: Prisma.AggregateUpdateInput) =>
  tx.aggregate.update({ where: { id: aggregateId }, data: { ...data, foldVersion: FOLD_VERSION } });
