import { DurabilitySettings, InvalidQueueUrlError, parseQueueUrl } from '@payspool/queue';
import { fields } from '@payspool/runtime';
import { z } from 'zod';

const HOURS = 'expected a number of hours above 0, at most 720';

/** Everything that ingest reads from the environment, beside the providers' own settings. */
export const IngestConfig = z
  .object({
    queueUrl: fields.queueUrl.superRefine(explainQueueUrl),
    payspoolMode: fields.mode,
    endpointsFile: fields.endpointsFile,
    host: fields.host,
    ingestPort: fields.port('Port of the webhook endpoints; 0 is any free one.', 3000),
    ackTimeoutMs: fields.milliseconds(
      'Budget for an acknowledgement, reading the body and everything else included; Razorpay gives up after 5 s.',
      3000,
      { min: 100, max: 4500 },
    ),
    bodyLimitBytes: fields.count('Largest body that is read.', 1024 * 1024, {
      min: 1024,
      max: 16 * 1024 * 1024,
    }),
    maxDeliveriesInHand: fields.count(
      'Deliveries being verified and queued at once; what comes beside them is answered 503.',
      250,
      { min: 1, max: 10_000 },
    ),
    maxBytesInHand: fields.count(
      'Bytes of all bodies in memory at once; what comes beyond is answered 503. Each is held a few times over.',
      32 * 1024 * 1024,
      { min: 1024 * 1024, max: 1024 * 1024 * 1024 },
    ),
    maxEventLoopDelayMs: fields.milliseconds(
      'Deliveries are answered 503 while the event loop is later than this.',
      500,
      { min: 20, max: 4500 },
    ),
    maxHeapPercent: fields.count(
      'Deliveries are answered 503 while more than this of the heap that V8 may grow to is used.',
      85,
      { min: 1, max: 100 },
    ),
    maxRssPercent: fields.count(
      'Deliveries are answered 503 while more than this of the memory of the container, or else of the machine, is resident.',
      85,
      { min: 1, max: 100 },
    ),
    dedupeTtlHours: z.coerce
      .number(HOURS)
      .positive(HOURS)
      .max(24 * 30, HOURS)
      .default(24)
      .meta({
        description:
          'How long the queue remembers an event to answer `duplicate` cheaply; Postgres decides, whatever it is.',
      }),
    ...DurabilitySettings.shape,
    queueWaitReplicas: fields.count(
      'Redis replicas that have to have a delivery before it is acknowledged, so that a failover keeps it.',
      0,
      { min: 0, max: 10 },
    ),
    logLevel: fields.logLevel,
  })
  .superRefine(refineReplicas);
export type IngestConfig = z.output<typeof IngestConfig>;

function refineReplicas(
  { queueUrl, queueWaitReplicas }: { queueUrl: string; queueWaitReplicas: number },
  context: z.RefinementCtx,
): void {
  if (queueWaitReplicas === 0 || !/^postgres(ql)?:/.test(queueUrl)) return;
  context.addIssue({
    code: 'custom',
    path: ['queueWaitReplicas'],
    message:
      'only Redis is asked for its replicas; with a queue in Postgres, name a synchronous standby in synchronous_standby_names',
    input: queueWaitReplicas,
  });
}

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
