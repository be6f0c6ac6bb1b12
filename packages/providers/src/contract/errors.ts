/** Something that is needed to decide is unavailable now. Ingest answers 503, and the worker retries. It does not mean that the delivery is wrong. */
export class UnavailableError extends Error {
  readonly code = 'unavailable';
  override readonly name = 'UnavailableError';
  /** Milliseconds after which another attempt may succeed, if known. */
  readonly retryAfterMs?: number;

  constructor(
    message: string,
    { cause, retryAfterMs }: { readonly cause?: unknown; readonly retryAfterMs?: number } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    if (retryAfterMs !== undefined) this.retryAfterMs = retryAfterMs;
  }
}

/** An authentic event that cannot be used without a change. It is recorded as `failed` at once, without retries. */
export class UnusableEventError extends Error {
  override readonly name = 'UnusableEventError';
  /** A stable code: `not_json`, `duplicate_key`, `schema_violation`, `currency_unknown`, `amount_invalid`, `refused_by_provider` … */
  readonly code: string;
  /** JSON path of the offending field, `data.object.amount`; empty if it is the whole body. */
  readonly path: string;

  constructor(code: string, problem: { path?: string; message: string; cause?: unknown }) {
    super(problem.path ? `${problem.path}: ${problem.message}` : problem.message, { cause: problem.cause });
    this.code = code;
    this.path = problem.path ?? '';
  }
}
