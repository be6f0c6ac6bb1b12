import type { EventRecord } from '@payspool/projection';
import type { Outcome } from './outcome.ts';
import type { ProcessContext } from './process-delivery.ts';
import { labelOf } from './report-event.ts';

/** The result of one attempt at a part of a delivery. */
export interface EndedPart {
  readonly eventKey: string;
  /** The provider's own type. */
  readonly type: string;
  readonly outcome: Outcome;
  /** Set if the attempt did not succeed. */
  readonly code?: string;
  readonly reason?: string;
}

/**
 * Maximum number of log lines about single parts of one delivery per attempt. All parts are in the counts of the delivery's line,
 * and in `events`.
 */
const LINES = 10;

/** Counts each part as an event, and logs the first ones that did not succeed. Parts that an earlier attempt recorded were counted then. */
export function partReporter(
  { provider, account, eventKey: partOf }: EventRecord,
  { logger, metrics }: Pick<ProcessContext, 'logger' | 'metrics'>,
): (ended: EndedPart) => void {
  let lines = 0;
  return (ended) => {
    const { outcome, code } = ended;
    if (outcome !== 'duplicate') metrics?.count('payspool_events_total', { provider, outcome });
    if (code === undefined) return;
    metrics?.count('payspool_event_troubles_total', { provider, code: labelOf(code) });
    lines += 1;
    if (lines <= LINES) logger.warn({ provider, account, partOf, ...ended }, 'part');
  };
}
