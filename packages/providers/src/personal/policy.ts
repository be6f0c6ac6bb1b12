/**
 * Which values of a provider's bodies are personal data. The shared rules (`shared-rules.ts`) find most of them by the names of the keys
 * and by their form; a policy states what only the provider's documentation shows.
 *
 * A path names keys from the top of the body: `data.object.billing_details`. It includes everything below it. Lists have no part in a
 * path, `*` stands for one key, and a leading `**.` for any keys. Text that is itself JSON, or a JWS, is read as its content.
 */
export interface PersonalPolicy {
  /** Personal values that the shared rules do not find. */
  readonly paths: readonly string[];
  /** Values that the shared rules would take for personal and that concern nobody: the name of a product. An e-mail address in one of them stays personal. */
  readonly plain: readonly string[];
}

export type PathTest = (path: readonly string[]) => boolean;

/** Whether a path is one of these, or below one of these. */
export function pathTest(paths: readonly string[]): PathTest {
  if (paths.length === 0) return () => false;
  const any = new RegExp(`^(?:${paths.map(patternOf).join('|')})(?:\\.|$)`);
  return (path) => any.test(path.join('.'));
}

const patternOf = (path: string): string =>
  path.startsWith('**.')
    ? `(?:.+\\.)?${patternOf(path.slice(3))}`
    : path
        .split('.')
        .map((key) => (key === '*' ? '[^.]+' : key.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&')))
        .join('\\.');
