import { DatabaseUnreachableError, NotMigratedError, TooSlowError } from '@payspool/db/reader';
import { QueueUnavailableError } from '@payspool/queue';

/** A request that failed. The message is shown as it is. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly statusCode: number;

  constructor(statusCode: number, message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}

export interface Failure {
  readonly status: number;
  /** The form that Bull Board's pages expect: a headline, which they translate, and a line below. */
  readonly body: { readonly error: { readonly key: Headline }; readonly message: string };
}

type Headline = 'ERRORS.FORBIDDEN' | 'ERRORS.INTERNAL_SERVER_ERROR';

/** The answer to the client for an error. Only messages that are known to contain nothing but ids are repeated. */
export function failureOf(error: unknown): Failure {
  const status = statusOf(error);
  if (error instanceof RequestError) return failure(status, error.message);
  const ofDatabase = databaseProblem(error);
  if (ofDatabase !== undefined) return failure(503, ofDatabase);
  if (status === 503) return failure(status, 'The store of the queues does not answer.');
  if (status === 409 && error instanceof Error) return failure(status, error.message);
  if (status < 500) return failure(status, status === 401 ? 'Log in.' : 'The request cannot be answered.');
  return failure(status, 'Unexpected error; see the log of the dashboard.');
}

function databaseProblem(error: unknown): string | undefined {
  if (error instanceof TooSlowError)
    return 'The database needed too long. Narrow the filter, a shorter time first.';
  if (error instanceof NotMigratedError)
    return 'The database does not have the tables of this version. Run `payspool migrate`.';
  return error instanceof DatabaseUnreachableError ? 'The database does not answer.' : undefined;
}

const failure = (status: number, message: string): Failure => ({
  status,
  body: {
    error: { key: status < 500 ? 'ERRORS.FORBIDDEN' : 'ERRORS.INTERNAL_SERVER_ERROR' },
    message,
  },
});

function statusOf(error: unknown): number {
  if (!(error instanceof Error)) return 500;
  if (error instanceof QueueUnavailableError || STORE_AWAY.test(error.message)) return 503;
  // BullMQ's refusals ("Job 7 is not in the delayed state") have a negative code and contain only ids.
  if ('code' in error && typeof error.code === 'number' && error.code < 0) return 409;
  const status = 'statusCode' in error ? Number(error.statusCode) : 500;
  return status >= 400 && status < 500 ? status : 500;
}

/** The messages of ioredis, pg and BullMQ if a connection is lost during a request; errors of ioredis have no code. */
const STORE_AWAY =
  /^Connection (is closed|terminated)|^Command timed out|^Stream isn't writeable|^Reached the max retries per request|^Query read timeout|timeout exceeded|\bE(CONNREFUSED|CONNRESET|PIPE|TIMEDOUT|HOSTUNREACH)\b|^canceling statement due to statement timeout/;
