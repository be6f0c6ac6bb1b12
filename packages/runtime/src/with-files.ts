import { readFileSync } from 'node:fs';

export type Env = Readonly<Record<string, string | undefined>>;

/**
 * Returns the variables, with those read that are given as a file (`NAME_FILE`), without the line end that editors add. A file
 * that cannot be read, or a variable that is given in both ways, is a problem; the other variables are still read.
 */
export function withFiles(
  env: Env,
  names: readonly string[],
): { readonly env: Env; readonly problems: readonly string[] } {
  const problems: string[] = [];
  const read = names.flatMap((name) => {
    const path = env[`${name}_FILE`];
    if (!path) return [];
    if (env[name]) {
      problems.push(`${name} and ${name}_FILE are both set: remove one of them`);
      return [];
    }
    try {
      return [[name, readFileSync(path, 'utf8').replace(/\r?\n$/, '')]];
    } catch (error) {
      problems.push(`${name}_FILE: cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
      return [];
    }
  });
  return { env: { ...env, ...Object.fromEntries(read) }, problems };
}
