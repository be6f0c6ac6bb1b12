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

/** Parts of tables. A fold from the beginning gives the row another revision, also where it changes nothing. */
const PARTS: Readonly<Record<string, string>> = {
  aggregates:
    'SELECT id, provider, account, fold_version, state IS NULL, told::text, held_until, due_at FROM aggregates',
  told_subjects: 'SELECT aggregate_id, kind, ref, subject FROM told_subjects',
};

/** A digest of each table's content, independent of the order of rows. If it is equal before and after, nothing has changed. */
export async function fingerprint(db: Database): Promise<Readonly<Record<string, string>>> {
  const digests = await Promise.all(
    ['events', ...DERIVED].map(async (table) => {
      const [row] = await db.$queryRawUnsafe<{ digest: string }[]>(
        `SELECT md5(coalesce(string_agg(md5(t::text), '' ORDER BY md5(t::text)), '')) AS digest FROM (${PARTS[table] ?? `SELECT * FROM ${table}`}) t`,
      );
      return [table, row?.digest ?? ''] as const;
    }),
  );
  return Object.fromEntries(digests);
}
