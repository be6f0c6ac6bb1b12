import { causeOf } from './cause.ts';

/** A job that failed, or waits for another attempt, without its data. */
export interface JobFacts {
  readonly queue: string;
  readonly id: string;
  /** `stripe checkout.session.completed` */
  readonly name: string;
  /** Why the last attempt failed; absent if none did. */
  readonly error?: string | undefined;
  readonly attempts: number;
  /** When the last attempt ended; of a job without one, when it was made. */
  readonly at: Date;
  /** When it runs again; absent if it does not. */
  readonly nextAt?: Date | undefined;
}

/** Jobs of one queue and name that failed for one cause. */
export interface JobFailures {
  readonly queue: string;
  readonly name: string;
  readonly cause: string;
  readonly count: number;
  readonly since: Date;
  readonly until: Date;
  /** The next of their retries; absent if none is retried. */
  readonly nextAt?: Date;
  readonly newest: JobFacts;
}

/** Groups jobs by queue, name and cause, the largest group first. A job without an error is left out: its first attempt is still to come. */
export function groupJobs(jobs: readonly JobFacts[]): readonly JobFailures[] {
  const groups = new Map<string, JobFailures>();
  for (const job of jobs) {
    if (job.error === undefined) continue;
    const cause = causeOf(job.error);
    const key = JSON.stringify([job.queue, job.name, cause]);
    const known = groups.get(key);
    const nextAt = earliest(known?.nextAt, job.nextAt);
    groups.set(key, {
      queue: job.queue,
      name: job.name,
      cause,
      count: (known?.count ?? 0) + 1,
      since: known && known.since < job.at ? known.since : job.at,
      until: known && known.until > job.at ? known.until : job.at,
      ...(nextAt && { nextAt }),
      newest: known && known.newest.at > job.at ? known.newest : job,
    });
  }
  return [...groups.values()].toSorted((a, b) => b.count - a.count || b.until.getTime() - a.until.getTime());
}

const earliest = (one: Date | undefined, other: Date | undefined): Date | undefined =>
  one && other ? (one < other ? one : other) : (one ?? other);
