import { DurabilitySettings, explainQueueUrl } from '@payspool/queue';
import { fields, projectionFields, refuseDemoSecrets } from '@payspool/runtime';
import { z } from 'zod';
import { ReactionSettings, refineReactions } from './reactions/settings.ts';

/** Everything that the worker reads from the environment, beside the providers' own settings. */
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
      'Deliveries in flight in one worker. Those that are ready at the same moment share a transaction.',
      192,
      { min: 1, max: 1000 },
    ),
    workerLockMs: fields.milliseconds(
      'After so long without a sign of life from its worker a delivery is given to another one. Running twice is harmless, waiting is not.',
      10_000,
      { min: 1000, max: 300_000 },
    ),
    shutdownTimeoutMs: fields.milliseconds(
      'How long a stopping worker may take to finish what it has begun; the rest goes back to the queue.',
      10_000,
      { min: 1000, max: 300_000 },
    ),
    reactionConcurrency: fields.count('Reactions in flight in one worker.', 10, { min: 1, max: 200 }),
    reactionDeadlineMs: fields.milliseconds(
      'How long one attempt at a reaction may take, where it says nothing of its own.',
      15_000,
      { min: 100, max: 600_000 },
    ),
    ...projectionFields,
    rawBodyRetentionDays: fields.count(
      'Days until the raw body of an event is erased; orders do not need it.',
      90,
      {
        min: 1,
        max: 36_500,
      },
    ),
    eventRetentionDays: fields.count(
      'Days until an event that was ignored is forgotten; applied and failed ones stay.',
      90,
      {
        min: 1,
        max: 36_500,
      },
    ),
    outboxRetentionDays: fields.count(
      'Days until a transition that every consumer has finished is forgotten; those with a failed reaction stay.',
      90,
      { min: 1, max: 36_500 },
    ),
    accessGraceHours: fields.accessGraceHours,
    failedJobsKept: fields.count(
      'Failed deliveries that the queue keeps for the board, once `events` has them; one that it has not is kept in any case.',
      10_000,
      { min: 0, max: 1_000_000 },
    ),
    failedJobRetentionDays: fields.count(
      'Days that the queue keeps a failed delivery which `events` has, and no longer than its raw body is kept there.',
      30,
      { min: 1, max: 36_500 },
    ),
    ...DurabilitySettings.shape,
    ...ReactionSettings.shape,
    logLevel: fields.logLevel,
  })
  .superRefine(refineReactions, fields.besideOthers)
  .superRefine(refuseDemoSecrets, fields.besideOthers);
