import { DurabilitySettings, explainQueueUrl } from '@payspool/queue';
import { fields, ownReactionFields, projectionFields, refuseDemoSecrets } from '@payspool/runtime';
import { z } from 'zod';
import { ReactionSettings, refineReactions } from './reactions/settings.ts';

/** All settings that the worker reads from the environment, except the providers' own. */
export const WorkerConfig = z
  .object({
    databaseUrl: fields.databaseUrl,
    databaseDirectUrl: fields.databaseDirectUrl,
    queueUrl: fields.queueUrl.superRefine(explainQueueUrl),
    payspoolMode: fields.mode,
    endpointsFile: fields.endpointsFile,
    host: fields.host,
    workerPort: fields.port('Port of the health routes; 0 is any free one.', 3001),
    metricsPort: fields.metricsPort,
    otelExporterOtlpEndpoint: fields.otelExporterOtlpEndpoint,
    workerConcurrency: fields.count(
      'Number of deliveries that one worker processes at once. Deliveries that are ready at the same time share a transaction.',
      192,
      { min: 1, max: 1000 },
    ),
    workerLockMs: fields.milliseconds(
      'If a worker does not report for this time, its deliveries go to another worker. A delivery that runs twice does no harm.',
      10_000,
      { min: 1000, max: 300_000 },
    ),
    shutdownTimeoutMs: fields.milliseconds(
      'How long a stopping worker may take to finish its current work; the rest goes back to the queue.',
      10_000,
      { min: 1000, max: 300_000 },
    ),
    reactionConcurrency: fields.count('Number of reactions that one worker runs at once.', 10, {
      min: 1,
      max: 200,
    }),
    reactionDeadlineMs: fields.milliseconds(
      'Time limit of one attempt at a reaction that sets no limit of its own.',
      15_000,
      { min: 100, max: 600_000 },
    ),
    ...projectionFields,
    rawBodyRetentionDays: fields.count(
      'Days until the raw body of an event is erased. The rows of orders do not need it.',
      90,
      {
        min: 1,
        max: 36_500,
      },
    ),
    eventRetentionDays: fields.count(
      'Days until an ignored event is deleted; applied and failed events are kept.',
      90,
      {
        min: 1,
        max: 36_500,
      },
    ),
    outboxRetentionDays: fields.count(
      'Days until a transition that every consumer has finished is deleted; transitions with a failed reaction are kept.',
      90,
      { min: 1, max: 36_500 },
    ),
    operationRetentionDays: fields.count(
      'Days after its end until an operation with its report is deleted, and a finding of a comparison after it was resolved.',
      365,
      { min: 1, max: 36_500 },
    ),
    auditRetentionDays: fields.count(
      'Days until a row of the audit is deleted: who did what in the dashboard, and from which address.',
      730,
      { min: 1, max: 36_500 },
    ),
    sweepEverySeconds: z.coerce.number().int().min(1).max(86_400).optional().meta({
      description:
        "Seconds between two readings of a provider's list of events; by default 300 for Stripe and 900 for PayPal.",
    }),
    sweepLeaseSeconds: fields.count(
      'If a worker does not save its place in a list of events for this time, another worker goes on there. Must be longer than a page takes.',
      90,
      { min: 5, max: 3600 },
    ),
    sweepSince: z.iso
      .datetime({ offset: true })
      .transform((text) => new Date(text))
      .optional()
      .meta({
        description:
          "Where the first reading of a provider's list of events begins, in ISO 8601. By default at the account's first delivery, or at the start of the first worker that has the key, so that nothing older is published.",
      }),
    accessGraceHours: fields.accessGraceHours,
    failedJobsKept: fields.count(
      'Number of failed deliveries that the queue keeps for the dashboard after `events` has them; a failed delivery that `events` lacks is always kept.',
      10_000,
      { min: 0, max: 1_000_000 },
    ),
    failedJobRetentionDays: fields.count(
      'Days that the queue keeps a failed delivery that `events` has, but not longer than `events` keeps its raw body.',
      30,
      { min: 1, max: 36_500 },
    ),
    ...DurabilitySettings.shape,
    ...ReactionSettings.shape,
    ...ownReactionFields,
    logLevel: fields.logLevel,
  })
  .superRefine(refineReactions, fields.besideOthers)
  .superRefine(refuseDemoSecrets, fields.besideOthers);
