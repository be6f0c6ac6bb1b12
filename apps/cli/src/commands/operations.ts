import type { Database } from '@payspool/db';
import {
  abortOperation,
  findOperation,
  isFinished,
  listOperations,
  type Operation,
  OPERATION_KINDS,
  OPERATION_STATUSES,
  type OperationKindName,
  type OperationStatus,
  remainingMs,
} from '@payspool/operations';
import { Command, Option } from 'commander';
import { wholeNumber } from '../arguments.ts';
import { commandEnv, configuredAccounts, withDatabase } from '../configured.ts';
import { EXIT, UsageError } from '../failure.ts';
import { carryOn, duration } from '../operations/carry-out.ts';
import { printJson } from '../print.ts';

export function operationsCommand(): Command {
  return new Command('operations')
    .description(
      'List, show, abort and continue operations: imports of history, comparisons with the provider, replays, rebuilds and erasures.',
    )
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(abortCommand())
    .addCommand(runCommand());
}

interface ListFlags {
  readonly kind?: OperationKindName;
  readonly status?: OperationStatus;
  readonly limit: number;
  readonly json?: true;
}

function listCommand(): Command {
  return new Command('list')
    .description('List operations, newest first.')
    .addOption(new Option('--kind <kind>', 'operations of this kind').choices(OPERATION_KINDS))
    .addOption(new Option('--status <status>', 'operations with this status').choices(OPERATION_STATUSES))
    .option('--limit <n>', 'maximum number of operations', wholeNumber(1, 10_000), 50)
    .option('--json', 'print one JSON array')
    .action(({ json, ...filter }: ListFlags) =>
      withDatabase(async (db) => {
        const found = await listOperations(db, filter);
        if (json) return printJson(found.map(shown));
        if (found.length === 0) console.error('no operation matches');
        for (const operation of found) console.log(describe(operation));
      }),
    );
}

function showCommand(): Command {
  return new Command('show')
    .description('Show one operation: what was asked for, its progress, and its report.')
    .argument('<id>', 'number of the operation, from `operations list`')
    .option('--json', 'print one JSON object')
    .action((id: string, { json }: { json?: true }) =>
      withOperation(id, (operation) => {
        if (json) return printJson(shown(operation));
        console.log(describe(operation));
        console.log(`  asked for ${JSON.stringify(operation.params)}`);
        console.log(
          `  by ${operation.requestedBy}, ${stamp(operation.createdAt)}; begun ${stamp(operation.startedAt)}, ended ${stamp(operation.finishedAt)}`,
        );
        if (operation.error !== null) console.log(`  error  ${operation.error}`);
        console.log(`  report ${JSON.stringify(operation.report)}`);
      }),
    );
}

function abortCommand(): Command {
  return new Command('abort')
    .description(
      'Abort an operation before its next step. What it has done stays. Exit status 1 if it had finished already.',
    )
    .argument('<id>', 'number of the operation, from `operations list`')
    .action((id: string) =>
      withOperation(id, async (operation, db) => {
        if (isFinished(operation)) {
          console.error(`operation ${operation.id} is ${operation.status} already`);
          process.exitCode = EXIT.no;
          return;
        }
        const aborted = await abortOperation(db, operation.id);
        console.log(
          aborted?.status === 'aborted'
            ? `operation ${operation.id} is aborted`
            : `operation ${operation.id} ends before its next step`,
        );
      }),
    );
}

function runCommand(): Command {
  return new Command('run')
    .description(
      'Run an operation in this process until it has finished, where no worker runs. It continues where it was.',
    )
    .argument('<id>', 'number of the operation, from `operations list`')
    .action((id: string) =>
      withOperation(id, async (operation, db) => {
        const accounts = configuredAccounts(commandEnv(), { requireCredentials: false });
        const ended = isFinished(operation)
          ? operation
          : await carryOn(operation, { db, accounts, describe: ({ done }) => `${done} done` });
        console.log(describe(ended));
      }),
    );
}

const withOperation = (
  id: string,
  work: (operation: Operation, db: Database) => Promise<void> | void,
): Promise<void> =>
  withDatabase(async (db) => {
    if (!/^\d{1,18}$/.test(id)) throw new UsageError('expected the number of an operation');
    const operation = await findOperation(db, BigInt(id));
    if (operation) return work(operation, db);
    console.error(`operation ${id} not found`);
    process.exitCode = EXIT.no;
  });

/** `17  running  backfill  12/50, about 5 min left  2026-01-31T12:00:00.000Z`, with `rehearsal` if it is one. */
function describe(operation: Operation): string {
  const { id, kind, status, isRehearsal, done, total, createdAt } = operation;
  const left = isFinished(operation) ? undefined : remainingMs(operation, new Date());
  const progress = `${done}${total === undefined ? '' : `/${total}`}${left === undefined ? '' : `, about ${duration(left)} left`}`;
  return [
    id,
    status.padEnd(7),
    `${kind}${isRehearsal ? ' (rehearsal)' : ''}`,
    progress,
    stamp(createdAt),
  ].join('  ');
}

/** Without the cursor, which is of no use to others. */
const shown = (operation: Operation) => ({ ...operation, cursor: undefined });

const stamp = (time: Date | null): string => time?.toISOString() ?? '-';
