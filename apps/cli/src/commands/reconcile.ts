import type { Database } from '@payspool/db';
import {
  differencesIn,
  DRIFT_CLASSES,
  type Finding,
  type Operation,
  reconcile,
  type ReconcileReport,
  unitsOf,
} from '@payspool/operations';
import { type Accounts, findProvider } from '@payspool/providers';
import { Command } from 'commander';
import { anotherWord, sinceTime } from '../arguments.ts';
import { commandEnv, configuredAccounts, withDatabase } from '../configured.ts';
import { EXIT, UsageError } from '../failure.ts';
import { carryOut } from '../operations/carry-out.ts';
import { describePublished, printJson } from '../print.ts';

interface ReconcileFlags {
  readonly provider?: string;
  readonly account?: string;
  readonly since?: Date;
  readonly kind?: readonly string[];
  readonly order?: readonly string[];
  readonly apply?: true;
  readonly react?: true;
  readonly here?: true;
  readonly json?: true;
}

const DAYS = 7;
const DAY_MS = 86_400_000;

export function reconcileCommand(): Command {
  return new Command('reconcile')
    .description(
      "Compare our rows with what the providers' APIs show, and print what differs, in our own columns. It reads every object that was created since a time, and everything that is not final. What differs is read a second time before it is reported. Exit status 0: all was read and nothing differs. 3: something differs (0 with --apply, if all of it was recorded). 1: not everything could be read; it is named. Changes nothing without --apply.",
    )
    .option('--provider <slug>', 'only this provider')
    .option('--account <name>', 'only this account: `default`, or `default/acct_1` for a connected account')
    .option(
      '--since <time>',
      `objects created since then, ISO 8601, or 36h, or 30d (default: ${DAYS}d)`,
      sinceTime,
    )
    .option(
      '--kind <kinds...>',
      "only these of the provider's kinds of objects, such as payment_intent",
      anotherWord,
    )
    .option(
      '--order <refs...>',
      'only the purchases with these ids (of an order, payment, …), whether we know them or not',
      anotherWord,
    )
    .option('--apply', 'record what is missing or behind, so that our rows show it')
    .option(
      '--react',
      "with --apply: publish the changes now, so that reactions run; otherwise they wait for the purchase's next event",
    )
    .option('--here', 'run in this process, where no worker runs')
    .option('--json', 'print one JSON object')
    .action((flags: ReconcileFlags) => withDatabase((db) => run(db, flags)));
}

async function run(db: Database, { apply, react, here, json, ...flags }: ReconcileFlags): Promise<void> {
  if (react && !apply) throw new UsageError('--react requires --apply');
  const accounts = configuredAccounts(commandEnv(), { requireCredentials: false });
  const { provider, account, kind: kinds, order: orders } = flags;
  checkChoice(accounts, { provider, account, kinds });
  const since = flags.since ?? new Date(Date.now() - DAYS * DAY_MS);
  const operation = await carryOut(
    {
      kind: 'reconcile',
      params: { provider, account, since: since.toISOString(), kinds, orders, react: react === true },
      isRehearsal: !apply,
    },
    { db, accounts, here: here === true, describe: ({ done }) => `${done} objects read` },
  );
  finishReconcile(operation, { json: json === true, react: react === true });
}

/** @throws {UsageError} if nothing can be read of what was asked for */
export function checkChoice(
  accounts: Accounts,
  {
    provider,
    account,
    kinds,
  }: {
    readonly provider?: string | undefined;
    readonly account?: string | undefined;
    readonly kinds?: readonly string[] | undefined;
  },
): void {
  if (provider !== undefined && !findProvider(provider))
    throw new UsageError(`there is no provider ${provider}`);
  const { units, uncovered } = unitsOf(accounts, { provider, account });
  if (units.length === 0) {
    // Without a choice all providers would be named.
    const reasons = provider === undefined ? [] : uncovered.map(({ reason }) => reason);
    throw new UsageError(
      ...(reasons.length > 0
        ? reasons
        : ['no account has credentials for reading: see docs/how-to/reconcile.md']),
    );
  }
  const known = new Set(units.flatMap((unit) => findProvider(unit.provider)?.reads?.objects?.listed ?? []));
  const unknown = (kinds ?? []).filter((kind) => !known.has(kind));
  if (unknown.length > 0)
    throw new UsageError(
      `--kind: ${unknown.join(', ')} cannot be listed; the kinds are ${[...known].join(', ') || 'none'}`,
    );
}

/** Prints the result of a comparison, and sets the exit status. */
export function finishReconcile(
  { id, isRehearsal, report: stored }: Pick<Operation, 'id' | 'isRehearsal' | 'report'>,
  { json, react }: { readonly json: boolean; readonly react: boolean },
): void {
  const report = reconcile.report.parse(stored);
  if (json) printJson({ operation: id, isRehearsal, isComplete: report.unread.length === 0, ...report });
  else print(report, { isRehearsal, react });
  process.exitCode =
    report.unread.length > 0 ? EXIT.no : differencesIn(report) > 0 ? EXIT.differences : EXIT.good;
}

function print(
  report: ReconcileReport,
  { isRehearsal, react }: { readonly isRehearsal: boolean; readonly react: boolean },
): void {
  const { read, counts, applied, transitions, findings, unread, uncovered } = report;
  for (const finding of findings) printFinding(finding);
  const all = DRIFT_CLASSES.reduce((sum, name) => sum + counts[name], 0);
  if (all > findings.length) console.log(`… and ${all - findings.length} more in the table drift`);
  for (const { what, reason } of uncovered) console.error(`not compared: ${what}: ${reason}`);
  for (const { what, reason } of unread) console.error(`not read: ${what}: ${reason}`);
  const found = DRIFT_CLASSES.filter((name) => counts[name] > 0).map((name) => `${counts[name]} ${name}`);
  console.log(
    `${read} objects read: ${found.join(', ') || 'nothing differs'}${isRehearsal ? '' : `; ${applied} recorded`}${unread.length > 0 ? '; not everything could be read' : ''}`,
  );
  if (transitions > 0) console.log(describePublished(transitions, react));
}

function printFinding({ provider, account, kind, id, class: name, rows, remedy, applied }: Finding): void {
  console.log(`${provider}/${account} ${kind} ${id}: ${name}${applied ? ', recorded' : ''}`);
  for (const row of rows) console.log(`  ${describeFound(row)}`);
  if (!applied) console.log(`  ${remedy}`);
}

function describeFound({ table, key, kind, columns }: Finding['rows'][number]): string {
  const name = `${table} ${key}`;
  if (kind === 'unexpected') return `${name}: the provider does not show this row`;
  const values = columns.map(({ column, stored, derived }) =>
    kind === 'missing' ? `${column} ${derived}` : `${column} is ${stored}, the provider shows ${derived}`,
  );
  return kind === 'missing' ? `${name} is missing: ${values.join(', ')}` : `${name}: ${values.join('; ')}`;
}
