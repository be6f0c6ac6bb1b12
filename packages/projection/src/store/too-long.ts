import { Prisma, sqlStateOf } from '@payspool/db';
import type { PlacedEvent } from './delivered.ts';

/** A purchase or subscription has so many events that they cannot be folded within the time that a transaction has. */
export class TooLongError extends Error {
  readonly code = 'aggregate_too_long';
  override readonly name = 'TooLongError';

  constructor({ record, references: [first] }: PlacedEvent, events: number, cause: unknown) {
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
export const explainTimeout = (error: unknown, event: PlacedEvent, folded: number): unknown =>
  folded >= MANY && isTimeout(error) ? new TooLongError(event, folded, error) : error;

/** P2028: the transaction's time was over. 57014: a statement's was. */
const isTimeout = (error: unknown): boolean =>
  error instanceof Prisma.PrismaClientKnownRequestError &&
  (error.code === 'P2028' || sqlStateOf(error) === '57014');
