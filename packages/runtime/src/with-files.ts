import { readFileSync } from 'node:fs';

export type Env = Readonly<Record<string, string | undefined>>;

/**
 * The variables with those that were given as a file (`NAME_FILE`) read from it, without the line end that editors add.
 * A file that cannot be read, or a variable that is given both ways, is a problem, and takes no other variable with it.
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
      problems.push(`${name} and ${name}_FILE are both set: one of them has to go`);
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
