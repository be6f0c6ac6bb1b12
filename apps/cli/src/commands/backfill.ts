import type { Database } from '@payspool/db';
import { backfill, type Operation } from '@payspool/operations';
import { type Command as CommanderCommand, Command } from 'commander';
import { anotherWord, sinceTime } from '../arguments.ts';
import { commandEnv, configuredAccounts, withDatabase } from '../configured.ts';
import { EXIT } from '../failure.ts';
import { carryOut } from '../operations/carry-out.ts';
import { printJson } from '../print.ts';
import { checkChoice } from './reconcile.ts';

interface BackfillFlags {
  readonly provider: string;
  readonly account?: string;
  readonly since: Date;
  readonly until?: Date;
  readonly kind?: readonly string[];
  readonly react?: readonly string[];
  readonly dryRun?: true;
  readonly here?: true;
  readonly json?: true;
}

export function backfillCommand(): CommanderCommand {
  return new Command('backfill')
    .description(
      "Import history: every object that the provider's API has since a time, and the events that it still lists. The worker records them after live deliveries. Nothing is published of them: the next event of an imported purchase publishes only what is new. It can be repeated, and continues where it was if a process is killed. Exit status 0: everything was read. 1: not everything could be read; it is named.",
    )
    .requiredOption('--provider <slug>', 'the provider')
    .requiredOption('--since <time>', 'everything created since then, ISO 8601, or 90d', sinceTime)
    .option(
      '--until <time>',
      "nothing created from then on (default: the account's first delivery, because what came later was delivered, or is found by a sweep)",
      sinceTime,
    )
    .option('--account <name>', 'only this account: `default`, or `default/acct_1` for a connected account')
    .option('--kind <kinds...>', "only these of the provider's kinds of objects, and no events", anotherWord)
    .option(
      '--react <consumers...>',
      'afterwards give the history of imported purchases to these consumers, such as fulfilment, and to no other',
      anotherWord,
    )
    .option('--dry-run', 'only count what would be imported')
    .option('--here', 'read in this process; a worker must run to record what was read')
    .option('--json', 'print one JSON object')
    .action((flags: BackfillFlags) => withDatabase((db) => run(db, flags)));
}

async function run(
  db: Database,
  { provider, account, since, until, kind: kinds, react = [], dryRun, here, json }: BackfillFlags,
): Promise<void> {
  const accounts = configuredAccounts(commandEnv(), { requireCredentials: false });
  checkChoice(accounts, { provider, account, kinds });
  const operation = await carryOut(
    {
      kind: 'backfill',
      params: {
        provider,
        account,
        since: since.toISOString(),
        until: until?.toISOString(),
        kinds,
        react,
      },
      isRehearsal: dryRun === true,
    },
    {
      db,
      accounts,
      here: here === true,
      describe: ({ report }) => `${backfill.report.parse(report).read} objects and events read`,
    },
  );
  finishBackfill(operation, { json: json === true });
}

/** Prints the result of an import, and sets the exit status. */
function finishBackfill(
  { id, isRehearsal, report: stored }: Pick<Operation, 'id' | 'isRehearsal' | 'report'>,
  { json }: { readonly json: boolean },
): void {
  const report = backfill.report.parse(stored);
  const { read, queued, known, meaningless, elsewhere, unreadable, reacted, transitions, unread } = report;
  if (json) printJson({ operation: id, isRehearsal, isComplete: unread.length === 0, ...report });
  else {
    for (const { account, until } of report.until) console.log(`${account}: until ${until}`);
    for (const { what, reason } of unread) console.error(`not read: ${what}: ${reason}`);
    console.log(
      `${read} objects and events read: ${queued} ${isRehearsal ? 'would be queued' : 'queued'}, ${known} known, ${meaningless} without a meaning here`,
    );
    if (elsewhere > 0) console.log(`${elsewhere} of another mode, or of a merchant who is not ours`);
    if (unreadable > 0) console.log(`${unreadable} cannot be read: payspool events list --status failed`);
    if (reacted > 0)
      console.log(`${transitions} transitions of ${reacted} purchases given to the chosen consumers`);
    if (unread.length > 0) console.log('not everything could be read: run it again for the same time');
  }
  process.exitCode = unread.length > 0 ? EXIT.no : EXIT.good;
}
