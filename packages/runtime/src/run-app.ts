import { ConfigError, problemsOf } from './config-error.ts';

interface App<Settings> {
  readonly name: string;
  /** Reads all that the environment says, and opens nothing. */
  readonly read: () => Settings;
  readonly start: (settings: Settings) => Promise<void>;
  /** What stands behind the program on its command line. */
  readonly args?: readonly string[];
}

const CHECK = '--check';

/**
 * Starts an app: a configuration that cannot be used is explained on stderr and ends with 2, any other failure to start with 1.
 * With `--check` it says whether the configuration can be used, and ends: with 0 where it can.
 */
export async function runApp<Settings>({
  name,
  read,
  start,
  args = process.argv.slice(2),
}: App<Settings>): Promise<void> {
  try {
    // Somebody who meant to check alone must not have started a receiver of payments.
    if (args.some((arg) => arg !== CHECK)) throw new ConfigError([`takes no argument but ${CHECK}`]);
    const settings = read();
    if (args.includes(CHECK)) process.stdout.write(`payspool ${name}: its settings can be used\n`);
    else await start(settings);
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
