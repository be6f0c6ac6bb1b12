/** No retry would mend it: the reaction ends as `failed`, and the next one goes on. */
export class ReactionRefusedError extends Error {
  readonly code: string = 'reaction_refused';
  override readonly name: string = 'ReactionRefusedError';
}

/** A newer release wrote it, and this one cannot read it: another try, by a worker of that release, settles it. */
export class UnknownToReleaseError extends Error {
  readonly code = 'unknown_to_release';
  override readonly name = 'UnknownToReleaseError';

  constructor(what: string) {
    super(`${what} is not known to this release: a newer worker is to take it`);
  }
}

/** The other side is gone for good: the reaction fails, and its consumer is told nothing more until somebody enables it again. */
export class ConsumerGoneError extends ReactionRefusedError {
  override readonly code = 'consumer_gone';
  override readonly name = 'ConsumerGoneError';
}

/** The other side asks for patience: the next attempt comes no sooner than that. */
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
