import { z } from 'zod';

/** The argument of the sender of `lag` and `soak`. */
export const SenderOrder = z.object({
  /** The URL of the ingest. */
  url: z.string(),
  file: z.string(),
  seconds: z.number(),
  /** Deliveries per second, at random intervals (a Poisson process); or as many as keep this number of jobs waiting in the queue. */
  rate: z.number().optional(),
  keepWaiting: z.number().optional(),
  queueUrl: z.string(),
  seed: z.int(),
});
export type SenderOrder = z.input<typeof SenderOrder>;

/** The output of the sender. Times are milliseconds since 1970. */
export const Sent = z.object({
  /** Event ids and times of sending. */
  sent: z.array(z.tuple([z.string(), z.number()])),
  /** How late each delivery was compared with the schedule: 99th percentile, milliseconds. */
  lateP99Ms: z.number(),
  refused: z.int(),
});
