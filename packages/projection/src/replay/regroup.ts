import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Transaction } from '@payspool/db';
import { parseEvents } from '@payspool/events';
import { FOLD_VERSION } from '../fold/fold.ts';
import { type Reference, referencesOf } from '../fold/references.ts';
import { readAggregate } from '../store/load-aggregates.ts';
import { publishedOf } from '../store/recall-folds.ts';
import { refold } from '../store/refold.ts';
import type { ProjectionSettings } from '../store/settings.ts';
import type { Target } from '../store/projected-rows.ts';
import { encodePublished, isPublishedSubject, type PublishedState } from '../publish/published-state.ts';
import { componentsOf } from '../store/components.ts';

interface Entry {
  readonly id: bigint;
  readonly references: readonly Reference[];
}

/** The result of `regroup`: the ids of the aggregates that the events now belong to. */
export interface Regrouped {
  readonly ids: readonly bigint[];
  /** The number of transitions that were published or, with `silently`, are due. */
  readonly transitions: number;
}

/**
 * Divides one locked aggregate into the purchases and subscriptions that its events now belong to, and folds each again. An event whose
 * meaning has changed may link fewer references than before. The published state of a subject moves with the subject.
 */
export async function regroup(
  tx: Transaction,
  target: Target,
  options: { readonly silently: boolean; readonly settings: ProjectionSettings },
): Promise<Regrouped> {
  const [kept = [], ...others] = componentsOf(await entriesOf(tx, target.aggregateId), (entry) =>
    entry.references.map(nameOf),
  );
  await nextTurn();
  const publishedState = allot(await readPublished(tx, target.aggregateId), [kept, ...others]);
  const split: bigint[] = [];
  for (const [at, entries] of others.entries()) {
    split.push(await moveToNew(tx, target, { entries, publishedState: publishedState[at + 1] ?? [] }));
  }
  if (others.length > 0) await keepPublished(tx, target.aggregateId, publishedState[0] ?? []);

  // The target is folded first, because its rows must be deleted before the others write rows with the same keys.
  let transitions = await refold(tx, target.aggregateId, options);
  for (const id of split) transitions += await refold(tx, id, options);

  const due = kept.length > 0 ? [] : (await readPublished(tx, target.aggregateId)).filter(isPublishedSubject);
  const names = [...namesOf(kept), ...due.flatMap(namesOfPublished)];
  await nextTurn();
  await keepOnly(tx, target.aggregateId, names);
  if (kept.length > 0 || due.length > 0) return { ids: [target.aggregateId, ...split], transitions };
  await tx.aggregate.delete({ where: { id: target.aggregateId } });
  return { ids: split, transitions };
}

/**
 * Assigns each published subject to the component with its name in the outbox, otherwise to the one with its current name, otherwise to the
 * first.
 */
function allot(publishedState: PublishedState, components: readonly (readonly Entry[])[]): PublishedState[] {
  const names = components.map((entries) => new Set(namesOf(entries)));
  const placeOf = (subject: PublishedState[number]): number => {
    const places = namesOfPublished(subject).map((name) => names.findIndex((known) => known.has(name)));
    return places.find((place) => place >= 0) ?? 0;
  };
  return components.map((_, place) => publishedState.filter((subject) => placeOf(subject) === place));
}

const readPublished = async (tx: Transaction, id: bigint): Promise<PublishedState> =>
  publishedOf(tx, await readAggregate(tx, id), nextTurn);

/** Stores the published state in the aggregate's row, whether it is long or not; the next fold moves it to where it belongs. */
export async function keepPublished(
  tx: Transaction,
  id: bigint,
  publishedState: PublishedState,
): Promise<void> {
  await tx.$executeRaw`UPDATE aggregates SET published_state = ${JSON.stringify(encodePublished(publishedState))}::json WHERE id = ${id}`;
  await tx.publishedSubject.deleteMany({ where: { aggregateId: id } });
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
/** The number of events that one statement reads. */
const PAGE = 250;

async function moveToNew(
  tx: Transaction,
  { provider, account, aggregateId }: Target,
  {
    entries,
    publishedState,
  }: { readonly entries: readonly Entry[]; readonly publishedState: PublishedState },
): Promise<bigint> {
  const { id } = await tx.aggregate.create({
    data: { provider, account, foldVersion: FOLD_VERSION, publishedState: encodePublished(publishedState) },
  });
  await tx.event.updateMany({
    where: { id: { in: entries.map((entry) => entry.id) } },
    data: { aggregateId: id },
  });
  const names = namesOf(entries);
  await tx.$executeRaw`
    UPDATE aliases SET aggregate_id = ${id}
    WHERE aggregate_id = ${aggregateId} AND kind || ' ' || ref = ANY(${names}::text[])`;
  for (const { kind, ref, currentRef } of publishedState) {
    const subject = { provider, account, aggregateKind: kind, aggregateRef: ref };
    await tx.reaction.updateMany({ where: { outbox: subject }, data: { aggregateId: id } });
    await tx.outbox.updateMany({ where: subject, data: { aggregateId: id } });
    // An entitlement has the current name of its subject.
    await tx.entitlement.updateMany({
      where: { provider, account, kind, ref: { in: [ref, currentRef] }, aggregateId },
      data: { aggregateId: id },
    });
  }
  return id;
}

/** Deletes the references that no event has any more. References of subjects that must still be withdrawn stay, so that they are found. */
async function keepOnly(tx: Transaction, aggregateId: bigint, names: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM aliases WHERE aggregate_id = ${aggregateId} AND kind || ' ' || ref <> ALL(${names}::text[])`;
}

const namesOf = (entries: readonly Entry[]) => [
  ...new Set(entries.flatMap(({ references }) => references.map(nameOf))),
];
const nameOf = ({ kind, ref }: Pick<Reference, 'ref'> & { readonly kind: string }): string =>
  `${kind} ${ref}`;
const namesOfPublished = ({ kind, ref, currentRef }: PublishedState[number]): string[] => [
  nameOf({ kind, ref }),
  nameOf({ kind, ref: currentRef }),
];
