import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { bundle, guard } from '@payspool/testkit';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Runs one of the bench's own programs with one argument, JSON, and returns its JSON output. It is a separate process, so that no other
 * work runs in its event loop.
 *
 * @throws {Error} with its output, if it fails or takes longer than `timeoutSeconds`
 */
export async function runProgram(
  script: string,
  order: unknown,
  { timeoutSeconds = 600 }: { readonly timeoutSeconds?: number } = {},
): Promise<unknown> {
  const child = spawn(process.execPath, [await bundle(script), JSON.stringify(order)], {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  guard(child);
  const late = setTimeout(() => child.kill('SIGKILL'), timeoutSeconds * 1000);
  let printed = '';
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearTimeout(late);
  if (status !== 0)
    throw new Error(
      `${script} ended with ${status ?? `SIGKILL, after ${timeoutSeconds} s at most`}:\n${said.slice(-3000)}`,
    );
  return JSON.parse(printed);
}
