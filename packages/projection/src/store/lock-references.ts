import { Prisma, queryDirectly, type Transaction } from '@payspool/db';

/** The provider and account that a reference belongs to. The same id in another account is another reference. */
export interface Owner {
  readonly provider: string;
  readonly account: string;
}

/** No name of a provider, account or kind contains it. */
const SEPARATOR = '\u0001';

/** Returns the name of a reference, which is unique among all accounts. */
export const nameOf = ({ provider, account }: Owner, { kind, ref }: { kind: string; ref: string }): string =>
  provider + SEPARATOR + account + SEPARATOR + kind + SEPARATOR + ref;

/** Returns the reference of a name: the inverse of `nameOf`. */
export function referenceNamed(name: string): Owner & { readonly kind: string; readonly ref: string } {
  const [provider = '', account = '', kind = '', ...ref] = name.split(SEPARATOR);
  return { provider, account, kind, ref: ref.join(SEPARATOR) };
}

/**
 * Takes advisory locks on the names of references, in the order of the locks' numbers, so that two transactions never wait for each other.
 * Postgres releases them when the transaction ends. Locking needs a statement of its own: under READ COMMITTED a statement sees what was
 * committed before it began, not before it got a lock.
 */
export async function lockReferences(tx: Transaction, names: ReadonlySet<string>): Promise<void> {
  if (names.size === 0) return;
  await tx.$executeRaw`
    WITH numbered AS MATERIALIZED (
      SELECT hashtextextended(name, 0) AS number FROM unnest(${[...names]}::text[]) AS name ORDER BY number
    )
    SELECT pg_advisory_xact_lock(number) FROM numbered`;
}

/** Takes the same locks without waiting. Returns the names whose locks another transaction has. */
export async function tryReferences(
  tx: Transaction,
  names: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  if (names.size === 0) return names;
  const taken = await queryDirectly<{ name: string }>(
    tx,
    Prisma.sql`
    WITH numbered AS MATERIALIZED (
      SELECT name, hashtextextended(name, 0) AS number FROM unnest(${[...names]}::text[]) AS name ORDER BY number
    )
    SELECT name FROM numbered WHERE NOT pg_try_advisory_xact_lock(number)`,
  );
  return new Set(taken.map(({ name }) => name));
}
