import { Prisma, type PrismaClient } from './generated/client.ts';
import { sqlStateOf } from './sql-state.ts';

/**
 * A statement that writes and takes back what it wrote, without an error in the server's log. It commits, so that it waits as the
 * projection does: for the disk, and for a standby that has to have the commit. `disabled_consumers` is a table of a few rows.
 * The first statement writes no row: it is refused where our user may not record an event.
 *
 * https://www.postgresql.org/docs/current/plpgsql-control-structures.html#PLPGSQL-ERROR-TRAPPING
 */
const proof = (more: string) => `DO $$
BEGIN
  INSERT INTO events SELECT * FROM events WHERE false;
  ${more}
  BEGIN
    INSERT INTO disabled_consumers (consumer, reason) VALUES ('proof ' || gen_random_uuid(), 'taken back at once');
    RAISE EXCEPTION USING ERRCODE = 'PS001';
  EXCEPTION WHEN SQLSTATE 'PS001' THEN NULL;
  END;
END $$`;

/**
 * A row of no size fits into a page that is there already, however full the disk is. Rows that exceed `work_mem` go to a temporary file,
 * a few hundred kilobytes, which is gone when the statement ends.
 */
const TAKES_SPACE = `SET LOCAL work_mem = '64kB';
  PERFORM count(*) FROM generate_series(1, 10000);`;

/**
 * Makes a write of which nothing stays. `thorough` needs space on the disk besides.
 *
 * @throws {WriteRefusedError}
 */
export async function proveWrite(
  db: Pick<PrismaClient, '$executeRawUnsafe'>,
  { thorough }: { readonly thorough: boolean },
): Promise<void> {
  try {
    await db.$executeRawUnsafe(proof(thorough ? TAKES_SPACE : ''));
  } catch (error) {
    throw new WriteRefusedError(error);
  }
}

/** The database did not take a write. Holds codes, never the values of a query. */
export class WriteRefusedError extends Error {
  override readonly name = 'WriteRefusedError';
  /** SQLSTATE where Postgres answered, or where Prisma's own code means one; otherwise the code of Prisma or of the socket. */
  readonly code: string;

  constructor(cause: unknown) {
    const code = refusalCodeOf(cause);
    super(`the database refused a write: ${code}`, { cause });
    this.code = code;
  }
}

function refusalCodeOf(error: unknown): string {
  const state = sqlStateOf(error);
  if (state !== undefined) return state;
  if (error instanceof Prisma.PrismaClientKnownRequestError) {
    const { driverAdapterError } = (error.meta ?? {}) as {
      driverAdapterError?: { cause?: { kind?: unknown } };
    };
    return SQLSTATES[String(driverAdapterError?.cause?.kind)] ?? SQLSTATES[error.code] ?? error.code;
  }
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}

/**
 * What has no SQLSTATE of the server, by the one that means it: the driver adapter's word for a socket that fails, and Prisma's own codes
 * (https://www.prisma.io/docs/orm/reference/error-reference).
 */
const SQLSTATES: Readonly<Record<string, string>> = {
  DatabaseNotReachable: '08001',
  TlsConnectionError: '08001',
  ConnectionClosed: '08006',
  SocketTimeout: '57014',
  P1001: '08001',
  P1002: '08001',
  P1008: '57014',
  P1017: '08006',
  P2024: '57014',
  P2028: '57014',
};
