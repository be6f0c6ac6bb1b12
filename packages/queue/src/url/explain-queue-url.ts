import type { z } from 'zod';
import { InvalidQueueUrlError } from './invalid-queue-url-error.ts';
import { parseQueueUrl } from './queue-url.ts';

/**
 * A refinement of `QUEUE_URL`: it reports an invalid URL together with the other configuration errors, and not only when the queue is
 * opened.
 */
export function explainQueueUrl(url: string, context: z.RefinementCtx): void {
  try {
    parseQueueUrl(url);
  } catch (error) {
    if (!(error instanceof InvalidQueueUrlError)) throw error;
    // The URL contains a password, so only the message may be printed.
    context.addIssue({ code: 'custom', message: error.message, input: undefined });
  }
}
