import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@payspool/runtime';

/** The wait after an error. */
const PAUSE_MS = 1000;

export interface Loop {
  /** Starts a pass because there may be work. */
  readonly wake: () => void;
  /** Resolves when the running pass has ended. */
  readonly stop: () => Promise<void>;
}

/**
 * Runs `pass` repeatedly: after the milliseconds that it returned, or when it is woken, and never earlier than `breathMs` after
 * the last one. A failed pass is logged, and the next one follows a second later.
 */
export function startLoop({
  pass,
  breathMs,
  logger,
}: {
  readonly pass: (signal: AbortSignal) => Promise<number>;
  readonly breathMs: number;
  readonly logger: Logger;
}): Loop {
  const stopping = new AbortController();
  let woken = new AbortController();

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      woken = new AbortController(); // before the pass: a wake during the pass starts another one
      try {
        const restMs = await pass(stopping.signal);
        await sleep(breathMs, undefined, { signal: stopping.signal }).catch(() => undefined);
        await sleep(restMs, undefined, { signal: woken.signal }).catch(() => undefined);
      } catch (error) {
        logger.error({ err: error }, 'relay');
        await sleep(PAUSE_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  };

  const running = run();
  return {
    wake: () => woken.abort(),
    stop: () => {
      stopping.abort();
      woken.abort();
      return running;
    },
  };
}
