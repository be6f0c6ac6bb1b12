import { type DestinationStream, type Logger, pino } from 'pino';
import pretty from 'pino-pretty';

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
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: REDACTED, censor: '[redacted]' },
  };
  if (destination) return pino(options, destination);
  return process.stdout.isTTY ? pino(options, pretty({ ignore: 'pid,app', sync: true })) : pino(options);
}
