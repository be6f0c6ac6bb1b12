/** A job whose data is not what any release writes. Permanent. */
export class InvalidJobError extends Error {
  readonly code = 'invalid_job';
  override readonly name = 'InvalidJobError';
  /** Path of the offending field, `headers.x-id`; empty when it is the whole. */
  readonly path: string;

  constructor(path: string, problem: string) {
    super(`job${path && ` field ${path}`}: ${problem}`);
    this.path = path;
  }
}

/** A job that a newer release wrote: retried until a worker of that release takes it. */
export class UnsupportedJobVersionError extends Error {
  readonly code = 'unsupported_job_version';
  override readonly name = 'UnsupportedJobVersionError';
  readonly version: number;

  constructor(version: number) {
    super(`job version ${version} is not known to this release`);
    this.version = version;
  }
}

/** The job has to wait for something: it comes back by itself, and this was no attempt. */
export class JobPostponedError extends Error {
  readonly code = 'job_postponed';
  override readonly name = 'JobPostponedError';
  readonly delayMs: number;

  constructor(reason: string, delayMs: number) {
    super(reason);
    this.delayMs = delayMs;
  }
}
