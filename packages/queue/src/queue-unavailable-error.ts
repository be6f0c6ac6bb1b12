import { type RefusalReason, refusalReason } from './refusal/refusals.ts';
import { withoutPayload } from './without-payload.ts';

/**
 * The queue's store did not complete an operation within its time limit. No data is known to be lost; the provider should send the delivery
 * again.
 */
export class QueueUnavailableError extends Error {
  readonly code = 'queue_unavailable';
  override readonly name = 'QueueUnavailableError';
  /** The reason, as far as the cause shows it. */
  readonly reason: RefusalReason;

  constructor(problem: string, cause?: unknown) {
    super(problem, cause === undefined ? {} : { cause: withoutPayload(cause) });
    this.reason = refusalReason(cause);
  }
}

/** An error whose message is `failure: ` and the message of the cause. */
export const queueUnavailable = (failure: string, cause: unknown): QueueUnavailableError =>
  new QueueUnavailableError(`${failure}: ${cause instanceof Error ? cause.message : 'failed'}`, cause);
