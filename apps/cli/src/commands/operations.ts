import type { Database } from '@payspool/db';
import {
  abortOperation,
  findOperation,
  followOperation,
  isFinished,
  listOperations,
  type Operation,
  OPERATION_KINDS,
  OPERATION_STATUSES,
  type OperationKindName,
  type OperationStatus,
  remainingMs,
} from '@payspool/operations';
import { OperationRefusedError, requestRehearsed } from '@payspool/operations/request';
import { releaseOf } from '@payspool/runtime';
import { Command, Option } from 'commander';
import { wholeNumber } from '../arguments.ts';
import { commandEnv, configuredAccounts, withDatabase } from '../configured.ts';
import { withReader } from '../environment.ts';
import { EXIT, UsageError } from '../failure.ts';
import { carryOn, duration } from '../operations/carry-out.ts';
import { printJson } from '../print.ts';
import { createProgress } from '../progress.ts';

export function operationsCommand(): Command {
  return new Command('operations')
    .description(
      'List, show, carry out, abort and continue operations: retries, replays, rebuilds, comparisons with the provider, imports of history and erasures.',
    )
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(doCommand())
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
    .description(
      'Show one operation: what was asked for, its progress, and its report. On a terminal, the progress is shown until it has finished.',
    )
    .argument('<id>', 'number of the operation, from `operations list`')
    .option('--no-follow', 'show it as it is now')
    .option('--json', 'print one JSON object, as it is now')
    .action((id: string, { json, follow }: { json?: true; follow: boolean }) =>
      withOperation(id, async (found, db) => {
        if (json) return printJson(shown(found));
        const isFollowed = follow && process.stderr.isTTY && !isFinished(found);
        print(isFollowed ? await followUntilEnd(found, db) : found);
      }),
    );
}

function print(operation: Operation): void {
  const { params, requestedBy, createdAt, startedAt, finishedAt, error, report, rehearsalId } = operation;
  console.log(describe(operation));
  console.log(`  asked for ${JSON.stringify(params)}`);
  if (rehearsalId !== null) console.log(`  rehearsed as ${rehearsalId}`);
  console.log(
    `  by ${requestedBy}, ${stamp(createdAt)}; begun ${stamp(startedAt)}, ended ${stamp(finishedAt)}`,
  );
  if (error !== null) console.log(`  error  ${error}`);
  console.log(`  report ${JSON.stringify(report)}`);
}

/** Shows the progress of an operation that a worker runs. */
function followUntilEnd(operation: Operation, db: Database): Promise<Operation> {
  const progress = createProgress(operation.kind, operation.total ?? 0);
  return followOperation(db, operation.id, { onProgress: ({ done }) => progress.update(done) }).finally(() =>
    progress.stop(),
  );
}

function doCommand(): Command {
  return new Command('do')
    .description(
      'Carry out a rehearsal: the same operation over the same set, run by a worker. The rehearsal must be done, younger than 15 minutes, and of this release. A rehearsal is carried out once.',
    )
    .argument('<id>', 'number of the rehearsal, from `operations list`')
    .option('--here', 'run it in this process, where no worker runs')
    .action((id: string, { here }: { here?: true }) =>
      withOperation(id, async ({ id: of }, db) => {
        const asked = await askForRehearsed(of);
        console.error(
          `operation ${asked.id}${asked.isNew ? '' : ' was asked for before'}: payspool operations abort ${asked.id} ends it`,
        );
        const operation = await findOperation(db, asked.id);
        if (!operation) throw new Error(`operation ${asked.id} is gone`);
        const accounts = configuredAccounts(commandEnv(), { requireCredentials: false });
        print(
          here && !isFinished(operation)
            ? await carryOn(operation, { db, accounts, describe: ({ done }) => `${done} done` })
            : await followUntilEnd(operation, db),
        );
      }),
    );
}

async function askForRehearsed(of: bigint): Promise<{ readonly id: bigint; readonly isNew: boolean }> {
  try {
    return await withReader((reader) =>
      requestRehearsed(reader, { of, requestedBy: 'cli', release: releaseOf(process.env) }),
    );
  } catch (error) {
    if (error instanceof OperationRefusedError) throw new UsageError(error.message);
    throw error;
  }
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

/** Without the cursor and the journal, which are of no use to others. */
const shown = (operation: Operation) => ({ ...operation, cursor: undefined, journal: undefined });

const stamp = (time: Date | null): string => time?.toISOString() ?? '-';
