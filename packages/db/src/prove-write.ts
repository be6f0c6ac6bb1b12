import { Prisma, type PrismaClient } from './generated/client.ts';

/**
 * A statement that writes and undoes its write, without an error in the server's log. It commits, so that it waits like the
 * projection for the disk and for a synchronous standby. `disabled_consumers` has only a few rows. The first statement writes no
 * row; it fails if the user may not record an event.
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
 * A small row fits into an existing page even if the disk is full. Rows that exceed `work_mem` go to a temporary file of a few
 * hundred kilobytes, which is removed at the end of the statement.
 */
const TAKES_SPACE = `SET LOCAL work_mem = '64kB';
  PERFORM count(*) FROM generate_series(1, 10000);`;

/**
 * Tests a write and leaves nothing. `thorough` also needs space on the disk.
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

/** The database did not accept a write. The error contains codes, never the values of a query. */
export class WriteRefusedError extends Error {
  override readonly name = 'WriteRefusedError';
  /** The SQLSTATE if Postgres answered or if Prisma's code corresponds to one; otherwise the code of Prisma or of the socket. */
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
 * The SQLSTATE for errors without one: the driver adapter's name of a failed socket, and Prisma's own codes
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

/**
 * The SQLSTATE of Postgres' answer, from the place where the driver adapter of Prisma 7 stores it. Messages are not searched,
 * because they may quote values.
 */
export function sqlStateOf(error: unknown): string | undefined {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return undefined;
  const { driverAdapterError } = (error.meta ?? {}) as {
    driverAdapterError?: { cause?: { originalCode?: unknown } };
  };
  const state = driverAdapterError?.cause?.originalCode;
  return typeof state === 'string' ? state : undefined;
}
