import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { UsageError } from '../usage-error.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const DRILL = 'e2e/drill/main.ts';

/** Starts servers and kills them: a program of its own, which reads its options itself. It comes with the sources, not with an image. */
export function drillCommand(): Command {
  return new Command('drill')
    .description(
      'Prove on this machine that nothing acknowledged is lost or applied twice: real processes, killed, hung and cut off in mid-traffic. Exits 1 on any difference.',
    )
    .helpOption(false)
    .allowUnknownOption()
    .argument('[options...]', 'drill --help lists them')
    .action(async (_, __, command: Command) => {
      if (!existsSync(new URL(DRILL, `file://${ROOT}`)))
        throw new UsageError('the drill comes with the sources: run it in a checkout');
      process.exitCode = await run(command.args);
    });
}

function run(args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [...process.execArgv, DRILL, ...args], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  // The terminal's Ctrl-C reaches the drill by itself, which stops what it has started; anybody else's signal does not.
  const passOn = (signal: NodeJS.Signals) => void child.kill(signal);
  process.on('SIGTERM', passOn).on('SIGINT', () => undefined);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (status, signal) => resolve(status ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}
