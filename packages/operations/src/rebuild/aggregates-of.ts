import type { Database } from '@payspool/db';
import type { RebuildParams } from './rebuild-rows.ts';

/** The aggregates of a rebuild, fixed. */
interface FixedAggregates {
  /** Ascending. `undefined` if all are concerned. */
  readonly only?: string[];
  readonly upTo: string;
  readonly total: number;
}

/**
 * Fixes the aggregates that a rebuild concerns.
 *
 * @throws if no purchase has the reference
 */
export async function aggregatesOf(
  db: Database,
  { order, provider, account, only, upTo }: RebuildParams,
): Promise<FixedAggregates> {
  if (order === undefined) {
    const last =
      upTo === undefined
        ? await db.aggregate.findFirst({ orderBy: { id: 'desc' }, select: { id: true } })
        : { id: BigInt(upTo) };
    const id = last?.id ?? 0n;
    return { upTo: id.toString(), total: await db.aggregate.count({ where: { id: { lte: id } } }) };
  }
  const chosen = only ?? (await withReference(db, { order, provider, account }));
  if (chosen.length === 0) throw new Error(`no purchase or subscription has the reference ${order}`);
  return { only: chosen, upTo: chosen.at(-1) ?? '0', total: chosen.length };
}

async function withReference(
  db: Database,
  { order, provider, account }: Pick<RebuildParams, 'provider' | 'account'> & { readonly order: string },
): Promise<string[]> {
  const found = await db.alias.findMany({
    where: { ref: order, ...(provider && { provider }), ...(account && { account }) },
    select: { aggregateId: true },
    distinct: ['aggregateId'],
    orderBy: { aggregateId: 'asc' },
  });
  return found.map(({ aggregateId }) => aggregateId.toString());
}
