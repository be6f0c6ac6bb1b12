import { DurabilitySettings, explainQueueUrl } from '@payspool/queue';
import { fields, refuseDemoSecrets } from '@payspool/runtime';
import { z } from 'zod';
import { trustedProxies } from './trusted-proxies.ts';

const MAX_DEDUPE_HOURS = 24 * 30;
const HOURS = `expected a number of hours from 0.000278, which is a second, to ${MAX_DEDUPE_HOURS}`;
const SECONDS = `expected a whole number of seconds from 1 to ${MAX_DEDUPE_HOURS * 3600}`;

/** Everything that ingest reads from the environment, beside the providers' own settings. */
export const IngestConfig = z
  .object({
    queueUrl: fields.queueUrl.superRefine(explainQueueUrl),
    payspoolMode: fields.mode,
    endpointsFile: fields.endpointsFile,
    host: fields.host,
    ingestPort: fields.port('Port of the webhook endpoints; 0 is any free one.', 3000),
    metricsPort: fields.metricsPort,
    otelExporterOtlpEndpoint: fields.otelExporterOtlpEndpoint,
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
    maxConnections: fields.count(
      'Connections open at once; when there is no room, idle ones are closed.',
      2000,
      { min: 16, max: 100_000 },
    ),
    trustedProxies,
    dedupeTtlHours: z.coerce
      .number(HOURS)
      .min(1 / 3600, HOURS)
      .max(MAX_DEDUPE_HOURS, HOURS)
      .default(24)
      .meta({
        description:
          'How long the queue remembers an event to answer `duplicate` cheaply, decimals allowed; Postgres decides, whatever it is. What it costs is in docs/guarantees.md.',
      }),
    dedupeTtlSeconds: z.coerce
      .number(SECONDS)
      .int(SECONDS)
      .min(1, SECONDS)
      .max(MAX_DEDUPE_HOURS * 3600, SECONDS)
      .optional()
      .meta({ description: 'The same in seconds; counts instead of `DEDUPE_TTL_HOURS` where it is set.' }),
    ...DurabilitySettings.shape,
    queueWaitReplicas: fields.count(
      'Redis replicas that have to have a delivery before it is acknowledged, so that a failover keeps it.',
      0,
      { min: 0, max: 10 },
    ),
    logLevel: fields.logLevel,
  })
  .superRefine(refineReplicas, fields.besideOthers)
  .superRefine(refuseDemoSecrets, fields.besideOthers);
export type IngestConfig = z.output<typeof IngestConfig>;

/** How long an event is remembered, in whole milliseconds: no store takes a part of one. */
export const dedupeTtlMsOf = ({
  dedupeTtlHours,
  dedupeTtlSeconds,
}: Pick<IngestConfig, 'dedupeTtlHours' | 'dedupeTtlSeconds'>): number =>
  dedupeTtlSeconds === undefined ? Math.round(dedupeTtlHours * 3_600_000) : dedupeTtlSeconds * 1000;

function refineReplicas(
  { queueUrl = '', queueWaitReplicas = 0 }: { queueUrl?: string; queueWaitReplicas?: number },
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
