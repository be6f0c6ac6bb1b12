import type { LineOutput } from './standard-output.ts';

/**
 * Hands the lines of one turn of the event loop over in one write, when the turn is over: a write costs more than a line. What a process
 * has logged in the very turn in which it is killed may be lost; whatever else ends it, `flush` hands it over.
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
