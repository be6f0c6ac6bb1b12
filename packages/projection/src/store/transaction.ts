import { type Database, Prisma, sqlStateOf, type Transaction } from '@payspool/db';

const ATTEMPTS = 5;

/** What a transaction had read changed before it could lock it: to be started over. */
export class ConflictError extends Error {
  readonly code = 'conflict';
  override readonly name = 'ConflictError';
}

/**
 * Runs `work` in one transaction, READ COMMITTED, which every session of ours has. Ordered locks make deadlocks rare, not impossible (a
 * merge found while others are held); Postgres then ends one of the two, which simply starts over.
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

/** P2034: write conflict or deadlock. P2002: two transactions made the same new row, the second now finds it. */
const PRISMA_CONFLICTS: ReadonlySet<string> = new Set(['P2034', 'P2002']);
/** Postgres's codes for the same, and for a failed serialisation: all that Prisma's P2010 says of a raw statement. */
const POSTGRES_CONFLICTS: ReadonlySet<unknown> = new Set(['40P01', '40001', '23505']);

function isConflict(error: unknown): boolean {
  if (error instanceof ConflictError) return true;
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false;
  return PRISMA_CONFLICTS.has(error.code) || POSTGRES_CONFLICTS.has(sqlStateOf(error) ?? '');
}
