import { z } from 'zod';

/** The argument of the sender of `lag` and `soak`. */
export const SenderOrder = z.object({
  /** Of the ingest. */
  url: z.string(),
  file: z.string(),
  seconds: z.number(),
  /** Deliveries a second, at random intervals (a Poisson process); or as many as keep so many jobs waiting in the queue. */
  rate: z.number().optional(),
  keepWaiting: z.number().optional(),
  queueUrl: z.string(),
  seed: z.int(),
});
export type SenderOrder = z.input<typeof SenderOrder>;

/** What it prints. Times in milliseconds since 1970. */
export const Sent = z.object({
  /** Event id and time of sending. */
  sent: z.array(z.tuple([z.string(), z.number()])),
  /** How late each was by the schedule, worst hundredth, milliseconds. */
  lateP99Ms: z.number(),
  refused: z.int(),
});
