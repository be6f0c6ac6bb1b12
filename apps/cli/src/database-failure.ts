import { Prisma, sqlStateOf } from '@payspool/db';

/**
 * The message for an operator if the database is unavailable, refuses the connection or lacks the tables of this release;
 * `undefined` if the stack trace says more.
 */
export function databaseFailure(error: unknown): string | undefined {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return undefined;
  const state = sqlStateOf(error);
  if (state !== undefined && NOT_MIGRATED.has(state))
    return 'the database does not have the tables of this release: run `payspool migrate`';
  const isAway = state === undefined ? /^(P1\d{3}|P2010)$/.test(error.code) : AWAY.test(state);
  return isAway ? `the database cannot be used: ${reasonIn(error.message)}` : undefined;
}

/** Prisma writes its own call before the reason, on separate lines, and quotes the server at the end of the last line. */
export function reasonIn(message: string): string {
  const last = message.trim().split('\n').at(-1)?.trim() ?? '';
  return /Message: `(.*)`$/.exec(last)?.[1] ?? last;
}

/** Undefined table, undefined column. */
const NOT_MIGRATED: ReadonlySet<string> = new Set(['42P01', '42703']);
/** Classes of SQLSTATE: connection, authorization, no such database, too many connections, operator intervention. */
const AWAY = /^(08|28|3D|53|57)/;
