/** `QUEUE_URL` cannot be used. The message never contains the URL, because the URL has a password. */
export class InvalidQueueUrlError extends Error {
  readonly code = 'invalid_queue_url';
  override readonly name = 'InvalidQueueUrlError';

  /** For the report of configuration errors. */
  get problems(): readonly string[] {
    return [`QUEUE_URL: ${this.message}`];
  }
}

/** Every form that a queue's URL has. */
export const QUEUE_URL_FORMS =
  'redis://host:6379/0, rediss://…, postgres://user@host/database, redis-sentinel://host:26379,host:26379/name, redis-cluster://host:6379,host:6379';
