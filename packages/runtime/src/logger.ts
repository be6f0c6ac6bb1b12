import { type DestinationStream, type Logger, pino } from 'pino';
import { prettyFactory } from 'pino-pretty';
import { type LineOutput, standardOutput } from './standard-output.ts';

export type { Logger } from 'pino';

/** Keys that are removed from log lines wherever they occur. Payloads are never logged anyway. */
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
 * The logger for lines with fixed, harmless fields. It does not search for secret keys, which would cost more than the rest of the line.
 */
export const withoutRedaction = (logger: Logger): Logger => logger.child({}, { redact: [] });

/** Writes JSON lines, or readable lines on a terminal. */
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

/** The time field of a line. Lines of the same millisecond share one text. */
function timeField(): string {
  const now = Date.now();
  if (now !== timeOfLast) [timeOfLast, fieldOfLast] = [now, `,"time":"${new Date(now).toISOString()}"`];
  return fieldOfLast;
}

/** Logs the message of an error but not its other properties, because libraries attach whole commands, rows and connection settings to errors. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error;
  const { type, message, stack } = pino.stdSerializers.err(error);
  return { type, message, stack, ...('code' in error && { code: error.code }) };
}

function readable(output: LineOutput): DestinationStream {
  const prettify = prettyFactory({ ignore: 'pid,app' });
  return { write: (line) => output.write(prettify(line)) };
}
