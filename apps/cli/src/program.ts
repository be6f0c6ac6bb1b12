import { releaseOf } from '@payspool/runtime';
import { Command } from 'commander';
import { refuseBlankValues } from './arguments.ts';

/** A command whose module is loaded when it is called: all of them together take seconds. */
interface Entry {
  /** Its line in the list of commands. */
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** In the order of the list of commands. */
const COMMANDS: Readonly<Record<string, Entry>> = {
  verify: {
    summary: 'check one delivery offline and explain the result',
    load: async () => (await import('./commands/verify.ts')).verifyCommand(),
  },
  simulate: {
    summary: 'send signed deliveries to an ingest',
    load: async () => (await import('./commands/simulate.ts')).simulateCommand(),
  },
  find: {
    summary: 'say what an id names: an event, an order, a customer …',
    load: async () => (await import('./commands/find.ts')).findCommand(),
  },
  overview: {
    summary: 'show what waits for a person, and the next command for each',
    load: async () => (await import('./commands/overview.ts')).overviewCommand(),
  },
  events: {
    summary: 'list, show and retry events, and erase their bodies',
    load: async () => (await import('./commands/events.ts')).eventsCommand(),
  },
  orders: {
    summary: 'list orders, and show the whole story of one',
    load: async () => (await import('./commands/purchases.ts')).ordersCommand(),
  },
  subscriptions: {
    summary: 'list subscriptions, and show the whole story of one',
    load: async () => (await import('./commands/purchases.ts')).subscriptionsCommand(),
  },
  money: {
    summary: 'show what came in per day, account and currency',
    load: async () => (await import('./commands/money.ts')).moneyCommand(),
  },
  lag: {
    summary: 'show how late deliveries are, per account',
    load: async () => (await import('./commands/lag.ts')).lagCommand(),
  },
  replay: {
    summary: 'read stored deliveries again with the current code and settings',
    load: async () => (await import('./commands/replay.ts')).replayCommand(),
  },
  rebuild: {
    summary: 'fold all events again and compare the result with the rows',
    load: async () => (await import('./commands/rebuild.ts')).rebuildCommand(),
  },
  reconcile: {
    summary: "compare the rows with what the providers' APIs show",
    load: async () => (await import('./commands/reconcile.ts')).reconcileCommand(),
  },
  backfill: {
    summary: "import history from a provider's API",
    load: async () => (await import('./commands/backfill.ts')).backfillCommand(),
  },
  operations: {
    summary: 'list, show, carry out, abort and continue operations',
    load: async () => (await import('./commands/operations.ts')).operationsCommand(),
  },
  'repair-times': {
    summary: 'repair times that an older release stored in another zone',
    load: async () => (await import('./commands/repair-times.ts')).repairTimesCommand(),
  },
  reactions: {
    summary: 'list transitions and their reactions, and retry reactions',
    load: async () => (await import('./commands/reactions.ts')).reactionsCommand(),
  },
  refusals: {
    summary: 'list deliveries that were refused, and why',
    load: async () => (await import('./commands/refusals.ts')).refusalsCommand(),
  },
  endpoints: {
    summary: "manage webhook endpoints by the providers' APIs",
    load: async () => (await import('./commands/endpoints.ts')).endpointsCommand(),
  },
  doctor: {
    summary: 'check the deployment and suggest fixes',
    load: async () => (await import('./commands/doctor.ts')).doctorCommand(),
  },
  drill: {
    summary: 'break processes and stores under traffic on this machine',
    load: async () => (await import('./commands/drill.ts')).drillCommand(),
  },
  dashboard: {
    summary: 'hash a password for a user of the dashboard',
    load: async () => (await import('./commands/dashboard.ts')).dashboardCommand(),
  },
  migrate: {
    summary: 'migrate the database to this version',
    load: async () => (await import('./commands/migrate.ts')).migrateCommand(),
  },
};

/**
 * The command line. If commander ends the program itself (also after help), it throws a `CommanderError`.
 *
 * @param only the command that will be called; the others then have only a name and a summary. Without it every command is loaded.
 */
export async function createProgram(only?: string): Promise<Command> {
  const program = new Command('payspool')
    .description(
      'Commands for operators. They read their settings from the environment. If it names no database, every command except migrate uses the stack that `start` runs in this checkout. Exit status: 0 success, 1 failed or not found, 2 wrong usage or configuration, 3 differences found.',
    )
    .version(releaseOf(process.env), '-V, --version', 'print the version')
    .showHelpAfterError('(add --help to see the options)');
  const commands = await Promise.all(
    Object.entries(COMMANDS).map(async ([name, { summary, load }]) => {
      const isCalled = only === undefined || only === name;
      return (isCalled ? await load() : new Command(name)).summary(summary);
    }),
  );
  for (const command of commands) program.addCommand(command);
  for (const command of [program, ...commands, ...commands.flatMap((group) => group.commands)]) {
    command.exitOverride();
    refuseBlankValues(command);
  }
  return program;
}

/** The command that these arguments call; empty if they call none, as `--help` does. */
export function calledCommand(args: readonly string[]): string {
  const [name = '', next = ''] = args.filter((arg) => !arg.startsWith('-'));
  return name === 'help' ? next : name;
}
