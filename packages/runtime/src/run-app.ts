import { ConfigError } from './config-error.ts';

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

function problemsOf(error: unknown): readonly string[] | undefined {
  if (error instanceof ConfigError) return error.problems;
  const problems: unknown = error instanceof Error && 'problems' in error ? error.problems : undefined;
  return Array.isArray(problems) ? problems.map(String) : undefined;
}

function explain(error: Error): string {
  if ('code' in error && error.code === 'EADDRINUSE' && 'port' in error) {
    return `port ${String(error.port)} is taken by another process; set another one, or stop it`;
  }
  return error.stack ?? error.message;
}
