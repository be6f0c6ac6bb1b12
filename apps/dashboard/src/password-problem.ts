const QUOTED = /^(?:"[^]*"|'[^]*'|`[^]*`|[“”„‘’‚«»][^]*[“”‘’«»])$/u;
const PLACEHOLDER =
  /^(?:<.*>|\$\{.*\}|\{\{.*\}\}|[xX*•…._-]+|(?:please[-_ ]?)?(?:change|replace|insert|enter)(?:[-_ ]?(?:me|this|it|here|your|the|a|password|please|now))*|(?:your|the)(?:[-_ ]?(?:dashboard|board|secret|strong|password|here))+|placeholder.*)$/iu;

/** Why a text cannot be a real password, without quoting it; `undefined` if it may be one. */
export function passwordProblem(password: string): string | undefined {
  if (QUOTED.test(password)) return 'is in quotation marks: remove them';
  return PLACEHOLDER.test(password) ? 'looks like a placeholder that was not filled in' : undefined;
}
