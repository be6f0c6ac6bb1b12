import { openDatabase, type Database } from '@payspool/db';
import { createDatabase } from '@payspool/testkit';
import { afterAll, beforeAll, inject } from 'vitest';

/** A migrated database of the test file's own; `db` may be used from `beforeAll` on. */
export function useDatabase({ poolSize = 10 }: { readonly poolSize?: number } = {}): {
  readonly db: Database;
  readonly url: string;
} {
  let open: ReturnType<typeof openDatabase> | undefined;
  let created: Awaited<ReturnType<typeof createDatabase>> | undefined;
  beforeAll(async () => {
    created = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
    open = openDatabase({ url: created.url, poolSize, applicationName: 'projection-test' });
  });
  afterAll(async () => {
    await open?.close();
    await created?.drop();
  });
  return {
    get db() {
      if (!open) throw new Error('the database is there once the tests run');
      return open.prisma;
    },
    get url() {
      if (!created) throw new Error('the database is there once the tests run');
      return created.url;
    },
  };
}
