import { ConfigError, problemsOf } from './read-config.ts';
import type { Logger } from './logger.ts';

interface App<Settings> {
  readonly name: string;
  /** Reads the whole configuration and opens no connection. */
  readonly read: () => Settings;
  readonly start: (settings: Settings) => Promise<void>;
  /** Further checks for `--check`, which may take longer. They leave nothing running. */
  readonly check?: (settings: Settings) => Promise<void>;
  /** The arguments of the command line. */
  readonly args?: readonly string[];
}

const CHECK = '--check';

/**
 * Starts an app. For an invalid configuration it prints the problems on stderr and exits with 2, for any other failure to start
 * with 1. With `--check` it only says whether the configuration is valid, and exits with 0 if it is.
 */
export async function runApp<Settings>({
  name,
  read,
  start,
  check,
  args = process.argv.slice(2),
}: App<Settings>): Promise<void> {
  try {
    // A mistyped `--check` must not start a receiver of payments.
    if (args.some((arg) => arg !== CHECK)) throw new ConfigError([`takes no argument except ${CHECK}`]);
    const settings = read();
    if (args.includes(CHECK)) {
      await check?.(settings);
      process.stdout.write(`payspool ${name}: its settings are valid\n`);
    } else await start(settings);
  } catch (error) {
    const problems = problemsOf(error);
    if (problems) {
      process.stderr.write(
        `payspool ${name}: cannot start\n${problems.map((problem) => `  - ${problem}\n`).join('')}`,
      );
      process.exit(2);
    }
    process.stderr.write(`payspool ${name}: ${error instanceof Error ? explain(error) : String(error)}\n`);
    process.exit(1);
  }
}

function explain(error: Error): string {
  if ('code' in error && error.code === 'EADDRINUSE' && 'port' in error) {
    return `port ${String(error.port)} is taken by another process; set another one, or stop it`;
  }
  return error.stack ?? error.message;
}

export interface ShutdownOptions {
  readonly logger: Logger;
  /** Time limit in milliseconds. Steps that have not ended by then are abandoned, and the exit status is 1. */
  readonly deadlineMs: number;
  /** The steps in order: first stop the intake, last close the stores. */
  readonly stop: () => Promise<void>;
}

/**
 * On SIGTERM or SIGINT runs `stop` once and exits 0; a second signal exits at once. An uncaught error is logged and ends the
 * process with 1 after the same steps: a process in an unknown state must not continue to handle payments.
 */
export function stopOnSignal({ logger, deadlineMs, stop }: ShutdownOptions): void {
  let stopping = false;
  const end = (reason: string, status: number) => {
    if (stopping) process.exit(1);
    stopping = true;
    logger.info({ reason }, 'stopping');
    const deadline = setTimeout(() => {
      logger.error({ deadlineMs }, 'did not stop in time');
      process.exit(1);
    }, deadlineMs);
    stop().then(
      async () => {
        clearTimeout(deadline);
        logger.info('stopped');
        await runLastSteps();
        process.exit(status);
      },
      (error: unknown) => {
        logger.error({ err: error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => end('SIGTERM', 0));
  process.on('SIGINT', () => end('SIGINT', 0));
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'uncaught error');
    end('uncaught error', 1);
  });
  process.on('unhandledRejection', (error) => {
    logger.fatal({ err: error }, 'unhandled rejection');
    end('unhandled rejection', 1);
  });
}

type Step = () => Promise<void>;

const steps: Step[] = [];
/** Time limit in milliseconds, so that telemetry does not delay the stop. */
const TIMEOUT_MS = 1000;

/** Registers work for the end of the process, after everything else has stopped, such as sending the last measurements. */
export const beforeExit = (step: Step): void => void steps.push(step);

/** Runs the registered work. Never rejects, and takes at most a second. */
async function runLastSteps(): Promise<void> {
  if (steps.length === 0) return;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, TIMEOUT_MS);
  });
  await Promise.race([Promise.allSettled(steps.splice(0).map((step) => step())), late]);
  clearTimeout(timer);
}
