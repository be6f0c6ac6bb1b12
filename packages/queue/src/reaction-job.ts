import { z } from 'zod';
import { invalidJob } from './invalid-job.ts';
import { UnsupportedJobVersionError } from './job-errors.ts';

const VERSION = 1;

const ReactionJobV1 = z.object({
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
export type ReactionJob = Omit<z.output<typeof ReactionJobV1>, 'v'>;

export const encodeReactionJob = (job: ReactionJob): object =>
  z.encode(ReactionJobV1, { v: VERSION, ...job });

/**
 * @throws {UnsupportedJobVersionError} when a newer release wrote it: to be retried, by a newer worker
 * @throws {InvalidJobError} naming the field: no retry will mend it
 */
export function decodeReactionJob(data: unknown): ReactionJob {
  const version = z.object({ v: z.unknown() }).safeParse(data).data?.v;
  if (typeof version === 'number' && version !== VERSION) throw new UnsupportedJobVersionError(version);
  const result = ReactionJobV1.safeParse(data);
  if (!result.success) throw invalidJob(result.error);
  const { v: _, ...job } = result.data;
  return job;
}

/** One job per consumer and transition, whoever puts it on the queue. */
export const reactionJobId = ({ outboxId, consumer }: Pick<ReactionJob, 'outboxId' | 'consumer'>): string =>
  `reaction-${outboxId}-${consumer.replaceAll(':', '%3A')}`;
