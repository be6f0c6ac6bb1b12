/** The command line, or a file that it names, cannot be used. `runApp` prints the problems and exits 2. */
export class UsageError extends Error {
  readonly code = 'usage';
  override readonly name = 'UsageError';
  readonly problems: readonly string[];

  constructor(...problems: string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}
