import { InvalidQueueUrlError, parseQueueUrl } from '@payspool/queue';
import { fields } from '@payspool/runtime';
import { z } from 'zod';

const HOURS = 'expected a number of hours above 0, at most 720';

/** Everything that ingest reads from the environment, beside the providers' own settings. */
export const IngestConfig = z.object({
  queueUrl: fields.queueUrl.superRefine(explainQueueUrl),
  payspoolMode: fields.mode,
  endpointsFile: fields.endpointsFile,
  host: fields.host,
  ingestPort: fields.port('Port of the webhook endpoints; 0 is any free one.', 3000),
  ackTimeoutMs: fields.milliseconds(
    'Budget for an acknowledgement, everything included; Razorpay gives up after 5 s.',
    3000,
    { min: 100, max: 4900 },
  ),
  bodyLimitBytes: fields.count('Largest body that is read.', 1024 * 1024, {
    min: 1024,
    max: 16 * 1024 * 1024,
  }),
  dedupeTtlHours: z.coerce
    .number(HOURS)
    .positive(HOURS)
    .max(24 * 30, HOURS)
    .default(24)
    .meta({
      description:
        'How long the queue remembers an event to answer `duplicate` cheaply; Postgres decides, whatever it is.',
    }),
  logLevel: fields.logLevel,
});
export type IngestConfig = z.output<typeof IngestConfig>;

/** Says what is wrong with the URL beside the other problems, rather than when the queue is opened. */
function explainQueueUrl(url: string, context: z.RefinementCtx): void {
  try {
    parseQueueUrl(url);
  } catch (error) {
    if (!(error instanceof InvalidQueueUrlError)) throw error;
    // The URL has a password in it: the message alone is what may be printed.
    context.addIssue({ code: 'custom', message: error.message, input: undefined });
  }
}
