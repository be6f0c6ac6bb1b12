import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Transaction } from '@payspool/db';
import { parseEvents } from '@payspool/events';
import { FOLD_VERSION } from '../fold/fold.ts';
import { type Reference, referencesOf } from '../fold/references.ts';
import { readAggregate } from '../store/load-aggregates.ts';
import { toldOf } from '../store/recall-folds.ts';
import { refold } from '../store/refold.ts';
import type { ProjectionSettings } from '../store/settings.ts';
import type { Target } from '../store/projected-rows.ts';
import { encodeTold, isHeardOf, type Told } from '../tell/told.ts';
import { componentsOf } from './components.ts';

interface Entry {
  readonly id: bigint;
  readonly references: readonly Reference[];
}

/** What came of an aggregate. */
export interface Regrouped {
  readonly ids: readonly bigint[];
  /** How many transitions were told, or are due. */
  readonly transitions: number;
}

/**
 * Lets one locked aggregate fall into the purchases and subscriptions that its events now make, and folds each again. An event that is
 * read differently than before may tie together less than it did. What was told of a thing goes with the thing.
 */
export async function regroup(
  tx: Transaction,
  target: Target,
  options: { readonly silently: boolean; readonly settings: ProjectionSettings },
): Promise<Regrouped> {
  const [kept = [], ...others] = componentsOf(await entriesOf(tx, target.aggregateId), (entry) =>
    entry.references.map(nameOf),
  );
  const told = allot(await readTold(tx, target.aggregateId), [kept, ...others]);
  const split: bigint[] = [];
  for (const [at, entries] of others.entries()) {
    split.push(await moveToNew(tx, target, { entries, told: told[at + 1] ?? [] }));
  }
  if (others.length > 0) await keepTold(tx, target.aggregateId, told[0] ?? []);

  // First: its rows give up the keys that the others' rows take.
  let transitions = await refold(tx, target.aggregateId, options);
  for (const id of split) transitions += await refold(tx, id, options);

  const due = kept.length > 0 ? [] : (await readTold(tx, target.aggregateId)).filter(isHeardOf);
  await keepOnly(tx, target.aggregateId, [...namesOf(kept), ...due.flatMap(namesOfTold)]);
  if (kept.length > 0 || due.length > 0) return { ids: [target.aggregateId, ...split], transitions };
  await tx.aggregate.delete({ where: { id: target.aggregateId } });
  return { ids: split, transitions };
}

/** What was told of a thing stays with the name that it has in the outbox; where nothing carries that any more, with the one it has now; else where it was. */
function allot(told: Told, components: readonly (readonly Entry[])[]): Told[] {
  const names = components.map((entries) => new Set(namesOf(entries)));
  const placeOf = (subject: Told[number]): number => {
    const places = namesOfTold(subject).map((name) => names.findIndex((known) => known.has(name)));
    return places.find((place) => place >= 0) ?? 0;
  };
  return components.map((_, place) => told.filter((subject) => placeOf(subject) === place));
}

const readTold = async (tx: Transaction, id: bigint): Promise<Told> =>
  toldOf(tx, await readAggregate(tx, id), nextTurn);

/** Keeps what was told in the aggregate's row, whether it is long or not: the fold that follows puts it where it belongs. */
async function keepTold(tx: Transaction, id: bigint, told: Told): Promise<void> {
  await tx.$executeRaw`UPDATE aggregates SET told = ${JSON.stringify(encodeTold(told))}::json WHERE id = ${id}`;
  await tx.toldSubject.deleteMany({ where: { aggregateId: id } });
}

async function entriesOf(tx: Transaction, aggregateId: bigint): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (;;) {
    const rows = await tx.event.findMany({
      where: { aggregateId, status: 'applied', id: { gt: entries.at(-1)?.id ?? 0n } },
      select: { id: true, canonical: true },
      orderBy: { id: 'asc' },
      take: PAGE,
    });
    for (const { id, canonical } of rows)
      entries.push({ id, references: parseEvents(canonical).flatMap(referencesOf) });
    if (rows.length < PAGE) return entries;
  }
}
/** Events that are read at a time. */
const PAGE = 250;

async function moveToNew(
  tx: Transaction,
  { provider, account, aggregateId }: Target,
  { entries, told }: { readonly entries: readonly Entry[]; readonly told: Told },
): Promise<bigint> {
  const { id } = await tx.aggregate.create({
    data: { provider, account, foldVersion: FOLD_VERSION, told: encodeTold(told) },
  });
  await tx.event.updateMany({
    where: { id: { in: entries.map((entry) => entry.id) } },
    data: { aggregateId: id },
  });
  const names = namesOf(entries);
  await tx.$executeRaw`
    UPDATE aliases SET aggregate_id = ${id}
    WHERE aggregate_id = ${aggregateId} AND kind || ' ' || ref = ANY(${names}::text[])`;
  for (const { kind, ref, called } of told) {
    const subject = { provider, account, aggregateKind: kind, aggregateRef: ref };
    await tx.reaction.updateMany({ where: { outbox: subject }, data: { aggregateId: id } });
    await tx.outbox.updateMany({ where: subject, data: { aggregateId: id } });
    // An entitlement has the name of now.
    await tx.entitlement.updateMany({
      where: { provider, account, kind, ref: { in: [ref, called] }, aggregateId },
      data: { aggregateId: id },
    });
  }
  return id;
}

/** References that no event carries any more tie nothing together; by those of what has yet to be taken back it is found again. */
async function keepOnly(tx: Transaction, aggregateId: bigint, names: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM aliases WHERE aggregate_id = ${aggregateId} AND kind || ' ' || ref <> ALL(${names}::text[])`;
}

const namesOf = (entries: readonly Entry[]) => [
  ...new Set(entries.flatMap(({ references }) => references.map(nameOf))),
];
const nameOf = ({ kind, ref }: Pick<Reference, 'ref'> & { readonly kind: string }): string =>
  `${kind} ${ref}`;
const namesOfTold = ({ kind, ref, called }: Told[number]): string[] => [
  nameOf({ kind, ref }),
  nameOf({ kind, ref: called }),
];
