import { Prisma, sqlStateOf } from '@payspool/db';
import type { EventOfSet } from './events-of-set.ts';

/** A purchase or subscription has so many events that they cannot be folded within the time that a transaction has. */
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

/** Fewer events than these are no reason for a transaction to take too long: then it is the database that is slow. */
const MANY = 2000;

/**
 * Says so where it was the event's own purchase that took too long, by the number of events that had to be folded for it; any other error
 * is returned as it is.
 */
export const explainTimeout = (error: unknown, event: EventOfSet, folded: number): unknown =>
  folded >= MANY && isTimeout(error) ? new TooLongError(event, folded, error) : error;

/** P2028: the transaction's time was over. 57014: a statement's was. */
const isTimeout = (error: unknown): boolean =>
  error instanceof Prisma.PrismaClientKnownRequestError &&
  (error.code === 'P2028' || sqlStateOf(error) === '57014');

/** Whether an error may be the database's, and so every event's: it is not about a value, nor one of our code. */
export function isOfEveryEvent(error: unknown): boolean {
  if (error instanceof Prisma.PrismaClientInitializationError) return true;
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false;
  const state = sqlStateOf(error);
  return state === undefined ? !VALUE_ERRORS.has(error.code) : !VALUE_CLASSES.has(state.slice(0, 2));
}

/** Prisma's codes for a value that is too long or out of range: https://www.prisma.io/docs/orm/reference/error-reference */
const VALUE_ERRORS: ReadonlySet<string> = new Set(['P2000', 'P2020']);
/** Data exception, integrity constraint, program limit: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const VALUE_CLASSES: ReadonlySet<string> = new Set(['22', '23', '54']);
