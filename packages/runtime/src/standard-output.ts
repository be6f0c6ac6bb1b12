import { writeSync } from 'node:fs';

export interface LineOutput {
  /** Never throws, never waits for the reader. */
  readonly write: (line: string) => void;
  /** Waits up to `timeoutMs` for the reader to take the rest. */
  readonly flush: (timeoutMs: number) => void;
}

/** Maximum size of the lines that are kept for a reader that does not read; further lines are dropped. */
const MAX_BACKLOG_BYTES = 1024 * 1024;
const RETRY_MS = 50;
const EXIT_TIMEOUT_MS = 300;

/**
 * Standard output for log lines. If the reader is gone or stalls, Pino's own destination retries forever, also at exit; a log
 * must neither block nor end the process.
 */
export const standardOutput = (): LineOutput => (shared ??= openStandardOutput());

/** All loggers of a process share it, and the one listener that flushes it at exit. */
let shared: LineOutput | undefined;

function openStandardOutput(): LineOutput {
  // Node puts a pipe into non-blocking mode at the first use of this getter; otherwise a stalled reader would stall this process.
  const { fd } = process.stdout;
  const output = linesTogether(lineOutput((bytes) => writeSync(fd, bytes)));
  process.once('exit', () => output.flush(EXIT_TIMEOUT_MS));
  return output;
}

/** @param write returns the number of accepted bytes; throws `EAGAIN` while the reader is not ready, and another error if it is gone */
export function lineOutput(write: (bytes: Buffer) => number): LineOutput {
  const backlog: Buffer[] = [];
  let backlogBytes = 0;
  let isBroken = false;
  let retry: NodeJS.Timeout | undefined;

  const push = () => {
    try {
      for (let [line] = backlog; line; [line] = backlog) {
        const taken = write(line);
        backlogBytes -= taken;
        if (taken === line.length) backlog.shift();
        else backlog[0] = line.subarray(taken);
      }
    } catch (error) {
      isBroken = (error as NodeJS.ErrnoException).code !== 'EAGAIN';
      if (isBroken) backlog.length = 0;
    }
  };
  const retryLater = () => {
    retry = setTimeout(() => {
      retry = undefined;
      push();
      if (backlog.length > 0) retryLater();
    }, RETRY_MS).unref();
  };
  return {
    write: (text) => {
      if (isBroken || text === '' || backlogBytes > MAX_BACKLOG_BYTES) return;
      const line = Buffer.from(text);
      backlogBytes += line.length;
      if (backlog.push(line) === 1) push();
      if (backlog.length > 0 && !retry) retryLater();
    },
    flush: (timeoutMs) => {
      for (let waitedMs = 0; backlog.length > 0; waitedMs += RETRY_MS) {
        push();
        if (backlog.length === 0 || waitedMs >= timeoutMs) return;
        pause(RETRY_MS);
      }
    },
  };
}

/** At the last flush the event loop has ended, so only a blocking wait is possible. */
const pause = (ms: number) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

/**
 * Writes the lines of one turn of the event loop at once, at the end of the turn, because a write costs more than a line. If the
 * process is killed, the lines of the current turn may be lost; at every other end `flush` writes them.
 */
export function linesTogether(output: LineOutput): LineOutput {
  let held = '';
  const release = () => {
    const lines = held;
    held = '';
    output.write(lines);
  };
  return {
    write: (line) => {
      if (held === '') setImmediate(release);
      held += line;
    },
    flush: (timeoutMs) => {
      release();
      output.flush(timeoutMs);
    },
  };
}
