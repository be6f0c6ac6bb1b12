import type { Logger } from '@payspool/runtime';
import { createFewOfAKind } from './few-of-a-kind.ts';

/** The number of lines of one kind that are written at once, and the interval of further lines. */
const BURST = 10;
const EVERY_MS = 10_000;

export interface RefusalLog {
  readonly refused: (about: RefusalFields) => void;
}

interface RefusalFields {
  readonly provider: string;
  readonly account: string;
  readonly code: string;
  readonly [field: string]: unknown;
}

/**
 * Writes one line for each refused delivery while there are few. After ten lines of one account and code it writes one line every ten
 * seconds, with the number of lines omitted since the last one, so that forged deliveries cannot fill the log. The number of kinds is
 * limited, because accounts and codes are both fixed.
 */
export function createRefusalLog(
  logger: Logger,
  { now, everyMs = EVERY_MS }: { readonly now?: () => number; readonly everyMs?: number } = {},
): RefusalLog {
  const lines = createFewOfAKind<object>({
    burst: BURST,
    everyMs,
    pass: (fields, suppressed) =>
      logger.warn({ ...fields, ...(suppressed > 0 && { suppressed }) }, 'delivery refused'),
    ...(now && { now }),
  });
  return {
    refused: (fields) => lines.offer(`${fields.provider}/${fields.account} ${fields.code}`, fields),
  };
}
