import { checkDeclared, type UsableReaction } from './check-declared.ts';
import { findModules } from './find-modules.ts';
import { OwnReactionsError } from './own-reactions-error.ts';
import { type KeptProcessOptions, type ReactionProcess, startReactionProcess } from './reaction-process.ts';

/** An own reaction, and the process that runs it. */
export interface OwnReaction extends UsableReaction {
  /** The name of its module. */
  readonly module: string;
  readonly process: ReactionProcess;
}

export interface OwnReactions {
  readonly reactions: readonly OwnReaction[];
  /** Ends the processes. Attempts that still run fail. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a process for each module that `REACTIONS` names, and returns their reactions.
 *
 * @throws {OwnReactionsError} with every problem: a module that cannot be loaded, a name that is used twice, an unknown topic
 */
export async function openOwnReactions(setting: string, options: KeptProcessOptions): Promise<OwnReactions> {
  const modules = findModules(setting, options.cwd);
  const started = await Promise.allSettled(modules.map((module) => startReactionProcess(module, options)));
  const opened = started.flatMap((one, at) =>
    one.status === 'fulfilled' ? [{ ...one.value, module: modules[at]?.name ?? '' }] : [],
  );
  const close = async () => void (await Promise.all(opened.map(({ process }) => process.close())));
  const failures = started.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  const { usable, problems } = checkDeclared(opened);
  const all = [...failures.flatMap(problemsIn), ...problems];
  if (all.length > 0) {
    await close();
    throw new OwnReactionsError(all, { cause: failures[0] });
  }
  return {
    reactions: opened.flatMap(({ module, process }, at) =>
      (usable[at] ?? []).map((reaction) => ({ ...reaction, module, process })),
    ),
    close,
  };
}

const problemsIn = (error: unknown): readonly string[] => {
  if (error instanceof OwnReactionsError) return error.problems;
  throw error;
};
