import { writeSync } from 'node:fs';
import { linesTogether } from './lines-together.ts';

export interface LineOutput {
  /** Never throws, never waits for the reader. */
  readonly write: (line: string) => void;
  /** Waits for the reader as long as `patienceMs`, for what is left. */
  readonly flush: (patienceMs: number) => void;
}

/** What is kept for a reader that has stopped reading; lines beyond it are dropped. */
const MAX_BACKLOG_BYTES = 1024 * 1024;
const RETRY_MS = 50;
const EXIT_PATIENCE_MS = 300;

/**
 * Standard output for log lines. Pino's own destination retries for ever, at exit too, when the reader has gone or stalls:
 * a log is worth neither a process that hangs nor one that dies.
 */
export function standardOutput(): LineOutput {
  // Node puts a pipe into non-blocking mode when this getter is first used; without it a reader that stalls would stall us.
  const { fd } = process.stdout;
  const output = linesTogether(lineOutput((bytes) => writeSync(fd, bytes)));
  process.once('exit', () => output.flush(EXIT_PATIENCE_MS));
  return output;
}

/** @param write how many of the bytes were taken; throws `EAGAIN` while the reader is not ready, anything else when it never will be */
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
    flush: (patienceMs) => {
      for (let waitedMs = 0; backlog.length > 0; waitedMs += RETRY_MS) {
        push();
        if (backlog.length === 0 || waitedMs >= patienceMs) return;
        pause(RETRY_MS);
      }
    },
  };
}

/** The event loop is over by the time of the last flush: only blocking waits are left. */
const pause = (ms: number) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
