import { DurabilitySettings, explainQueueUrl } from '@payspool/queue';
import { demoSecretProblems, type Env, fields, readSettings, refuseDemoSecrets } from '@payspool/runtime';
import { z } from 'zod';
import { isIP, isIPv4 } from 'node:net';
import { providers, providerVariables, readAccounts } from '@payspool/providers';

const MAX_DEDUPE_HOURS = 24 * 30;
const HOURS = `expected a number of hours from 0.000278, which is a second, to ${MAX_DEDUPE_HOURS}`;
const SECONDS = `expected a whole number of seconds from 1 to ${MAX_DEDUPE_HOURS * 3600}`;

const EXPECTED = 'expected IP addresses or networks, comma-separated: 10.0.0.0/8,2001:db8::1';
const MAX = 64;

/** The proxies whose `X-Forwarded-For` is used; none by default. */
const trustedProxies = z
  .preprocess(
    (value) => (typeof value === 'string' ? entriesOf(value) : value),
    z
      .array(z.string())
      .refine((entries) => entries.length <= MAX && entries.every(isNetwork), EXPECTED)
      .default([]),
  )
  .meta({
    description:
      'Addresses or networks of the proxies in front of ingest, comma-separated. Of a request from one of them the client is the last address in `X-Forwarded-For` that is none of them: it is used to share budgets between sources, and never to let in or refuse.',
  });

/** All settings that ingest reads from the environment, except the providers' own. */
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
      'Time limit of an acknowledgement, including the reading of the body. Razorpay gives up after 5 s.',
      3000,
      { min: 100, max: 4500 },
    ),
    bodyLimitBytes: fields.count('Maximum size of a body; a larger one is answered 413.', 1024 * 1024, {
      min: 1024,
      max: 16 * 1024 * 1024,
    }),
    maxDeliveriesInHand: fields.count(
      'Maximum number of deliveries that are verified and queued at once; further ones are answered 503.',
      250,
      { min: 1, max: 10_000 },
    ),
    maxBytesInHand: fields.count(
      'Maximum size of all bodies in memory at once; further deliveries are answered 503. A body takes a few times its size in memory.',
      32 * 1024 * 1024,
      { min: 1024 * 1024, max: 1024 * 1024 * 1024 },
    ),
    maxEventLoopDelayMs: fields.milliseconds(
      'Deliveries are answered 503 while the delay of the event loop is longer than this.',
      500,
      { min: 20, max: 4500 },
    ),
    maxHeapPercent: fields.count(
      'Deliveries are answered 503 while more than this share of the maximum V8 heap is used.',
      85,
      { min: 1, max: 100 },
    ),
    maxRssPercent: fields.count(
      'Deliveries are answered 503 while the process uses more than this share of the memory of the container, or of the machine if there is no container.',
      85,
      { min: 1, max: 100 },
    ),
    maxConnections: fields.count(
      'Maximum number of open connections; at the limit, idle ones are closed.',
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
          'How long the queue remembers an event, so that it can answer `duplicate` without Postgres; decimals allowed. It affects cost only: Postgres always decides whether an event is new. For the cost see docs/guarantees.md.',
      }),
    dedupeTtlSeconds: z.coerce
      .number(SECONDS)
      .int(SECONDS)
      .min(1, SECONDS)
      .max(MAX_DEDUPE_HOURS * 3600, SECONDS)
      .optional()
      .meta({ description: 'The same in seconds. If it is set, it replaces `DEDUPE_TTL_HOURS`.' }),
    ...DurabilitySettings.shape,
    queueWaitReplicas: fields.count(
      'Number of Redis replicas that must have a delivery before it is acknowledged, so that it survives a failover.',
      0,
      { min: 0, max: 10 },
    ),
    logLevel: fields.logLevel,
  })
  .superRefine(refineReplicas, fields.besideOthers)
  .superRefine(refuseDemoSecrets, fields.besideOthers);
export type IngestConfig = z.output<typeof IngestConfig>;

/** How long an event is remembered, in whole milliseconds, because stores accept no fractions. */
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
      'only Redis supports this setting; with a queue in Postgres, name a synchronous standby in synchronous_standby_names',
    input: queueWaitReplicas,
  });
}

const entriesOf = (text: string): string[] =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);

function isNetwork(entry: string): boolean {
  const [address = '', prefix, ...more] = entry.split('/');
  if (!isIP(address) || more.length > 0) return false;
  if (prefix === undefined) return true;
  return /^\d{1,3}$/.test(prefix) && Number(prefix) >= 1 && Number(prefix) <= (isIPv4(address) ? 32 : 128);
}

/**
 * Reads all settings of ingest from the environment.
 *
 * @throws {ConfigError} with every problem
 */
export const readIngestSettings = (env: Env) =>
  readSettings({
    schema: IngestConfig,
    env,
    variables: providerVariables(providers),
    parts: {
      accounts: readAccounts({ demoSecretProblems }),
    },
  });
