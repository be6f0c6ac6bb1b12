import { ReactionRefusedError } from '@payspool/reactions';

export { ReactionPostponedError, ReactionRefusedError } from '@payspool/reactions';

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
