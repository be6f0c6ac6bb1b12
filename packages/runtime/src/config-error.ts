/** The environment is invalid. The error has one sentence per problem, for all problems; none quotes a value. Exit status 2. */
export class ConfigError extends Error {
  readonly code = 'config_invalid';
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** The problems of the settings, if the error has any: one sentence per problem. */
export function problemsOf(error: unknown): readonly string[] | undefined {
  const problems: unknown = error instanceof Error && 'problems' in error ? error.problems : undefined;
  return Array.isArray(problems) ? problems.map(String) : undefined;
}
