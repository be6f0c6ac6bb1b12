/** A retry cannot succeed: the reaction ends as `failed`, and the next one continues. */
export class ReactionRefusedError extends Error {
  readonly code: string = 'reaction_refused';
  override readonly name: string = 'ReactionRefusedError';
}

/** The receiver asks to wait: the next attempt does not come before `retryAfterMs` milliseconds have passed. */
export class ReactionPostponedError extends Error {
  readonly code = 'reaction_postponed';
  override readonly name = 'ReactionPostponedError';
  readonly retryAfterMs: number;

  constructor(
    message: string,
    { retryAfterMs, ...options }: ErrorOptions & { readonly retryAfterMs: number },
  ) {
    super(message, options);
    this.retryAfterMs = retryAfterMs;
  }
}
