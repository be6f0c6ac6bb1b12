import { problemsOf } from './config-error.ts';

/** Starts an app: a configuration that cannot be used is explained on stderr and ends with 2, any other failure to start with 1. */
export async function runApp(name: string, start: () => Promise<void>): Promise<void> {
  try {
    await start();
  } catch (error) {
    const problems = problemsOf(error);
    if (problems) {
      process.stderr.write(
        `payspool ${name}: cannot start\n${problems.map((problem) => `  - ${problem}\n`).join('')}`,
      );
      process.exit(2);
    }
    process.stderr.write(`payspool ${name}: ${error instanceof Error ? explain(error) : String(error)}\n`);
    process.exit(1);
  }
}

function explain(error: Error): string {
  if ('code' in error && error.code === 'EADDRINUSE' && 'port' in error) {
    return `port ${String(error.port)} is taken by another process; set another one, or stop it`;
  }
  return error.stack ?? error.message;
}
