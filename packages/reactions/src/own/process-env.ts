/** The variables of the worker that the processes of own reactions get in any case. None contains a secret. */
const PASSED_VARIABLES = ['PATH', 'HOME', 'TMPDIR', 'TZ', 'LANG', 'NODE_ENV', 'NODE_EXTRA_CA_CERTS'] as const;

/** These variables and the named ones, without those that are not set. */
export const processEnv = (
  env: Readonly<Record<string, string | undefined>>,
  named: readonly string[],
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...PASSED_VARIABLES, ...named].flatMap((name) => {
      const value = env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
