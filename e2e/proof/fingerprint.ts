import type { Database } from '@payspool/db';

const DERIVED = [
  'aggregates',
  'aliases',
  'orders',
  'payments',
  'refunds',
  'disputes',
  'subscriptions',
  'changes',
  'outbox',
  'told_subjects',
];

/** A digest of each table's whole content, independent of the order of rows. If it is equal before and after, nothing was written. */
export async function fingerprint(db: Database): Promise<Readonly<Record<string, string>>> {
  const digests = await Promise.all(
    ['events', ...DERIVED].map(async (table) => {
      const [row] = await db.$queryRawUnsafe<{ digest: string }[]>(
        `SELECT md5(coalesce(string_agg(md5(t::text), '' ORDER BY md5(t::text)), '')) AS digest FROM ${table} t`,
      );
      return [table, row?.digest ?? ''] as const;
    }),
  );
  return Object.fromEntries(digests);
}
