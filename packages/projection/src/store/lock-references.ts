import { Prisma, queryDirectly, type Transaction } from '@payspool/db';

/** Whose references they are: the same id at another merchant is another thing. */
export interface Owner {
  readonly provider: string;
  readonly account: string;
}

/** Stands in no provider's, merchant's or kind's name. */
const SEPARATOR = '\u0001';

/** One text for one reference of one merchant. */
export const nameOf = ({ provider, account }: Owner, { kind, ref }: { kind: string; ref: string }): string =>
  provider + SEPARATOR + account + SEPARATOR + kind + SEPARATOR + ref;

/** The inverse of `nameOf`. */
export function referenceNamed(name: string): Owner & { readonly kind: string; readonly ref: string } {
  const [provider = '', account = '', kind = '', ...ref] = name.split(SEPARATOR);
  return { provider, account, kind, ref: ref.join(SEPARATOR) };
}

/**
 * Takes the transaction's advisory locks on references, by name, in the order of the locks' numbers, so that two transactions never wait
 * for each other. It has to be a statement of its own: under READ COMMITTED a statement that reads sees what was committed before it
 * began, not before it got its lock.
 */
export async function lockReferences(tx: Transaction, names: ReadonlySet<string>): Promise<void> {
  if (names.size === 0) return;
  await tx.$executeRaw`
    WITH numbered AS MATERIALIZED (
      SELECT hashtextextended(name, 0) AS number FROM unnest(${[...names]}::text[]) AS name ORDER BY number
    )
    SELECT pg_advisory_xact_lock(number) FROM numbered`;
}

/** The same without waiting. Returns the names whose locks another transaction holds. */
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
