import { Prisma, sqlStateOf } from '@payspool/db';
import { TooLongError, TransmissionReusedError } from '@payspool/projection';
import { UnusableEventError } from '@payspool/providers';

/** What a delivery can come to. Decided here and nowhere else. */
export const OUTCOMES = ['applied', 'duplicate', 'ignored', 'retry', 'failed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Attempts at an event whose purchase takes longer than a transaction may: a busy database may have been the reason, but not so often. */
const TOO_LONG_ATTEMPTS = 3;

/** Why it did not go through. */
export interface Trouble {
  readonly outcome: 'retry' | 'failed';
  /** It is tried so often at most. */
  readonly maxAttempts?: number;
  /** Stable. */
  readonly code: string;
  /** For people; holds ids and paths of fields, no payload. */
  readonly reason: string;
}

/**
 * Failed is what cannot succeed without a change of the event, of our code or of our configuration. Everything else is
 * infrastructure and worth another try, errors that nobody foresaw included.
 */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof UnusableEventError || error instanceof TransmissionReusedError) {
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
    // Postgres quotes the value that it refuses: the codes say enough, and nobody's name.
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
 * What is wrong with a value that the database takes from nobody, however often it is asked; `undefined` for everything else.
 *
 * Class 22 of Postgres are data exceptions: https://www.postgresql.org/docs/current/errcodes-appendix.html. A constraint
 * says as much of what else is in the database, or of its version, as of the value: what breaks one is tried again.
 */
function refusedValue(code: string, state: string | undefined): string | undefined {
  const known = state === undefined ? PRISMA_REFUSALS[code] : REFUSALS[state];
  return known ?? (state?.startsWith('22') ? 'the database cannot hold a value of it' : undefined);
}

const NUMBER = 'a number is out of the range that the database holds';
const TIME = 'a time is out of the range that the database holds, or is none';
const TOO_LONG = 'a text is longer than the database holds';
const CHARACTER = 'a text has a character that the database cannot hold';

const REFUSALS: Readonly<Record<string, string>> = {
  '22001': TOO_LONG,
  '22003': NUMBER,
  '22007': TIME,
  '22008': TIME,
  '22021': CHARACTER,
  '22P05': CHARACTER,
  // An index row takes a third of a page.
  '54000': TOO_LONG,
};

/** Prisma's words for the same, where the driver's answer was not kept: https://www.prisma.io/docs/orm/reference/error-reference */
const PRISMA_REFUSALS: Readonly<Record<string, string>> = {
  P2000: TOO_LONG,
  P2020: NUMBER,
};

/** Reactions are other people's code, and may throw what no text can be made of: saying so must not fail as well. */
function inWords(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return 'something that cannot be shown as text was thrown';
  }
}

/**
 * Prisma prints the arguments of a query that it finds invalid, in every error format: personal data among them. While releases change,
 * a query may fit the schema of one and not of the other: another worker may succeed.
 */
const WITHHELD: Trouble = {
  outcome: 'retry',
  code: 'query_invalid',
  reason: 'a query that does not fit the database schema of this release (its arguments are withheld)',
};
