/** A setting that is not there, or cannot be read: there is nothing to look at. */
export class MissingSettingError extends Error {
  readonly code = 'missing_setting';
  override readonly name = 'MissingSettingError';
  readonly variable: string;

  constructor(variable: string, problem: string) {
    super(problem);
    this.variable = variable;
  }
}
