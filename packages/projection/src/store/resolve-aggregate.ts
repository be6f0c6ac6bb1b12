import { Prisma, type Transaction } from '@payspool/db';
import { FOLD_VERSION } from '../fold/fold.ts';
import type { Reference } from '../fold/references.ts';
import { decodeTold, encodeTold } from '../tell/told.ts';
import type { Owner } from './lock-references.ts';

/**
 * Finds the one purchase or subscription that the references belong to, locked for this transaction. What turns out to be
 * several becomes one, what is unknown is new. Expects `lockReferences` to have been called for the same references.
 *
 * @returns its id, and whether it is new
 */
export async function resolveAggregate(
  tx: Transaction,
  owner: Owner,
  references: readonly Reference[],
): Promise<{ readonly aggregateId: bigint; readonly isNew: boolean }> {
  const { ids, known } = await lockAggregates(tx, owner, references);
  const [id, ...others] = ids;
  const aggregateId = id ?? (await createAggregate(tx, owner));
  if (others.length > 0) await mergeAggregates(tx, aggregateId, others);
  const missing = references.filter(({ kind, ref }) => !known.has(`${kind} ${ref}`));
  if (missing.length > 0) await addAliases(tx, owner, missing, aggregateId);
  return { aggregateId, isNew: id === undefined };
}

interface Found {
  /** In order. */
  readonly ids: readonly bigint[];
  /** Which of the references are known, as `kind ref`. */
  readonly known: ReadonlySet<string>;
}

/** Locks what the references point to and looks again, until nothing moved in between: another transaction may have merged it away. */
async function lockAggregates(
  tx: Transaction,
  owner: Owner,
  references: readonly Reference[],
): Promise<Found> {
  let found = await findAggregates(tx, owner, references);
  for (;;) {
    if (found.ids.length === 0) return found;
    await tx.$executeRaw`SELECT id FROM aggregates WHERE id = ANY(${found.ids}::bigint[]) ORDER BY id FOR UPDATE`;
    const again = await findAggregates(tx, owner, references);
    if (again.ids.join() === found.ids.join()) return again;
    found = again;
  }
}

async function findAggregates(
  tx: Transaction,
  owner: Owner,
  references: readonly Reference[],
): Promise<Found> {
  const rows = await tx.$queryRaw<{ id: bigint; kind: string; ref: string }[]>`
    SELECT aggregate_id AS id, kind, ref
    FROM aliases
    JOIN unnest(${references.map(({ kind }) => kind)}::text[], ${references.map(({ ref }) => ref)}::text[]) AS carried (kind, ref)
      USING (kind, ref)
    WHERE provider = ${owner.provider} AND account = ${owner.account}
    ORDER BY id`;
  return {
    ids: [...new Set(rows.map(({ id }) => id))],
    known: new Set(rows.map(({ kind, ref }) => `${kind} ${ref}`)),
  };
}

async function createAggregate(tx: Transaction, { provider, account }: Owner): Promise<bigint> {
  const { id } = await tx.aggregate.create({ data: { provider, account, foldVersion: FOLD_VERSION } });
  return id;
}

async function mergeAggregates(tx: Transaction, survivor: bigint, others: readonly bigint[]): Promise<void> {
  const moved = { where: { aggregateId: { in: [...others] } }, data: { aggregateId: survivor } };
  await tx.alias.updateMany(moved);
  await tx.event.updateMany(moved);
  await tx.order.updateMany(moved);
  await tx.payment.updateMany(moved);
  await tx.refund.updateMany(moved);
  await tx.dispute.updateMany(moved);
  await tx.subscription.updateMany(moved);
  await tx.change.updateMany(moved);
  await tx.outbox.updateMany(moved);
  await tx.reaction.updateMany(moved);
  await tx.entitlement.updateMany(moved);
  const ids = [survivor, ...others];
  const told = await tx.aggregate.findMany({
    where: { id: { in: ids } },
    select: { told: true, heldUntil: true },
    orderBy: { id: 'asc' },
  });
  await tx.aggregate.deleteMany({ where: { id: { in: [...others] } } });
  // What was folded before knew nothing of the others' events; what was told of all of them stands, until it is folded again.
  await tx.aggregate.update({
    where: { id: survivor },
    data: {
      state: Prisma.DbNull,
      told: encodeTold(told.flatMap((part) => decodeTold(part.told))),
      heldUntil:
        told.flatMap((part) => part.heldUntil ?? []).toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null,
    },
  });
}

async function addAliases(
  tx: Transaction,
  { provider, account }: Owner,
  references: readonly Reference[],
  aggregateId: bigint,
): Promise<void> {
  await tx.alias.createMany({
    data: references.map(({ kind, ref }) => ({ provider, account, kind, ref, aggregateId })),
    skipDuplicates: true,
  });
}
