import { openDatabase, type Database } from '@payspool/db';
import { fields, readConfig } from '@payspool/runtime';
import { Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { type EventFilter, findEvent, findEvents } from '../events/find-events.ts';
import { describeChange } from '../events/timeline.ts';
import { EXIT } from '../exit-status.ts';
import { printJson } from '../print/json.ts';

type Fields = Readonly<Record<string, unknown>>;

const EventsConfig = z.object({ databaseUrl: fields.databaseUrl });

export function eventsCommand(): Command {
  return new Command('events')
    .description('Look into the event log.')
    .addCommand(listCommand())
    .addCommand(showCommand());
}

function listCommand(): Command {
  return new Command('list')
    .description('Events, newest first.')
    .option('--provider <slug>', 'of this provider')
    .option('--account <name>', 'of this account')
    .option('--type <type>', "of this type, the provider's own word")
    .addOption(new Option('--status <status>', 'with this outcome').choices(['applied', 'ignored', 'failed']))
    .option('--ref <ref>', 'of the purchase or subscription that this order, payment, … belongs to')
    .option('--since <time>', 'received since, ISO 8601', parseTime)
    .option('--limit <n>', 'at most', Number, 50)
    .option('--json', 'print one JSON array')
    .action((options: EventFilter & { limit: number; json?: true }) =>
      withDatabase(async (db) => {
        const events = await findEvents(db, options, options.limit);
        if (options.json) return printJson(events);
        for (const event of events) {
          console.log([stamp(event.occurredAt), event.status.padEnd(7), `${event.provider}/${event.account}`, event.type, event.eventKey, event.error ?? ''].join('  '));
        }
      }),
    );
}

function showCommand(): Command {
  return new Command('show')
    .description('One event: what it meant, what it changed, what else happened to the same purchase or subscription.')
    .argument('<event-key>', 'its key, as `events list` and the logs show it')
    .option('--provider <slug>', 'of this provider, where several share the key')
    .option('--account <name>', 'of this account')
    .option('--json', 'print one JSON object')
    .action((eventKey: string, options: EventFilter & { json?: true }) =>
      withDatabase(async (db) => {
        const event = await findEvent(db, eventKey, options);
        if (!event) {
          console.error(`there is no event ${eventKey}`);
          process.exitCode = EXIT.no;
          return;
        }
        if (options.json) printJson(event);
        else print(event);
      }),
    );
}

function print(event: NonNullable<Awaited<ReturnType<typeof findEvent>>>): void {
  console.log(`${event.provider}/${event.account}  ${event.type}  ${event.eventKey}`);
  console.log(`  ${event.status}${event.error ? `: ${event.error}` : ''}`);
  console.log(`  occurred ${stamp(event.occurredAt)}, received ${stamp(event.receivedAt)}, applied ${stamp(event.appliedAt)}`);
  for (const canonical of event.canonical as object[]) console.log(`  means   ${JSON.stringify(canonical)}`);
  for (const { kind, ref, from, to } of event.changed) {
    console.log(`  changed ${kind} ${ref}: ${describeChange({ from: from as Fields, to: to as Fields })}`);
  }
  for (const other of event.neighbours) {
    console.log(`  beside  ${stamp(other.occurredAt)}  ${other.status}  ${other.type}  ${other.eventKey}`);
  }
}

async function withDatabase(work: (db: Database) => Promise<void>): Promise<void> {
  const { databaseUrl } = readConfig(EventsConfig, process.env);
  const database = openDatabase({ url: databaseUrl, poolSize: 2, applicationName: 'payspool-cli' });
  try {
    await work(database.prisma);
  } finally {
    await database.close();
  }
}

const stamp = (time: Date | null): string => time?.toISOString() ?? '-';

function parseTime(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new InvalidArgumentError('Expected a time like 2026-01-31T12:00:00Z.');
  return time;
}
