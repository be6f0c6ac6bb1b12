import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Transaction } from '@payspool/db';
import type { Reference } from '../fold/references.ts';
import { absorb, type AggregateInWork, newAggregate, storedAggregate } from '../store/aggregate-in-work.ts';
import { loadAggregates } from '../store/load-aggregates.ts';
import { nameOf, type Owner } from '../store/lock-references.ts';
import { mergeAggregates } from '../store/merge-aggregates.ts';
import { publishedOf } from '../store/recall-folds.ts';
import { rowsOfAggregates, NO_EVENTS } from '../store/rows-of-set.ts';
import { writeSet } from '../store/write-set.ts';

/**
 * Finds and locks the aggregate of references, without folding it. If the references belong to several aggregates, it merges them; if they
 * belong to none, it creates one. Expects the references to be locked. Returns the id of the aggregate.
 *
 * @throws {ConflictError} if a reference was moved to another aggregate meanwhile
 */
export async function resolveAggregate(
  tx: Transaction,
  owner: Owner,
  references: readonly Reference[],
): Promise<bigint> {
  const lookup = { place: 0, eventKey: '', references, ...owner };
  const { aggregates, aliases, newIds } = await loadAggregates(tx, [lookup], { passBusy: false });
  const known: AggregateInWork[] = [];
  for (const row of [...aggregates.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const work = storedAggregate(row, undefined);
    work.publishedState = await publishedOf(tx, row, nextTurn);
    known.push(work);
  }
  const [target = newAggregate(newIds[0] ?? 0n, owner), ...others] = known;
  for (const other of others) absorb(target, other);
  await mergeAggregates(
    tx,
    others.map((other) => ({ survivor: target.id, absorbed: other.id, isWhole: true })),
  );
  const placed = new Map(
    references.map(({ kind, ref }) => [
      nameOf(owner, { kind, ref }),
      { kind, ref, aggregateId: String(target.id), ...owner },
    ]),
  );
  await writeSet(tx, {
    ...NO_EVENTS,
    // The caller folds the aggregate and writes its row. Only a new or merged one is written here.
    ...rowsOfAggregates(target.isStored && others.length === 0 ? [] : [target], {}),
    newAliases: [...placed].filter(([name]) => !aliases.has(name)).map(([, row]) => row),
    knownAliases: [...placed].filter(([name]) => aliases.has(name)).map(([, row]) => row),
  });
  return target.id;
}
