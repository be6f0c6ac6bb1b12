import { Command } from 'commander';
import { doctorCommand } from './commands/doctor.ts';
import { drillCommand } from './commands/drill.ts';
import { eventsCommand } from './commands/events.ts';
import { migrateCommand } from './commands/migrate.ts';
import { reactionsCommand } from './commands/reactions.ts';
import { rebuildCommand } from './commands/rebuild.ts';
import { repairTimesCommand } from './commands/repair-times.ts';
import { replayCommand } from './commands/replay.ts';
import { simulateCommand } from './commands/simulate.ts';
import { verifyCommand } from './commands/verify.ts';
import { refuseBlankValues } from './parse/refuse-blank-values.ts';

/** The whole command line. What commander itself ends, help included, is thrown as its `CommanderError`. */
export function createProgram(): Command {
  const program = new Command('payspool')
    .description(
      'What an operator does by hand, with the settings of the environment. Where they name no database, every command but migrate uses the stack that `start` runs in this checkout. Exit status: 0 good, 1 no, 2 usage or configuration, 3 differences found.',
    )
    .showHelpAfterError('(add --help for the options)')
    .addCommand(verifyCommand())
    .addCommand(simulateCommand())
    .addCommand(eventsCommand())
    .addCommand(replayCommand())
    .addCommand(rebuildCommand())
    .addCommand(repairTimesCommand())
    .addCommand(reactionsCommand())
    .addCommand(doctorCommand())
    .addCommand(drillCommand())
    .addCommand(migrateCommand());
  for (const command of [
    program,
    ...program.commands,
    ...program.commands.flatMap(({ commands }) => commands),
  ]) {
    command.exitOverride();
    refuseBlankValues(command);
  }
  return program;
}
