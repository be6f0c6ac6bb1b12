import { compiled, type VersionedFormat } from '@payspool/events';
import { z } from 'zod';
import { invalidJob } from './invalid-job.ts';
import { jobInCurrentVersion } from './job-in-current-version.ts';

/**
 * Increases with every change of the schema. `upgrades` converts older jobs. `pnpm check:versions` compares the schema with the recorded
 * one.
 */
const VERSION = 1;

/** Describes how stored reaction jobs of every version are read. */
export const REACTION_JOB_FORMAT: VersionedFormat = { field: 'v', current: VERSION, upgrades: {} };

/** The stored form of a reaction, in the current version. */
export const StoredReaction = z.object({
  v: z.literal(VERSION),
  /** Id of the transition in `outbox`. */
  outboxId: z.codec(z.string().regex(/^\d{1,19}$/), z.bigint(), {
    decode: (digits) => BigInt(digits),
    encode: (id) => id.toString(),
  }),
  consumer: z.string().min(1).max(100),
  /** For people and metrics; the worker reads the topic from the outbox. */
  topic: z.string(),
  /** `order stripe/default cs_1`. */
  subject: z.string(),
});

/** The reaction of one consumer to one transition. It holds no payload; the outbox does. */
export type ReactionJob = Omit<z.output<typeof StoredReaction>, 'v'>;

export const encodeReactionJob = (job: ReactionJob): object =>
  z.encode(StoredReaction, { v: VERSION, ...job });

/**
 * @throws {UnsupportedJobVersionError} if a newer release wrote it; a newer worker will process a retry
 * @throws {InvalidJobError} naming the field; a retry does not help
 */
export function decodeReactionJob(data: unknown): ReactionJob {
  const result = compiled(StoredReaction).safeParse(jobInCurrentVersion(data, REACTION_JOB_FORMAT));
  if (!result.success) throw invalidJob(result.error);
  const { v: _, ...job } = result.data;
  return job;
}

/** The same consumer and transition always get the same job id. */
export const reactionJobId = ({ outboxId, consumer }: Pick<ReactionJob, 'outboxId' | 'consumer'>): string =>
  `reaction-${outboxId}-${consumer.replaceAll(':', '%3A')}`;
