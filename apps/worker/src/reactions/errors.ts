/** A retry cannot succeed: the reaction ends as `failed`, and the next one continues. */
export class ReactionRefusedError extends Error {
  readonly code: string = 'reaction_refused';
  override readonly name: string = 'ReactionRefusedError';
}

/** A newer release wrote it, and this release cannot read it. A retry by a worker of that release succeeds. */
export class UnknownToReleaseError extends Error {
  readonly code = 'unknown_to_release';
  override readonly name = 'UnknownToReleaseError';

  constructor(what: string) {
    super(`${what} is not known to this release: a newer worker must run it`);
  }
}

/** The receiver is gone permanently: the reaction fails, and its consumer is disabled until a person enables it again. */
export class ConsumerGoneError extends ReactionRefusedError {
  override readonly code = 'consumer_gone';
  override readonly name = 'ConsumerGoneError';
}

/** The receiver asks to wait: the next attempt does not come earlier. */
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
