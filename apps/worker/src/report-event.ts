import type { DeliveryJob } from '@payspool/queue';
import type { Outcome } from './outcome.ts';
import type { ProcessContext } from './process-delivery.ts';
import type { PartCounts } from './record-parts.ts';

/** The result of one attempt at an event. */
export interface EndedAttempt {
  readonly outcome: Outcome;
  readonly attempt: number;
  readonly ms: number;
  /** Set if the attempt did not succeed. */
  readonly code?: string;
  readonly reason?: string;
  /** For a delivery of several parts. Each part counts as an event. */
  readonly parts?: PartCounts;
}

/** Writes one log line per attempt, with ids, and its counts, without ids. Both are in one place, so that log and metrics cannot differ. */
export function reportEvent(
  job: DeliveryJob,
  { attempt, ms, ...ended }: EndedAttempt,
  { logger, metrics, io }: Pick<ProcessContext, 'logger' | 'metrics' | 'io'>,
): void {
  const { provider, account, eventKey, type } = job;
  const { outcome, code } = ended;
  logger[code === undefined ? 'info' : 'warn'](
    { provider, account, eventKey, type, attempt, ms: Math.round(ms), ...ended },
    'event',
  );
  if (!metrics) return;
  if (ended.parts === undefined) metrics.count('payspool_events_total', { provider, outcome });
  metrics.observe('payspool_apply_seconds', { provider, outcome }, ms / 1000);
  if (code !== undefined) metrics.count('payspool_event_troubles_total', { provider, code: labelOf(code) });
  if (outcome !== 'retry') metrics.observe('payspool_event_attempts', { outcome }, attempt);
  // A follow-up question waited for the payment, not for Payspool.
  if (outcome === 'applied' && !job.attempt) {
    const lagMs = Math.max(0, io.now().getTime() - job.receivedAt.getTime());
    metrics.observe('payspool_processing_lag_seconds', { provider }, lagMs / 1000);
  }
}

/** Codes come from Payspool, Prisma and Node; an unexpected error may have any code. */
export const labelOf = (code: string): string => (/^\w{1,40}$/.test(code) ? code : 'other');
