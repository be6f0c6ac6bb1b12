import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { UsageError } from '../failure.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const DRILL = 'e2e/product/drill/main.ts';

/**
 * Runs the drill, which starts servers and kills them. The drill is a separate program that reads its own options. It is part of
 * the sources, not of an image.
 */
export function drillCommand(): Command {
  return new Command('drill')
    .description(
      'Break processes and stores under traffic on this machine, and check that no acknowledged event is lost or applied twice. Exit status 1 on any difference.',
    )
    .helpOption(false)
    .allowUnknownOption()
    .argument('[options...]', 'see drill --help')
    .action(async (_, __, command: Command) => {
      if (!existsSync(new URL(DRILL, `file://${ROOT}`)))
        throw new UsageError('the drill is only in the sources: run it in a checkout');
      process.exitCode = await run(command.args);
    });
}

function run(args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [...process.execArgv, DRILL, ...args], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  // Ctrl-C in a terminal also reaches the drill, which then stops its servers. A signal from another process must be passed on.
  const passOn = (signal: NodeJS.Signals) => void child.kill(signal);
  process.on('SIGTERM', passOn).on('SIGINT', () => undefined);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (status, signal) => resolve(status ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}
