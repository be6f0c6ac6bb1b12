import type { Readable } from 'node:stream';

/** A longer line is cut into several. In characters. */
const MAX_LINE = 8 * 1024;
/** Output above this rate waits in the pipe, so that a module that prints without end does not occupy the worker. In characters. */
const MAX_PER_SECOND = 256 * 1024;

/** Calls `onLine` for each line of a process's output, without blank lines. */
export function readLines(stream: Readable, onLine: (line: string) => void): void {
  let rest = '';
  let taken = 0;
  let since = 0;
  const say = (line: string) => {
    if (line.trim() !== '') onLine(line);
  };
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) for (const part of inParts(line)) say(part);
    if (rest.length > MAX_LINE) {
      for (const part of inParts(rest)) say(part);
      rest = '';
    }
    const now = performance.now();
    if (now - since > 1000) [since, taken] = [now, 0];
    taken += chunk.length;
    if (taken <= MAX_PER_SECOND) return;
    stream.pause();
    setTimeout(() => stream.resume(), 1000).unref();
  });
  stream.on('end', () => say(rest));
  // The process has ended. Its exit status states the reason.
  stream.on('error', () => undefined);
}

const inParts = (line: string): readonly string[] =>
  Array.from({ length: Math.ceil(line.length / MAX_LINE) }, (_, at) =>
    line.slice(at * MAX_LINE, (at + 1) * MAX_LINE),
  );
