import { type Database, proveWrite, sqlStateOf, WriteRefusedError } from '@payspool/db';
import { createWriteMemory, type WriteRefusal, type WriteWatch, watchWrites } from '@payspool/queue';

export interface DatabaseWrites extends WriteWatch {
  /** Reports a failed attempt at a job. If the database refused a write, the worker is not ready until the database accepts one. */
  readonly attemptFailed: (error: unknown) => void;
}

/** Tests once a second that the database accepts writes. */
export function watchDatabaseWrites(
  db: Pick<Database, '$executeRawUnsafe'>,
  onChange: (refusal: WriteRefusal | undefined) => void,
): DatabaseWrites {
  const writes = createWriteMemory({ backend: 'postgres', onChange });
  const watch = watchWrites({
    writes,
    proveWrite: async (options) => {
      await proveWrite(db, options);
      return 'written';
    },
  });
  return {
    ...watch,
    attemptFailed: (error) => {
      const cause = error instanceof Error ? error.cause : undefined;
      // A provider's API and our own code can fail too. Only an error with an answer of Postgres is an error of the database.
      if (sqlStateOf(cause) !== undefined) writes.failed(new WriteRefusedError(cause));
    },
  };
}
