import { type Command as CommanderCommand, Command, Option } from 'commander';
import { isTopic, topicNames } from '@payspool/events';
import { findTransitions, type ReactionFilter } from '@payspool/reactions/ledger';
import { reactionTypes } from '@payspool/reactions/own';
import { react } from '@payspool/operations';
import { withDatabase } from '../configured.ts';
import { EXIT, UsageError } from '../failure.ts';
import { isoTime, wholeNumber } from '../arguments.ts';
import { runNew } from '../operations/run-here.ts';
import { describeReaction, describeTransition, printJson } from '../print.ts';

export function reactionsCommand(): Command {
  return new Command('reactions')
    .description('List and show published transitions and their reactions, and retry or skip reactions.')
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(retryCommand())
    .addCommand(skipCommand())
    .addCommand(disableCommand())
    .addCommand(enableCommand())
    .addCommand(typesCommand());
}

const STATUSES = ['waiting', 'ready', 'queued', 'succeeded', 'failed', 'skipped'];

const withFilter = (command: CommanderCommand): CommanderCommand =>
  command
    .option('--topic <topic>', 'transitions of this topic, such as order.paid', topic)
    .option('--consumer <name>', 'reactions of this consumer, such as fulfilment or forward:crm')
    .option(
      '--order <ref>',
      'transitions of the purchase or subscription with this id (of an order, payment, …)',
    )
    .option('--since <time>', 'published at or after this time (ISO 8601)', isoTime)
    .option('--until <time>', 'published before this time (ISO 8601)', isoTime);

interface Flags extends Omit<ReactionFilter, 'ref' | 'id'> {
  readonly order?: string;
}
const filterOf = ({ order, ...filter }: Flags): ReactionFilter => ({ ...filter, ref: order });

function listCommand(): Command {
  return withFilter(new Command('list').description('List transitions and their reactions, newest first.'))
    .addOption(
      new Option('--status <status>', 'transitions with a reaction in this status').choices(STATUSES),
    )
    .option('--limit <n>', 'maximum number of transitions', wholeNumber(1, 10_000), 50)
    .option('--json', 'print one JSON array')
    .action(({ limit, json, ...flags }: Flags & { limit: number; json?: true }) =>
      withDatabase(async (db) => {
        const found = await findTransitions(db, filterOf(flags), limit);
        if (json) return printJson(found);
        if (found.length === 0) console.error('no transition matches');
        for (const transition of found) {
          const states = transition.reactions.map(({ consumer, status }) => `${consumer} ${status}`);
          console.log(`${describeTransition(transition)}  ${states.join(', ') || 'no consumer'}`);
        }
      }),
    );
}

function showCommand(): Command {
  return new Command('show')
    .description('Show one transition: its payload, its subject, and the state of each reaction.')
    .argument('<id>', 'number of the transition, from `reactions list`, the dashboard or the logs')
    .option('--json', 'print one JSON object')
    .action((id: string, { json }: { json?: true }) =>
      withDatabase(async (db) => {
        const [found] = await findTransitions(db, { id: transitionId(id) }, 1);
        if (!found) {
          console.error(`transition ${id} not found`);
          process.exitCode = EXIT.no;
          return;
        }
        if (json) return printJson(found);
        console.log(describeTransition(found));
        console.log(`  caused by ${found.eventKey || 'a replay'}, key ${found.idempotencyKey}`);
        console.log(`  ${JSON.stringify(found.payload)}`);
        for (const reaction of found.reactions) console.log(`  ${describeReaction(reaction)}`);
      }),
    );
}

interface RetryFlags extends Flags {
  readonly again?: true;
  readonly all?: true;
  readonly dryRun?: true;
  readonly json?: true;
}

function retryCommand(): Command {
  return withFilter(
    new Command('retry').description(
      'Retry failed and skipped reactions, in order and with the same idempotency keys. Workers start them at once.',
    ),
  )
    .argument('[id]', 'only of this transition')
    .option('--again', 'also retry reactions that succeeded')
    .option('--all', 'all reactions; required if no other option selects them')
    .option('--dry-run', 'only count the reactions')
    .option('--json', 'print one JSON object')
    .action((id: string | undefined, { again, ...flags }: RetryFlags) =>
      change(id, flags, { params: { action: 'retry', again: again === true }, verb: 'run again' }),
    );
}

