import type { LineOutput } from './standard-output.ts';

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
    flush: (patienceMs) => {
      release();
      output.flush(patienceMs);
    },
  };
}
