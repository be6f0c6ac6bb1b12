/** What is needed to decide cannot be had right now. Ingest answers 503, the worker retries: never the provider's fault. */
export class UnavailableError extends Error {
  readonly code = 'unavailable';
  override readonly name = 'UnavailableError';
  /** Milliseconds after which another attempt may succeed, where that is known. */
  readonly retryAfterMs?: number;

  constructor(
    message: string,
    { cause, retryAfterMs }: { readonly cause?: unknown; readonly retryAfterMs?: number } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    if (retryAfterMs !== undefined) this.retryAfterMs = retryAfterMs;
  }
}

/** An authentic event that cannot be used without a change: recorded `failed` at once, without retries. */
export class UnusableEventError extends Error {
  override readonly name = 'UnusableEventError';
  /** Stable: `not_json`, `duplicate_key`, `schema_violation`, `currency_unknown`, `amount_invalid`, `refused_by_provider` … */
  readonly code: string;
  /** JSON path of the offending field, `data.object.amount`; empty when it is the whole body. */
  readonly path: string;

  constructor(code: string, problem: { path?: string; message: string; cause?: unknown }) {
    super(problem.path ? `${problem.path}: ${problem.message}` : problem.message, { cause: problem.cause });
    this.code = code;
    this.path = problem.path ?? '';
  }
}
