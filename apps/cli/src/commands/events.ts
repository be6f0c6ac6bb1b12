import { userInfo } from 'node:os';
import { EVENT_STATUSES } from '@payspool/events';
import { type EventDetails, eventsNamed, findEvent, listEvents, readBody } from '@payspool/inspect';
import { Command, Option } from 'commander';
import { wholeNumber } from '../arguments.ts';
import { withReader } from '../environment.ts';
import { detailLines, EVENT_HEADER, eventCells } from '../events/describe-event.ts';
import { filterHelp, filterOf, type ListOptions } from '../events/list-options.ts';
import { EXIT, UsageError } from '../failure.ts';
import { printJson } from '../print.ts';
import { tableLines } from '../table.ts';
import { eraseCommand } from './erase.ts';
import { retryCommand } from './retry-events.ts';

export function eventsCommand(): Command {
  return new Command('events')
    .description('List and show recorded events, retry failed ones, and erase their bodies.')
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(retryCommand())
    .addCommand(eraseCommand());
}

function listCommand(): Command {
  return new Command('list')
    .description(
      'List events, newest first. A filter is terms of the form key:value, joined by and: `events list "status:failed,ignored type:invoice.* -account:test received:24h"`. Without a time it lists those of the last seven days.',
    )
    .argument('[filter...]', 'terms, as in the dashboard')
    .option('--provider <slug>', 'events of this provider')
    .option(
      '--account <name>',
      'events of this account: `default`, or `default/acct_1` for a connected account',
    )
    .option('--type <type>', 'events of this type, as the provider names it')
    .addOption(new Option('--status <status>', 'events with this status').choices(EVENT_STATUSES))
    .option('--order <ref>', 'events of the purchase or subscription with this id (of an order, payment, …)')
    .option('--since <time>', 'received since: ISO 8601, or 36h, 7d, today')
    .option('--until <time>', 'received before, or on that day: as --since')
    .option('--text <text>', 'events whose body contains this text; reads every stored body')
    .option('--limit <n>', 'maximum number of events', wholeNumber(1, 10_000), 50)
    .option('--json', 'print one JSON array')
    .addHelpText('after', `\nKeys of a filter:\n${filterHelp()}`)
    .action((words: string[], { limit, json, ...options }: ListOptions & { limit: number; json?: true }) => {
      const filter = filterOf(words, options, new Date());
      return withReader(async (reader) => {
        const { rows, older } = await listEvents(reader, filter, { limit, isUnlimited: true });
        if (json) return printJson(rows);
        if (rows.length === 0) return console.error('no event matches');
        for (const line of tableLines(EVENT_HEADER, rows.map(eventCells))) console.log(line);
        if (older)
          console.error(`there are older ones: use --until ${older.at.toISOString()}, or a larger --limit`);
      });
    });
}

interface ShowOptions {
  readonly provider?: string;
  readonly account?: string;
  readonly body?: true;
  readonly masked?: true;
  readonly as?: string;
  readonly reason?: string;
  readonly json?: true;
}

function showCommand(): Command {
  return new Command('show')
    .description(
      'Show one event: its meaning, its parts, its changes, the transitions that it caused with the state of each reaction, its headers, the events of the same purchase around it, and the state of its job.',
    )
    .argument('<event-key>', 'key of the event, from `events list`, `find` or the logs')
    .option('--provider <slug>', 'provider of the event, if several have this key')
    .option('--account <name>', 'account of the event')
    .option(
      '--body',
      'print its body, byte for byte, and nothing else; the audit log gets a row that says who looked',
    )
    .option('--masked', 'with --body: as indented JSON, with [masked] in the place of personal values')
    .option('--as <name>', 'name in the audit log, instead of the user of the operating system')
    .option('--reason <text>', 'reason in the audit log', '')
    .option('--json', 'print one JSON object')
    .action((eventKey: string, options: ShowOptions) =>
      withReader(async (reader) => {
        const [event, ...others] = await eventsNamed(reader, { eventKey, ...options });
        const details = event && (await findEvent(reader, event));
        if (!details) {
          console.error(`event ${eventKey} not found; \`payspool find\` looks for other ids`);
          process.exitCode = EXIT.no;
          return;
        }
        if (others.length > 0) {
          const owners = [event, ...others].map(({ provider, account }) => `${provider}/${account}`);
          throw new UsageError(
            `several events have this key, add --provider and --account: ${owners.join(', ')}`,
          );
        }
        if (options.masked && !options.body) throw new UsageError('--masked needs --body');
        if (options.body) return printBody(details, options);
        if (!options.json) for (const line of detailLines(details)) console.log(line);
        // The queue is asked last, because its client takes long to load.
        const { describeJob, eventJob } = await import('../events/event-job.ts');
        const job = await eventJob({ ...details, eventKey: details.partOf ?? details.eventKey });
        if (options.json) printJson(asJson(details, job));
        else console.log(`  job     ${describeJob(job)}`);
      }),
    );

  async function printBody(
    { provider, account, eventKey, partOf }: EventDetails,
    { as, reason, masked }: ShowOptions,
  ): Promise<void> {
    const name = { provider, account, eventKey: partOf ?? eventKey };
    const body = await withReader(async (reader) => {
      const [delivery] = await eventsNamed(reader, name);
      const user = as ?? `cli:${userInfo().username}`;
      return delivery ? readBody(reader, { eventId: delivery.id, user, reason: reason ?? '' }) : null;
    });
    if (body) {
      const { maskBody } = await import('@payspool/providers/personal');
      process.stdout.write(masked ? `${maskBody(provider, body).text}\n` : body);
      return;
    }
    console.error('its body has expired, was erased, or was never stored');
    process.exitCode = EXIT.no;
  }
}

/** Changes with their values before and after by column. */
const asJson = ({ changes, beside, published, ...event }: EventDetails, job: unknown) => ({
  ...event,
  changed: changes.map(({ steps, ...change }) => ({
    ...change,
    from: Object.fromEntries(steps.map(({ column, from }) => [column, from])),
    to: Object.fromEntries(steps.map(({ column, to }) => [column, to])),
  })),
  job,
  transitions: published,
  neighbours: beside,
});
