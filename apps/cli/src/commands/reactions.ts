import { type Command as CommanderCommand, Command, Option } from 'commander';
import { isTopic, topicNames } from '@payspool/events';
import {
  countRetryable,
  enableConsumer,
  findTransitions,
  type ReactionFilter,
  retryReactions,
} from '@payspool/reactions';
import { withDatabase } from '../database.ts';
import { EXIT } from '../exit-status.ts';
import { isoTime } from '../parse/iso-time.ts';
import { wholeNumber } from '../parse/whole-number.ts';
import { printJson } from '../print/json.ts';
import { describeReaction, describeTransition } from '../print/transition.ts';
import { UsageError } from '../usage-error.ts';

export function reactionsCommand(): Command {
  return new Command('reactions')
    .description('Look into what the business was told, and let reactions run again.')
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(retryCommand())
    .addCommand(enableCommand());
}

const STATUSES = ['waiting', 'ready', 'queued', 'succeeded', 'failed', 'skipped'];

const withFilter = (command: CommanderCommand): CommanderCommand =>
  command
    .option('--topic <topic>', 'of this topic, such as order.paid', topic)
    .option('--consumer <name>', 'of this consumer, such as fulfilment or forward:crm')
    .option('--order <ref>', 'about the purchase or subscription that this order, payment, … belongs to')
    .option('--since <time>', 'told since, ISO 8601', isoTime)
    .option('--until <time>', 'told before, ISO 8601', isoTime);

interface Flags extends Omit<ReactionFilter, 'ref' | 'id'> {
  readonly order?: string;
}
const filterOf = ({ order, ...filter }: Flags): ReactionFilter => ({ ...filter, ref: order });

function listCommand(): Command {
  return withFilter(new Command('list').description('Transitions and their reactions, newest first.'))
    .addOption(new Option('--status <status>', 'with a reaction that stands so').choices(STATUSES))
    .option('--limit <n>', 'at most so many', wholeNumber(1, 10_000), 50)
    .option('--json', 'print one JSON array')
    .action(({ limit, json, ...flags }: Flags & { limit: number; json?: true }) =>
      withDatabase(async (db) => {
        const found = await findTransitions(db, filterOf(flags), limit);
        if (json) return printJson(found);
        if (found.length === 0) console.error('no transition is like that');
        for (const transition of found) {
          const states = transition.reactions.map(({ consumer, status }) => `${consumer} ${status}`);
          console.log(`${describeTransition(transition)}  ${states.join(', ') || 'nobody is told'}`);
        }
      }),
    );
}

function showCommand(): Command {
  return new Command('show')
    .description('One transition: what was told, of what, and how each reaction stands.')
    .argument('<id>', 'its number, as `reactions list`, the board and the logs show it')
    .option('--json', 'print one JSON object')
    .action((id: string, { json }: { json?: true }) =>
      withDatabase(async (db) => {
        const [found] = await findTransitions(db, { id: transitionId(id) }, 1);
        if (!found) {
          console.error(`there is no transition ${id}`);
          process.exitCode = EXIT.no;
          return;
        }
        if (json) return printJson(found);
        console.log(describeTransition(found));
        console.log(`  because of ${found.eventKey || 'a replay'}, key ${found.idempotencyKey}`);
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
      'Let reactions run again that have failed or were skipped, in order, under the idempotency keys that they had. Workers pick them up at once.',
    ),
  )
    .argument('[id]', 'of this transition')
    .option('--again', 'those that succeeded too')
    .option('--all', 'of everything: needed where no other option chooses')
    .option('--dry-run', 'only count them')
    .option('--json', 'print one JSON object')
    .action((id: string | undefined, { again, all, dryRun, json, ...flags }: RetryFlags) =>
      withDatabase(async (db) => {
        const filter = { ...filterOf(flags), ...(id !== undefined && { id: transitionId(id) }) };
        if (!all && Object.values(filter).every((value) => value === undefined)) {
          throw new UsageError('choose reactions by an option, or say --all');
        }
        const which = { again: again ? 'all' : 'failed' } as const;
        const count = dryRun
          ? await countRetryable(db, filter, which)
          : await retryReactions(db, filter, which);
        if (json) return printJson({ reactions: count, dryRun: dryRun === true });
        console.log(`${count} reaction${count === 1 ? '' : 's'} ${dryRun ? 'would run' : 'will run'} again`);
      }),
    );
}

function enableCommand(): Command {
  return new Command('enable')
    .description(
      'Tell a consumer again that was disabled because it answered 410. What it missed: `reactions retry --consumer`.',
    )
    .argument('<consumer>', 'such as forward:crm')
    .action((consumer: string) =>
      withDatabase(async (db) => {
        const enabled = await enableConsumer(db, consumer);
        console.log(enabled ? `${consumer} is told again` : `${consumer} was not disabled`);
        if (!enabled) process.exitCode = EXIT.no;
      }),
    );
}

function topic(text: string): string {
  if (isTopic(text)) return text;
  throw new UsageError(`there is no topic ${text}; there are ${topicNames.join(', ')}`);
}

function transitionId(text: string): bigint {
  if (/^\d{1,18}$/.test(text)) return BigInt(text);
  throw new UsageError('expected the number of a transition');
}
