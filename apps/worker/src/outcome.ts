import { Prisma, sqlStateOf } from '@payspool/db';
import { TooLongError, DeliveryRefReusedError } from '@payspool/projection';
import { UnusableEventError } from '@payspool/providers';

/** The outcomes of a delivery. They are decided only in this file. */
export const OUTCOMES = ['applied', 'duplicate', 'ignored', 'retry', 'failed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Maximum attempts at an event whose purchase takes longer than a transaction may. A busy database can cause this, but not this often. */
const TOO_LONG_ATTEMPTS = 3;

/** Why the attempt did not succeed. */
export interface Trouble {
  readonly outcome: 'retry' | 'failed';
  /** Maximum number of attempts. */
  readonly maxAttempts?: number;
  /** A stable code. */
  readonly code: string;
  /** For people. Contains ids and paths of fields, no payload. */
  readonly reason: string;
}

/**
 * An event has failed if it cannot succeed without a change of the event, the code or the configuration. Every other error,
 * including an unexpected one, is treated as a failure of the infrastructure and retried.
 */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof UnusableEventError || error instanceof DeliveryRefReusedError) {
    return { outcome: 'failed', code: error.code, reason: `${error.code}: ${error.message}` };
  }
  if (error instanceof TooLongError)
    return {
      outcome: 'retry',
      code: error.code,
      reason: `${error.code}: ${error.message}`,
      maxAttempts: TOO_LONG_ATTEMPTS,
    };
  if (error instanceof Prisma.PrismaClientValidationError) return WITHHELD;
  if (error instanceof Prisma.PrismaClientKnownRequestError) {
    // Postgres quotes the refused value, which may be personal data; the codes are enough.
    const state = sqlStateOf(error);
    const refused = refusedValue(error.code, state);
    const codes = `${error.code}${state ? `, SQLSTATE ${state}` : ''}`;
    if (refused !== undefined)
      return { outcome: 'failed', code: 'value_refused', reason: `value_refused: ${refused} (${codes})` };
    return { outcome: 'retry', code: error.code, reason: `the database refused: ${codes}` };
  }
  const code = error instanceof Error && 'code' in error ? inWords(error.code) : 'unexpected';
  return { outcome: 'retry', code, reason: inWords(error instanceof Error ? error.message : error) };
}

/**
 * Why the database can never store a value; `undefined` for everything else.
 *
 * Class 22 of Postgres are data exceptions: https://www.postgresql.org/docs/current/errcodes-appendix.html. A violated constraint
 * may be caused by other rows or by the version of the schema, so it is retried.
 */
function refusedValue(code: string, state: string | undefined): string | undefined {
  const known = state === undefined ? PRISMA_REFUSALS[code] : REFUSALS[state];
  return known ?? (state?.startsWith('22') ? 'the database cannot store one of its values' : undefined);
}

const NUMBER = 'a number is out of the range that the database can store';
const TIME = 'a time is out of the range that the database can store, or is invalid';
const TOO_LONG = 'a text is longer than the database can store';
const CHARACTER = 'a text has a character that the database cannot store';

const REFUSALS: Readonly<Record<string, string>> = {
  '22001': TOO_LONG,
  '22003': NUMBER,
  '22007': TIME,
  '22008': TIME,
  '22021': CHARACTER,
  '22P05': CHARACTER,
  // An index row can have at most a third of a page.
  '54000': TOO_LONG,
};

/** Prisma's codes for the same errors, if the driver's answer is missing: https://www.prisma.io/docs/orm/reference/error-reference */
const PRISMA_REFUSALS: Readonly<Record<string, string>> = {
  P2000: TOO_LONG,
  P2020: NUMBER,
};

/** Reactions are code of other people and may throw a value that cannot be converted to text. Reporting it must not fail. */
function inWords(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return 'a value that cannot be shown as text was thrown';
  }
}

/**
 * Prisma prints the arguments of an invalid query in every error format, and they may contain personal data. During an upgrade a
 * query may match the schema of only one release, so another worker may succeed.
 */
const WITHHELD: Trouble = {
  outcome: 'retry',
  code: 'query_invalid',
  reason: 'a query does not match the database schema of this release (its arguments are not shown)',
};
