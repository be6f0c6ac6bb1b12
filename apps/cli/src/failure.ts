import { CommanderError } from 'commander';
import { databaseFailure } from './database-failure.ts';
import { EXIT } from './exit-status.ts';

/** The end of a command that failed: the messages for stderr, and the exit status. */
export interface Failure {
  readonly status: number;
  readonly lines: readonly string[];
}

/** Common failures of the infrastructure, for which the message is enough. */
const EXPECTED: ReadonlySet<unknown> = new Set([
  'database_unreachable',
  'migration_failed',
  'queue_unavailable',
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
