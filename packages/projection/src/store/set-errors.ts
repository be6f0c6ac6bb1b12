import { Prisma, sqlStateOf } from '@payspool/db';
import type { EventOfSet } from './events-of-set.ts';

/** An aggregate has so many events that they cannot be folded within the time limit of a transaction. */
export class TooLongError extends Error {
  readonly code = 'aggregate_too_long';
  override readonly name = 'TooLongError';

  constructor({ record, references: [first] }: EventOfSet, events: number, cause: unknown) {
    super(
      `${first?.kind ?? 'aggregate'} ${first?.ref ?? ''} of ${record.provider}/${record.account} has ${events} events, which cannot be folded within one transaction`,
      { cause },
    );
  }
}

/** With fewer folded events than this, a timeout is not due to the fold: the database is slow. */
const MANY = 2000;

/**
 * Returns a `TooLongError` if the transaction timed out after it had folded many events for this one event. Otherwise returns `error`.
 */
export const explainTimeout = (error: unknown, event: EventOfSet, folded: number): unknown =>
  folded >= MANY && isTimeout(error) ? new TooLongError(event, folded, error) : error;

/** P2028: the transaction exceeded its time limit. 57014: a statement exceeded its time limit. */
const isTimeout = (error: unknown): boolean =>
  error instanceof Prisma.PrismaClientKnownRequestError &&
  (error.code === 'P2028' || sqlStateOf(error) === '57014');

/**
 * Whether the database may have caused an error, so that every event would fail. An error about a value, or of our own code, concerns one
 * event.
 */
export function mayConcernEveryEvent(error: unknown): boolean {
  if (error instanceof Prisma.PrismaClientInitializationError) return true;
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false;
  const state = sqlStateOf(error);
  return state === undefined ? !VALUE_ERRORS.has(error.code) : !VALUE_CLASSES.has(state.slice(0, 2));
}

/** Prisma's codes for a value that is too long or out of range, see https://www.prisma.io/docs/orm/reference/error-reference */
const VALUE_ERRORS: ReadonlySet<string> = new Set(['P2000', 'P2020']);
/** Data exception, integrity constraint, program limit: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const VALUE_CLASSES: ReadonlySet<string> = new Set(['22', '23', '54']);
