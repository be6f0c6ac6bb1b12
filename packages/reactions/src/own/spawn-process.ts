import { type ChildProcess, fork, type Serializable } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { DeclaredReaction } from './check-declared.ts';
import type { OwnModule } from './find-modules.ts';
import { isFromProcess, type SentError, type ToProcess } from './messages.ts';
import { OwnReactionsError } from './own-reactions-error.ts';
import { readLines } from './read-lines.ts';

export interface ProcessOptions {
  /** All variables that the process gets. */
  readonly env: Readonly<Record<string, string>>;
  /** Maximum size of its heap, in MiB. */
  readonly memoryMb: number;
  /** Its working directory, from which a package is searched. */
  readonly cwd: string;
  /** Time limit for the loading of a module, in milliseconds. */
  readonly loadMs: number;
  /** Called for each line that it prints. */
  readonly onLine: (module: string, line: string) => void;
}

/** A started process. */
export interface SpawnedProcess {
  /** Resolves when the module is loaded. Rejects with `OwnReactionsError` if it cannot be. */
  readonly loaded: Promise<readonly DeclaredReaction[]>;
  /** Resolves with the reason when the process has ended, for any reason. */
  readonly ended: Promise<string>;
  readonly send: (message: ToProcess) => void;
  /** Ends it at once, with everything that it started. */
  readonly kill: (reason: string) => void;
  /** Lets it end by itself. */
  readonly disconnect: () => void;
}

const MAIN = fileURLToPath(new URL('./process-main.ts', import.meta.url));
/** The time in which the last messages of an ended process arrive. */
const LAST_MESSAGES_MS = 2000;

/** Starts a process that loads a module. `onEnded` is called for each attempt that has ended. */
export function spawnProcess(
  module: OwnModule,
  { env, memoryMb, cwd, loadMs, onLine }: ProcessOptions,
  onEnded: (key: number, error: SentError | undefined) => void,
): SpawnedProcess {
  const folder = pathToFileURL(`${cwd}/`).href;
  const child = fork(MAIN, [module.specifier, folder, String(process.pid)], {
    env,
    cwd,
    execArgv: [`--max-old-space-size=${memoryMb}`, ...typeScriptFlags()],
    // JSON has no `bigint`.
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A process group of its own: a signal to the worker's group does not reach it, and it is ended with all that it started.
    detached: true,
  });
  for (const stream of [child.stdout, child.stderr])
    if (stream) readLines(stream, (line) => onLine(module.name, line));

  let reason: string | undefined;
  const kill = (why: string) => {
    reason ??= why;
    killGroup(child);
  };
  let refuse: (problem: string) => void = () => undefined;
  const loaded = new Promise<readonly DeclaredReaction[]>((resolve, reject) => {
    const late = setTimeout(() => kill(`it was not loaded within ${loadMs} ms`), loadMs);
    refuse = (problem) => {
      clearTimeout(late);
      reject(new OwnReactionsError([`${module.name}: ${problem}`]));
    };
    child.on('message', (message: Serializable) => {
      if (!isFromProcess(message)) return;
      if (message.type === 'ended') onEnded(message.key, message.error);
      else if (message.type === 'crashed') reason ??= message.reason;
      else if (message.type === 'unusable') reason ??= message.problem;
      else {
        clearTimeout(late);
        resolve(message.declared);
      }
    });
  });
  loaded.catch(() => undefined);

  const ended = untilEnded(child).then((how) => {
    refuse(reason ?? `its process ended while it was loaded: ${how}`);
    return reason ?? how;
  });
  return {
    loaded,
    ended,
    kill,
    // An error of the channel means that the process ends, which has a reason of its own.
    send: (message) => void child.send(message, () => undefined),
    disconnect: () => {
      if (child.connected) child.disconnect();
    },
  };
}

/** Node 24 runs TypeScript as it is; older versions run it through tsx, with which Payspool itself runs there. */
function typeScriptFlags(): readonly string[] {
  if ('typescript' in process.features && process.features.typescript) return [];
  return ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href];
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

/** Resolves with how the process has ended. Its last messages may arrive after its end, so it waits for the end of the channel. */
function untilEnded(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      resolve(`it could not be started (${error.code ?? error.message})`),
    );
    child.once('exit', (status, signal) => {
      // What it started may keep the channel open.
      killGroup(child);
      const end = () => resolve(howEnded(status, signal));
      if (!child.connected) return end();
      const timer = setTimeout(end, LAST_MESSAGES_MS);
      child.once('disconnect', () => {
        clearTimeout(timer);
        end();
      });
    });
  });
}

/** V8 aborts a process that reaches its heap limit: https://nodejs.org/api/cli.html#--max-old-space-sizesize-in-mib */
function howEnded(status: number | null, signal: NodeJS.Signals | null): string {
  if (signal === 'SIGABRT')
    return 'it was ended by SIGABRT, probably because it needs more memory than REACTIONS_MEMORY_MB';
  return signal ? `it was ended by ${signal}` : `it ended with exit status ${status}`;
}
