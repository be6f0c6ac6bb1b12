import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { UsageError } from './failure.ts';

/** The most characters of a password. */
const MOST = 1024;

/**
 * Reads one line without showing it: from the terminal after a question on stderr, otherwise from stdin.
 *
 * @throws {UsageError} if there is no line, or it is too long
 */
export async function readSecret(question: string): Promise<string> {
  const isTerminal = process.stdin.isTTY;
  if (isTerminal) process.stderr.write(question);
  // The interface writes what is typed to its output, and this one shows nothing.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: isTerminal });
  try {
    const line = await new Promise<string | undefined>((resolve) => {
      lines.once('line', resolve);
      lines.once('close', () => resolve(undefined));
      lines.once('SIGINT', () => lines.close());
    });
    if (line === undefined || line === '') throw new UsageError('no password was given');
    if (line.length > MOST) throw new UsageError(`the password has more than ${MOST} characters`);
    return line;
  } finally {
    if (isTerminal) process.stderr.write('\n');
    lines.close();
  }
}
