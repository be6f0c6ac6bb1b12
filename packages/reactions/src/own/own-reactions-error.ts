/** Own reactions that cannot be used. The error has one sentence per problem, for all problems; the worker exits with status 2. */
export class OwnReactionsError extends Error {
  readonly code = 'own_reactions_unusable';
  override readonly name = 'OwnReactionsError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[], options?: ErrorOptions) {
    super(problems.join('\n'), options);
    this.problems = problems;
  }
}
