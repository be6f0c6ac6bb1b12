import { ReactionPostponedError, ReactionRefusedError } from '../errors.ts';
import type { DeclaredReaction } from './check-declared.ts';
import type { OwnModule } from './find-modules.ts';
import type { SentError } from './messages.ts';
import { RECOVERED_AFTER_MS, restartPauseMs } from './restart-pause.ts';
import { type ProcessOptions, type SpawnedProcess, spawnProcess } from './spawn-process.ts';

/** One attempt at a reaction. */
interface OwnAttempt {
  readonly reaction: string;
  /** As a module gets it. */
  readonly transition: object;
  /** From 1. */
  readonly attempt: number;
  /** Time limit in milliseconds. */
  readonly deadlineMs: number;
  /** Aborted when the worker stops. */
  readonly signal: AbortSignal;
}

export interface ReactionProcess {
  /**
   * Resolves when the reaction has succeeded. Otherwise it rejects: with the error of the reaction, at the deadline, or with the
   * reason for which the process ended. It settles at most `GRACE_MS` after the deadline, and not before the attempt has ended.
   */
  readonly run: (attempt: OwnAttempt) => Promise<void>;
  /** For how long no attempt can run because the process ended and has not started again, in milliseconds; 0 if one can. */
  readonly pausedForMs: () => number;
  readonly close: () => Promise<void>;
}

export interface KeptProcessOptions extends ProcessOptions {
  /** Called when the process has ended, with the pause before it starts again. */
  readonly onDeath: (module: string, death: { readonly reason: string; readonly pauseMs: number }) => void;
}

/** The time in which an attempt has to react to its signal after its deadline, in milliseconds. */
export const GRACE_MS = 2000;
/** The time in which a process that has nothing to do ends by itself when the worker stops, in milliseconds. */
const CLOSE_MS = 1000;
/** How soon to ask again while the process starts, in milliseconds. */
const STARTING_MS = 250;

/** An attempt that failed because its process ended. */
class ReactionProcessEndedError extends Error {
  readonly code = 'reaction_process_ended';
  override readonly name = 'ReactionProcessEndedError';
}

interface Running {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Starts the process of a module, and starts it again whenever it ends, after a growing pause. If it ends, all attempts that run
 * in it fail with the reason.
 *
 * @throws {OwnReactionsError} if the module cannot be loaded
 */
export async function startReactionProcess(
  module: OwnModule,
  options: KeptProcessOptions,
): Promise<{ readonly process: ReactionProcess; readonly declared: readonly DeclaredReaction[] }> {
  const running = new Map<number, Running>();
  let keys = 0;
  let endsInARow = 0;
  let startsAt = 0;
  let timer: NodeJS.Timeout | undefined;
  let isUp = false;
  let wasUp = false;
  let isClosing = false;
  let spawned: SpawnedProcess;

  const start = (): Promise<readonly DeclaredReaction[]> => {
    const startedAt = performance.now();
    spawned = spawnProcess(module, options, (key, error) => {
      const attempt = running.get(key);
      running.delete(key);
      if (error === undefined) attempt?.resolve();
      else attempt?.reject(received(error));
    });
    const up = spawned.loaded.then((declared) => {
      isUp = wasUp = true;
      return declared;
    });
    up.catch(() => undefined);
    void spawned.ended.then(ended(startedAt));
    return up;
  };

  const ended = (startedAt: number) => (reason: string) => {
    isUp = false;
    for (const { reject } of running.values())
      reject(new ReactionProcessEndedError(`the process of ${module.name} ended: ${reason}`));
    running.clear();
    // A failed first start is reported to the caller.
    if (isClosing || !wasUp) return;
    endsInARow = performance.now() - startedAt > RECOVERED_AFTER_MS ? 1 : endsInARow + 1;
    const pauseMs = restartPauseMs(endsInARow);
    startsAt = performance.now() + pauseMs;
    timer = setTimeout(() => void start(), pauseMs);
    options.onDeath(module.name, { reason, pauseMs });
  };

  const run = async ({ signal, ...attempt }: OwnAttempt): Promise<void> => {
    signal.throwIfAborted();
    if (!isUp) throw new ReactionProcessEndedError(`the process of ${module.name} has not started again yet`);
    const key = (keys += 1);
    const { reaction, deadlineMs } = attempt;
    const overdue = setTimeout(
      () => spawned.kill(`${reaction} took more than its ${deadlineMs} ms and did not react to its signal`),
      deadlineMs + GRACE_MS,
    );
    const leave = () => spawned.send({ type: 'abort', key });
    signal.addEventListener('abort', leave, { once: true });
    try {
      await new Promise<void>((resolve, reject) => {
        running.set(key, { resolve, reject });
        spawned.send({ type: 'run', key, ...attempt });
      });
    } finally {
      clearTimeout(overdue);
      signal.removeEventListener('abort', leave);
    }
  };

  const close = async (): Promise<void> => {
    isClosing = true;
    clearTimeout(timer);
    const late = setTimeout(() => spawned.kill('the worker is stopping'), CLOSE_MS);
    spawned.disconnect();
    await spawned.ended;
    clearTimeout(late);
  };

  try {
    const declared = await start();
    return {
      declared,
      process: {
        run,
        pausedForMs: () => (isUp ? 0 : Math.max(STARTING_MS, startsAt - performance.now())),
        close,
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The error that a reaction has thrown, as the worker knows it. The class is recognised by its code, because it comes from another process. */
function received({ message, code, retryAfterMs }: SentError): Error {
  if (code === 'reaction_refused') return new ReactionRefusedError(message);
  if (code === 'reaction_postponed' && retryAfterMs !== undefined && retryAfterMs >= 0)
    return new ReactionPostponedError(message, { retryAfterMs });
  return Object.assign(new Error(message), code !== undefined && { code });
}
