import { findModules } from './find-modules.ts';
import { OwnReactionsError } from './own-reactions-error.ts';
import { processEnv } from './process-env.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The settings of own reactions, as an app has read them. */
export interface OwnReactionSettings {
  readonly reactions?: string | undefined;
  readonly reactionsEnv?: readonly string[] | undefined;
  readonly reactionsMemoryMb?: number | undefined;
}

interface Surroundings {
  readonly env: Env;
  /** The folder from which a relative path and a package are searched. */
  readonly cwd: string;
  /** Reads the variables that are given as a file (`NAME_FILE`). */
  readonly withFiles: (
    env: Env,
    names: readonly string[],
  ) => { readonly env: Env; readonly problems: readonly string[] };
}

/** The settings with which the processes of own reactions start. */
export interface OwnReactionSetup {
  /** The value of `REACTIONS`. */
  readonly setting: string;
  /** All variables that the processes get. */
  readonly env: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly cwd: string;
}

const MEMORY_MB = 256;

/**
 * Reads the settings with which the processes of own reactions start; `undefined` if there are no own reactions. Loads no module.
 *
 * @throws {OwnReactionsError} if a named variable is not set, or the folder contains no module
 */
export function readOwnReactions(
  { reactions, reactionsEnv = [], reactionsMemoryMb = MEMORY_MB }: OwnReactionSettings,
  { env, cwd, withFiles }: Surroundings,
): OwnReactionSetup | undefined {
  if (reactions === undefined) return undefined;
  const inFiles = reactionsEnv.filter((name) => env[name] === undefined && env[`${name}_FILE`]);
  const files = withFiles(env, inFiles);
  const problems = [
    ...files.problems,
    ...reactionsEnv
      .filter((name) => env[name] === undefined && !inFiles.includes(name))
      .map((name) => `REACTIONS_ENV: ${name} is not set`),
    ...problemsOf(() => findModules(reactions, cwd)),
  ];
  if (problems.length > 0) throw new OwnReactionsError(problems);
  return {
    setting: reactions,
    env: processEnv(files.env, reactionsEnv),
    memoryMb: reactionsMemoryMb,
    cwd,
  };
}

function problemsOf(read: () => unknown): readonly string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof OwnReactionsError) return error.problems;
    throw error;
  }
}
