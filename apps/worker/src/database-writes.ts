import { type Database, proveWrite, sqlStateOf, WriteRefusedError } from '@payspool/db';
import { createWriteMemory, type WriteRefusal, type WriteWatch, watchWrites } from '@payspool/queue';

export interface DatabaseWrites extends WriteWatch {
  /** An attempt at a job has failed. Where the database refused a write, that is why it is not ready, until it takes one. */
  readonly attemptFailed: (error: unknown) => void;
}

/** Proves once a second that the projection's database takes writes. */
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
      // A provider's API and our own code fail too: only what has an answer of Postgres is its own.
      if (sqlStateOf(cause) !== undefined) writes.failed(new WriteRefusedError(cause));
    },
  };
}
