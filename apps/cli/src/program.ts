import { Command } from 'commander';
import { backfillCommand } from './commands/backfill.ts';
import { doctorCommand } from './commands/doctor.ts';
import { drillCommand } from './commands/drill.ts';
import { endpointsCommand } from './commands/endpoints.ts';
import { eventsCommand } from './commands/events.ts';
import { migrateCommand } from './commands/migrate.ts';
import { operationsCommand } from './commands/operations.ts';
import { reactionsCommand } from './commands/reactions.ts';
import { rebuildCommand } from './commands/rebuild.ts';
import { reconcileCommand } from './commands/reconcile.ts';
import { repairTimesCommand } from './commands/repair-times.ts';
import { replayCommand } from './commands/replay.ts';
import { simulateCommand } from './commands/simulate.ts';
import { verifyCommand } from './commands/verify.ts';
import { refuseBlankValues } from './arguments.ts';

/** The whole command line. If commander ends the program itself (also after help), it throws a `CommanderError`. */
export function createProgram(): Command {
  const program = new Command('payspool')
    .description(
      'Commands for operators. They read their settings from the environment. If it names no database, every command except migrate uses the stack that `start` runs in this checkout. Exit status: 0 success, 1 failed or not found, 2 wrong usage or configuration, 3 differences found.',
    )
    .showHelpAfterError('(add --help to see the options)')
    .addCommand(verifyCommand())
    .addCommand(simulateCommand())
    .addCommand(eventsCommand())
    .addCommand(replayCommand())
    .addCommand(rebuildCommand())
    .addCommand(reconcileCommand())
    .addCommand(backfillCommand())
    .addCommand(operationsCommand())
    .addCommand(repairTimesCommand())
    .addCommand(reactionsCommand())
    .addCommand(endpointsCommand())
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