function skipCommand(): Command {
  return withFilter(
    new Command('skip').description(
      'End reactions that failed or wait for an attempt as skipped, so that the next ones of the same purchase run. One that runs now is not touched.',
    ),
  )
    .argument('[id]', 'only of this transition')
    .requiredOption('--reason <text>', 'recorded with each reaction')
    .option('--all', 'all reactions; required if no other option selects them')
    .option('--dry-run', 'only count the reactions')
    .option('--json', 'print one JSON object')
    .action((id: string | undefined, { reason, ...flags }: RetryFlags & { readonly reason: string }) =>
      change(id, flags, { params: { action: 'skip', reason }, verb: 'be skipped' }),
    );
}

interface Change {
  readonly params: { readonly action: string; readonly again?: boolean; readonly reason?: string };
  /** `run again` */
  readonly verb: string;
}

/** Changes the reactions that the options select, as an operation. */
function change(
  id: string | undefined,
  { all, dryRun, json, ...flags }: Omit<RetryFlags, 'again'>,
  { params, verb }: Change,
): Promise<void> {
  const { since, until, ...rest } = filterOf(flags);
  const filter = {
    ...rest,
    since: since?.toISOString(),
    until: until?.toISOString(),
    id: id === undefined ? undefined : transitionId(id).toString(),
  };
  if (!all && Object.values(filter).every((value) => value === undefined))
    throw new UsageError('select reactions with an option, or give --all');
  return withDatabase(async (db) => {
    const { report } = await runNew(
      { kind: 'react', params: { filter, ...params }, isRehearsal: dryRun === true },
      { db },
    );
    const { changed } = react.report.parse(report);
    if (json) return printJson({ reactions: changed, dryRun: dryRun === true });
    console.log(`${changed} reaction${changed === 1 ? '' : 's'} ${dryRun ? 'would' : 'will'} ${verb}`);
  });
}

function disableCommand(): Command {
  return new Command('disable')
    .description(
      'Disable a consumer: its reactions are recorded as skipped, also those that wait. `reactions enable` enables it again.',
    )
    .argument('<consumer>', 'name of the consumer, such as forward:crm or ship-order')
    .option('--reason <text>', 'recorded with the consumer and with each skipped reaction', 'by an operator')
    .action(async (consumer: string, { reason }: { reason: string }) => {
      await changeConsumer(consumer, { action: 'disable', reason });
      console.log(`${consumer} is disabled`);
    });
}

/** @returns whether that changed anything */
const changeConsumer = (
  consumer: string,
  params: { readonly action: 'enable' | 'disable'; readonly reason?: string },
): Promise<boolean> =>
  withDatabase(async (db) => {
    const { report } = await runNew(
      { kind: 'react', params: { filter: { consumer }, ...params }, isRehearsal: false },
      { db },
    );
    return react.report.parse(report).changed > 0;
  });

function typesCommand(): Command {
  return new Command('types')
    .description('Print the types of `@payspool/reactions`, for a project of own reactions.')
    .action(() => void process.stdout.write(reactionTypes()));
}

function enableCommand(): Command {
  return new Command('enable')
    .description(
      'Enable a consumer that is disabled. Run `reactions retry --consumer` to send what it missed.',
    )
    .argument('<consumer>', 'name of the consumer, such as forward:crm')
    .action(async (consumer: string) => {
      const enabled = await changeConsumer(consumer, { action: 'enable' });
      console.log(enabled ? `${consumer} is enabled` : `${consumer} was not disabled`);
      if (!enabled) process.exitCode = EXIT.no;
    });
}

function topic(text: string): string {
  if (isTopic(text)) return text;
  throw new UsageError(`unknown topic ${text}; the topics are ${topicNames.join(', ')}`);
}

function transitionId(text: string): bigint {
  if (/^\d{1,18}$/.test(text)) return BigInt(text);
  throw new UsageError('expected the number of a transition');
}
