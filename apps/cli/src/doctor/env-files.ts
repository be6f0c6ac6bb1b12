import { ConfigError, type Env, withFiles } from '@payspool/runtime';

/** The variables with those given as a file read from it; one that cannot be read is a problem, and takes no other with it. */
export function readEnvFiles(
  env: Env,
  names: readonly string[],
): { readonly env: Env; readonly problems: readonly string[] } {
  const problems: string[] = [];
  const read = names.reduce((sofar, name) => {
    try {
      return withFiles(sofar, [name]);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      problems.push(...error.problems);
      return sofar;
    }
  }, env);
  return { env: read, problems };
}
