import type { z } from 'zod';
import { InvalidQueueUrlError } from './invalid-queue-url-error.ts';
import { parseQueueUrl } from './queue-url.ts';

/** A refinement of `QUEUE_URL`: says what is wrong with it beside the other problems, rather than when the queue is opened. */
export function explainQueueUrl(url: string, context: z.RefinementCtx): void {
  try {
    parseQueueUrl(url);
  } catch (error) {
    if (!(error instanceof InvalidQueueUrlError)) throw error;
    // The URL has a password in it: the message alone is what may be printed.
    context.addIssue({ code: 'custom', message: error.message, input: undefined });
  }
}
