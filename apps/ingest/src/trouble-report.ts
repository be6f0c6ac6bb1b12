import type { Logger } from '@payspool/runtime';
import type { OverloadedError } from './overloaded-error.ts';

const EVERY_MS = 5000;

/** One line now and then, with a count: a line for each delivery would add to the load. */
export function createShedReport(logger: Logger): (error: OverloadedError) => void {
  let shed = 0;
  let quietUntil = 0;
  return (error) => {
    shed += 1;
    const now = performance.now();
    if (now < quietUntil) return;
    logger.warn({ shed, reason: error.message }, 'deliveries shed');
    quietUntil = now + EVERY_MS;
    shed = 0;
  };
}
