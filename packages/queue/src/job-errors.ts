import type { z } from 'zod';
import { newerVersion, raiseToCurrent, type VersionedFormat } from '@payspool/events';

/** The data of a job has a form that no release writes. The error is permanent. */
export class InvalidJobError extends Error {
  readonly code = 'invalid_job';
  override readonly name = 'InvalidJobError';
  /** Path of the invalid field, `headers.x-id`; empty if the whole data is invalid. */
  readonly path: string;

  constructor(path: string, problem: string) {
    super(`job${path && ` field ${path}`}: ${problem}`);
    this.path = path;
  }
}

/** A newer release wrote the job. It is retried until a worker of that release takes it. */
export class UnsupportedJobVersionError extends Error {
  readonly code = 'unsupported_job_version';
  override readonly name = 'UnsupportedJobVersionError';
  readonly version: number;

  constructor(version: number) {
    super(`job version ${version} is not known to this release`);
    this.version = version;
  }
}

/** The job must wait for something else. It comes back by itself, and this run does not count as an attempt. */
export class JobPostponedError extends Error {
  readonly code = 'job_postponed';
  override readonly name = 'JobPostponedError';
  readonly delayMs: number;

  constructor(reason: string, delayMs: number) {
    super(reason);
    this.delayMs = delayMs;
  }
}

/** Returns the first error in a job's data. */
export function invalidJob(error: z.ZodError): InvalidJobError {
  const [issue] = error.issues;
  return new InvalidJobError(
    issue?.path.map(String).join('.') ?? '',
    issue?.message ?? 'is not of the expected shape',
  );
}

/**
 * Upgrades a job's data to the current version. Data that has no known version is returned unchanged, and the schema refuses it.
 *
 * @throws {UnsupportedJobVersionError} if a newer release wrote it; a newer worker will process a retry
 */
export function jobInCurrentVersion(data: unknown, format: VersionedFormat): unknown {
  const newer = newerVersion(data, format);
  if (newer !== undefined) throw new UnsupportedJobVersionError(newer);
  return raiseToCurrent(data, format);
}
