/** A setting is missing or cannot be read, so the check cannot be made. */
export class MissingSettingError extends Error {
  readonly code = 'missing_setting';
  override readonly name = 'MissingSettingError';
  readonly variable: string;

  constructor(variable: string, problem: string) {
    super(problem);
    this.variable = variable;
  }
}
