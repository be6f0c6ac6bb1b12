import { createHash } from 'node:crypto';
import type { Transaction } from '@payspool/db';
import type { Reference } from '../fold/references.ts';

/** Whose references they are: the same id at another merchant is another thing. */
export interface Owner {
  readonly provider: string;
  readonly account: string;
}

/**
 * Takes the transaction's advisory locks on all references of an event, in the order of their numbers, so that two
 * transactions never wait for each other. It has to be a statement of its own: under READ COMMITTED a statement that
 * reads sees what was committed before it began, not before it got its lock.
 */
export async function lockReferences(
  tx: Transaction,
  owner: Owner,
  references: readonly Reference[],
): Promise<void> {
  const numbers = new Set(references.map((reference) => lockNumber(owner, reference)));
  const ordered = [...numbers].toSorted((a, b) => (a < b ? -1 : 1));
  if (ordered.length === 0) return;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(number) FROM unnest(${ordered}::bigint[]) AS number`;
}

function lockNumber({ provider, account }: Owner, { kind, ref }: Reference): bigint {
  return createHash('sha256').update([provider, account, kind, ref].join('\0')).digest().readBigInt64BE();
}
