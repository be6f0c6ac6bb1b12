import { createHash } from 'node:crypto';
import type { Transaction } from '@payspool/db';

/** Whose references they are: the same id at another merchant is another thing. */
export interface Owner {
  readonly provider: string;
  readonly account: string;
}

/** One text for one reference of one merchant. */
export const nameOf = ({ provider, account }: Owner, { kind, ref }: { kind: string; ref: string }): string =>
  `${provider}\0${account}\0${kind}\0${ref}`;

/** The inverse of `nameOf`. */
export function referenceNamed(name: string): Owner & { readonly kind: string; readonly ref: string } {
  const [provider = '', account = '', kind = '', ...ref] = name.split('\0');
  return { provider, account, kind, ref: ref.join('\0') };
}

/** The number of a reference's advisory lock. */
export const lockNumber = (name: string): bigint =>
  createHash('sha256').update(name).digest().readBigInt64BE();

/**
 * Takes the transaction's advisory locks, in the order of their numbers, so that two transactions never wait for each other. It has to be
 * a statement of its own: under READ COMMITTED a statement that reads sees what was committed before it began, not before it got its lock.
 */
export async function lockReferences(tx: Transaction, numbers: ReadonlySet<bigint>): Promise<void> {
  if (numbers.size === 0) return;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(number) FROM unnest(${inOrder(numbers)}::bigint[]) AS number`;
}

/** The same without waiting. Returns the locks that another transaction holds. */
export async function tryReferences(
  tx: Transaction,
  numbers: ReadonlySet<bigint>,
): Promise<ReadonlySet<bigint>> {
  if (numbers.size === 0) return numbers;
  const taken = await tx.$queryRaw<{ number: bigint }[]>`
    SELECT number FROM unnest(${inOrder(numbers)}::bigint[]) AS number WHERE NOT pg_try_advisory_xact_lock(number)`;
  return new Set(taken.map(({ number }) => number));
}

const inOrder = (numbers: ReadonlySet<bigint>): bigint[] => [...numbers].toSorted((a, b) => (a < b ? -1 : 1));
