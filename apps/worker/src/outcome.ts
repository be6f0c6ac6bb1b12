import { Prisma, sqlStateOf } from '@payspool/db';
import { TransmissionReusedError } from '@payspool/projection';
import { UnusableEventError } from '@payspool/providers';

/** What a delivery can come to. Decided here and nowhere else. */
export const OUTCOMES = ['applied', 'duplicate', 'ignored', 'retry', 'failed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Why it did not go through. */
export interface Trouble {
  readonly outcome: 'retry' | 'failed';
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
  if (error instanceof Prisma.PrismaClientValidationError) return WITHHELD;
  if (error instanceof Prisma.PrismaClientKnownRequestError) {
    // Postgres quotes the value that it refuses: the codes say enough, and nobody's name.
    const state = sqlStateOf(error);
    return {
      outcome: 'retry',
      code: error.code,
      reason: `the database refused: ${error.code}${state ? `, SQLSTATE ${state}` : ''}`,
    };
  }
  const code = error instanceof Error && 'code' in error ? inWords(error.code) : 'unexpected';
  return { outcome: 'retry', code, reason: inWords(error instanceof Error ? error.message : error) };
}

/** Reactions are other people's code, and may throw what no text can be made of: saying so must not fail as well. */
function inWords(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return 'something that cannot be shown as text was thrown';
  }
}

/** Prisma prints the arguments of a query that it finds invalid, in every error format: personal data among them. */
const WITHHELD: Trouble = {
  outcome: 'retry',
  code: 'query_invalid',
  reason: 'a query that does not fit the database schema of this release (its arguments are withheld)',
};
