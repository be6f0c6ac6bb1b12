import { type RefusalReason, refusalReason } from './refusal/refusals.ts';
import { withoutPayload } from './without-payload.ts';

/** The queue's store did not do what was asked within the time it has. Nothing is known to be lost; the provider is to send again. */
export class QueueUnavailableError extends Error {
  readonly code = 'queue_unavailable';
  override readonly name = 'QueueUnavailableError';
  /** Why, as far as the cause tells. */
  readonly reason: RefusalReason;

  constructor(problem: string, cause?: unknown) {
    super(problem, cause === undefined ? {} : { cause: withoutPayload(cause) });
    this.reason = refusalReason(cause);
  }
}
