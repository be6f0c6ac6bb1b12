import { type Database, Prisma, type Transaction } from '@payspool/db';

const ATTEMPTS = 5;

/**
 * Runs `work` in one transaction, READ COMMITTED. Ordered locks make deadlocks rare, not impossible (a merge found while
 * others are held); Postgres then ends one of the two, which simply starts over.
 */
export async function inTransaction<Result>(
  db: Database,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.$transaction(work, {
        isolationLevel: Prisma.TransactionIsolationLevel.ReadCommitted,
        maxWait: 10_000,
        timeout: 30_000,
      });
    } catch (error) {
      if (attempt === ATTEMPTS || !isConflict(error)) throw error;
    }
  }
}

/** P2034: write conflict or deadlock. P2002 / 23505: two transactions made the same new row, the second now finds it. */
function isConflict(error: unknown): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false;
  return error.code === 'P2034' || error.code === 'P2002' || /\b(40P01|40001|23505)\b/.test(JSON.stringify(error.meta ?? {}));
}
