import { type DestinationStream, type Logger, pino } from 'pino';
import { prettyFactory } from 'pino-pretty';
import { type LineOutput, standardOutput } from './standard-output.ts';

export type { Logger } from 'pino';

/** What must not reach a log, wherever somebody puts it. Payloads are never logged in the first place. */
const REDACTED = [
  'authorization',
  'password',
  'secret',
  'token',
  'body',
  'rawBody',
  'headers',
  'url',
].flatMap((key) => [key, `*.${key}`]);

/**
 * The logger for lines of fixed fields that hold nothing to withhold: it does not look for what must not reach a log, which would cost more
 * than the rest of the line.
 */
export const withoutRedaction = (logger: Logger): Logger => logger.child({}, { redact: [] });

/** JSON lines; readable ones on a terminal. */
export function createLogger({
  app,
  level,
  destination,
}: {
  readonly app: string;
  readonly level: string;
  readonly destination?: DestinationStream;
}): Logger {
  const options = {
    level,
    base: { app, pid: process.pid },
    timestamp: timeField,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: REDACTED, censor: '[redacted]' },
    serializers: { err: describeError },
  };
  return pino(options, destination ?? (process.stdout.isTTY ? readable(standardOutput()) : standardOutput()));
}

let [timeOfLast, fieldOfLast] = [Number.NaN, ''];

/** The field of a line's time. Lines of one millisecond have one text. */
function timeField(): string {
  const now = Date.now();
  if (now !== timeOfLast) [timeOfLast, fieldOfLast] = [now, `,"time":"${new Date(now).toISOString()}"`];
  return fieldOfLast;
}

/** Libraries hang whole commands, rows and connection settings on their errors: what an error says, and nothing that it carries. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error;
  const { type, message, stack } = pino.stdSerializers.err(error);
  return { type, message, stack, ...('code' in error && { code: error.code }) };
}

function readable(output: LineOutput): DestinationStream {
  const prettify = prettyFactory({ ignore: 'pid,app' });
  return { write: (line) => output.write(prettify(line)) };
}
