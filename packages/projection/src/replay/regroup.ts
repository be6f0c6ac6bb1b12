import type { Transaction } from '@payspool/db';
import { parseEvents } from '@payspool/events';
import { FOLD_VERSION } from '../fold/fold.ts';
import { type Reference, referencesOf } from '../fold/references.ts';
import { refold } from '../store/refold.ts';
import type { Target } from '../store/wanted-rows.ts';
import { componentsOf } from './components.ts';

interface Entry {
  readonly id: bigint;
  readonly references: readonly Reference[];
}

/**
 * Lets one locked aggregate fall into the purchases and subscriptions that its events now make, and folds each again. An event that is
 * read differently than before may tie together less than it did. Returns the ids of what came of it.
 */
export async function regroup(tx: Transaction, target: Target): Promise<bigint[]> {
  const [kept = [], ...others] = componentsOf(await entriesOf(tx, target.aggregateId), (entry) =>
    entry.references.map(nameOf),
  );
  const split: { id: bigint; entries: readonly Entry[] }[] = [];
  for (const entries of others) split.push({ id: await moveToNew(tx, target, entries), entries });

  await keepOnly(tx, target.aggregateId, kept);
  await refold(tx, target); // first: its rows give up the keys that the others' rows take
  for (const { id } of split) await refold(tx, { ...target, aggregateId: id });
  if (kept.length > 0) return [target.aggregateId, ...split.map(({ id }) => id)];
  await tx.aggregate.delete({ where: { id: target.aggregateId } });
  return [];
}

async function entriesOf(tx: Transaction, aggregateId: bigint): Promise<Entry[]> {
  const rows = await tx.event.findMany({
    where: { aggregateId, status: 'applied' },
    select: { id: true, canonical: true },
    orderBy: { id: 'asc' },
  });
  return rows.map(({ id, canonical }) => ({ id, references: parseEvents(canonical).flatMap(referencesOf) }));
}

async function moveToNew(
  tx: Transaction,
  { provider, account, aggregateId }: Target,
  entries: readonly Entry[],
): Promise<bigint> {
  const { id } = await tx.aggregate.create({ data: { provider, account, foldVersion: FOLD_VERSION } });
  await tx.event.updateMany({
    where: { id: { in: entries.map((entry) => entry.id) } },
    data: { aggregateId: id },
  });
  const names = namesOf(entries);
  await tx.$executeRaw`
    UPDATE aliases SET aggregate_id = ${id}
    WHERE aggregate_id = ${aggregateId} AND kind || ' ' || ref = ANY(${names}::text[])`;
  return id;
}

/** References that no event carries any more tie nothing together. */
async function keepOnly(tx: Transaction, aggregateId: bigint, entries: readonly Entry[]): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM aliases WHERE aggregate_id = ${aggregateId} AND kind || ' ' || ref <> ALL(${namesOf(entries)}::text[])`;
}

const namesOf = (entries: readonly Entry[]) => [
  ...new Set(entries.flatMap(({ references }) => references.map(nameOf))),
];
const nameOf = ({ kind, ref }: Reference): string => `${kind} ${ref}`;
