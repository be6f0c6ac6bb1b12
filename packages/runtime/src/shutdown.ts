import { runLastSteps } from './before-exit.ts';
import type { Logger } from './logger.ts';

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
