import { findModules, OwnReactionsError, processEnv } from '@payspool/reactions/own';
import { type Env, type ownReactionFields, withFiles } from '@payspool/runtime';
import type { z } from 'zod';

type OwnReactionSettings = {
  readonly [Key in keyof typeof ownReactionFields]: z.output<(typeof ownReactionFields)[Key]>;
};

/** What the processes of own reactions are started with; `undefined` if there are no own reactions. */
export interface OwnReactionSetup {
  /** The value of `REACTIONS`. */
  readonly setting: string;
  /** All variables that the processes get. */
  readonly env: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  /** The folder from which a relative path and a package are searched. */
  readonly cwd: string;
}

/**
 * Reads the settings of own reactions. A named variable may be given as a file (`NAME_FILE`), like every setting.
 *
 * @throws {OwnReactionsError} if a named variable is not set, or the folder contains no module
 */
export function readOwnReactions(
  { reactions, reactionsEnv = [], reactionsMemoryMb = 256 }: Partial<OwnReactionSettings>,
  { env, cwd }: { readonly env: Env; readonly cwd: string },
): OwnReactionSetup | undefined {
  if (reactions === undefined) return undefined;
  const files = withFiles(
    env,
    reactionsEnv.filter((name) => env[name] === undefined),
  );
  const problems = [
    ...files.problems,
    ...reactionsEnv
      .filter((name) => files.env[name] === undefined && env[`${name}_FILE`] === undefined)
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
