import { compiled, type VersionedFormat } from '@payspool/events';
import { z } from 'zod';
import { invalidJob } from './invalid-job.ts';
import { jobInCurrentVersion } from './job-in-current-version.ts';

/** Goes up with every change of the schema; older jobs are read through `upgrades`. `pnpm check:versions` compares the schema with the one on record. */
const VERSION = 1;

/** How stored reaction jobs of any version are read. */
export const REACTION_JOB_FORMAT: VersionedFormat = { field: 'v', current: VERSION, upgrades: {} };

/** What the queue stores of a reaction, in the current version. */
export const StoredReaction = z.object({
  v: z.literal(VERSION),
  /** Id of the transition in `outbox`. */
  outboxId: z.codec(z.string().regex(/^\d{1,19}$/), z.bigint(), {
    decode: (digits) => BigInt(digits),
    encode: (id) => id.toString(),
  }),
  consumer: z.string().min(1).max(100),
  /** For people and metrics: the worker reads the outbox. */
  topic: z.string(),
  /** `order stripe/default cs_1`. */
  subject: z.string(),
});

/** One consumer's part in one transition. Holds no payload: that is in the outbox. */
export type ReactionJob = Omit<z.output<typeof StoredReaction>, 'v'>;

export const encodeReactionJob = (job: ReactionJob): object =>
  z.encode(StoredReaction, { v: VERSION, ...job });

/**
 * @throws {UnsupportedJobVersionError} when a newer release wrote it: to be retried, by a newer worker
 * @throws {InvalidJobError} naming the field: no retry will mend it
 */
export function decodeReactionJob(data: unknown): ReactionJob {
  const result = compiled(StoredReaction).safeParse(jobInCurrentVersion(data, REACTION_JOB_FORMAT));
  if (!result.success) throw invalidJob(result.error);
  const { v: _, ...job } = result.data;
  return job;
}

/** One job per consumer and transition, whoever puts it on the queue. */
export const reactionJobId = ({ outboxId, consumer }: Pick<ReactionJob, 'outboxId' | 'consumer'>): string =>
  `reaction-${outboxId}-${consumer.replaceAll(':', '%3A')}`;
