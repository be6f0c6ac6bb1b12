import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { guard } from '@payspool/testkit';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Runs one of the bench's own programs with one argument, JSON, and returns the JSON that it prints. It is a process of its own, so that
 * nothing else is in its event loop.
 *
 * @throws {Error} with what it said, when it fails
 */
export async function runProgram(script: string, order: unknown): Promise<unknown> {
  const child = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify(order)], {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  guard(child);
  let printed = '';
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (status !== 0) throw new Error(`${script} ended with ${status}:\n${said.slice(-3000)}`);
  return JSON.parse(printed);
}
