import { type Database, Prisma, sqlStateOf, type Transaction } from '@payspool/db';

const ATTEMPTS = 5;

/** Data that a transaction had read was changed before it was locked. `inTransaction` starts the transaction again. */
export class ConflictError extends Error {
  readonly code = 'conflict';
  override readonly name = 'ConflictError';
}

/**
 * Runs `work` in one transaction and commits after `work` has returned. The commit is here: until `$transaction` resolves, no other
 * transaction sees what `work` wrote, and after an error nothing of it is stored. The isolation level is READ COMMITTED, the default of
 * our database sessions.
 *
 * A transaction that ends with a conflict or a deadlock starts again, at most 5 times in all. Locks are taken in order, so deadlocks are
 * rare; a merge that is found while other locks are held can cause one, and Postgres then ends one of the two transactions.
 *
 * @throws the error of `work`, or of the last attempt
 */
export async function inTransaction<Result>(
  db: Database,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.$transaction(work, { maxWait: 10_000, timeout: 30_000 });
    } catch (error) {
      if (attempt === ATTEMPTS || !isConflict(error)) throw error;
    }
  }
}

/** P2034: write conflict or deadlock. P2002: two transactions inserted the same new row; when the second starts again, it finds the row. */
const PRISMA_CONFLICTS: ReadonlySet<string> = new Set(['P2034', 'P2002']);
/**
 * Postgres's codes for the same conflicts, and for a failed serialisation. For a raw statement Prisma reports P2010 with one of these
 * codes.
 */
const POSTGRES_CONFLICTS: ReadonlySet<unknown> = new Set(['40P01', '40001', '23505']);

function isConflict(error: unknown): boolean {
  if (error instanceof ConflictError) return true;
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false;
  return PRISMA_CONFLICTS.has(error.code) || POSTGRES_CONFLICTS.has(sqlStateOf(error) ?? '');
}
