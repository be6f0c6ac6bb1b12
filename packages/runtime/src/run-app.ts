import { ConfigError, problemsOf } from './config-error.ts';

interface App<Settings> {
  readonly name: string;
  /** Reads the whole configuration and opens no connection. */
  readonly read: () => Settings;
  readonly start: (settings: Settings) => Promise<void>;
  /** Further checks for `--check`, which may take longer. They leave nothing running. */
  readonly check?: (settings: Settings) => Promise<void>;
  /** The arguments of the command line. */
  readonly args?: readonly string[];
}

const CHECK = '--check';

/**
 * Starts an app. For an invalid configuration it prints the problems on stderr and exits with 2, for any other failure to start
 * with 1. With `--check` it only says whether the configuration is valid, and exits with 0 if it is.
 */
export async function runApp<Settings>({
  name,
  read,
  start,
  check,
  args = process.argv.slice(2),
}: App<Settings>): Promise<void> {
  try {
    // A mistyped `--check` must not start a receiver of payments.
    if (args.some((arg) => arg !== CHECK)) throw new ConfigError([`takes no argument except ${CHECK}`]);
    const settings = read();
    if (args.includes(CHECK)) {
      await check?.(settings);
      process.stdout.write(`payspool ${name}: its settings are valid\n`);
    } else await start(settings);
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
