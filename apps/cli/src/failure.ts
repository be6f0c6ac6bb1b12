import { CommanderError } from 'commander';

/** The end of a command that failed: the messages for stderr, and the exit status. */
export interface Failure {
  readonly status: number;
  readonly lines: readonly string[];
}

/** Common failures of the infrastructure and of providers' APIs, for which the message is enough. */
const EXPECTED: ReadonlySet<unknown> = new Set([
  'database_unreachable',
  'not_migrated',
  'too_slow',
  'migration_failed',
  'queue_unavailable',
  'operation_ended',
  'provider_api',
]);

/** An error that lists `problems` concerns the command line or the configuration. Every other error is printed with its stack. */
export function failureOf(error: unknown): Failure {
  // Commander has already printed its help or message.
  if (error instanceof CommanderError)
    return { status: error.exitCode === 0 ? EXIT.good : EXIT.usage, lines: [] };
  if (!(error instanceof Error)) return { status: EXIT.no, lines: [String(error)] };
  if ('problems' in error && Array.isArray(error.problems))
    return { status: EXIT.usage, lines: error.problems.map(String) };
  const code = 'code' in error ? error.code : undefined;
  if (code === 'invalid_queue_url') return { status: EXIT.usage, lines: [`QUEUE_URL: ${error.message}`] };
  const sentence = EXPECTED.has(code) ? error.message : databaseFailure(error);
  return { status: EXIT.no, lines: [sentence ?? error.stack ?? error.message] };
}

/** The exit statuses of the commands, for scripts. */
export const EXIT = { good: 0, no: 1, usage: 2, differences: 3 } as const;

/** The command line, or a file that it names, cannot be used. `runApp` prints the problems and exits 2. */
export class UsageError extends Error {
  readonly code = 'usage';
  override readonly name = 'UsageError';
  readonly problems: readonly string[];

  constructor(...problems: string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/**
 * The message for an operator if the database is unavailable, refuses the connection or lacks the tables of this release;
 * `undefined` if the stack trace says more.
 */
function databaseFailure(error: Error): string | undefined {
  if (error.name !== 'PrismaClientKnownRequestError') return undefined;
  const { code, state } = prismaCodes(error);
  if (state !== undefined && NOT_MIGRATED.has(state))
    return 'the database does not have the tables of this release: run `payspool migrate`';
  const isAway = state === undefined ? /^(P1\d{3}|P2010)$/.test(code) : AWAY.test(state);
  return isAway ? `the database cannot be used: ${reasonIn(error.message)}` : undefined;
}

/** Prisma's code, and the SQLSTATE as `sqlStateOf` reads it. Most commands do without Prisma, which takes long to load. */
function prismaCodes(error: Error): { readonly code: string; readonly state: string | undefined } {
  const { code, meta } = error as Error & {
    readonly code?: unknown;
    readonly meta?: {
      readonly driverAdapterError?: { readonly cause?: { readonly originalCode?: unknown } };
    };
  };
  const state = meta?.driverAdapterError?.cause?.originalCode;
  return { code: String(code), state: typeof state === 'string' ? state : undefined };
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
