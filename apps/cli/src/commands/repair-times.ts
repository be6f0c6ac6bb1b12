import { type Database, defaultTimeZone } from '@payspool/db';
import { Command } from 'commander';
import { withDatabase } from '../database.ts';
import { EXIT } from '../exit-status.ts';
import { printJson } from '../print/json.ts';
import { repairEvents } from '../times/repair-events.ts';
import { repairOutbox } from '../times/repair-outbox.ts';
import type { Repaired } from '../times/repair-table.ts';
import { UsageError } from '../usage-error.ts';

interface RepairFlags {
  readonly zone?: string;
  readonly apply?: true;
  readonly json?: true;
}

export function repairTimesCommand(): Command {
  return new Command('repair-times')
    .description(
      'Find times in the event log and the outbox that were stored as if they were of a time zone other than UTC, as releases did that let the database choose it. Each event is judged by what it says itself. Exits 3 when any is left. Afterwards `rebuild --apply` derives the other tables again.',
    )
    .option(
      '--zone <name>',
      "the time zone that the database's sessions had when they were written, Asia/Kolkata; the one that they have by default now, without it",
    )
    .option('--apply', 'put them right, once no worker of the older release runs')
    .option('--json', 'print one JSON object')
    .action(({ zone, apply, json }: RepairFlags) =>
      withDatabase(async (db, url) => {
        const named = await zoneOf(db, zone ?? (await defaultTimeZone(url)));
        const options = { apply: apply === true };
        const outbox = await repairOutbox(db, named, options);
        const events = await repairEvents(db, named, options);
        if (json) printJson({ zone: named, applied: options.apply, events, outbox });
        else for (const line of describe(named, { events, outbox }, options)) console.log(line);
        const left = events.ofAnotherZone + (options.apply ? 0 : events.shifted + outbox.shifted) > 0;
        process.exitCode = left ? EXIT.differences : EXIT.good;
      }),
    );
}

/** As Postgres spells it. @throws {UsageError} */
async function zoneOf(db: Database, name: string): Promise<string> {
  const [known] = await db.$queryRaw<{ name: string }[]>`
    SELECT name FROM pg_timezone_names WHERE lower(name) = lower(${name})`;
  if (known) return known.name;
  throw new UsageError(
    `Postgres knows no time zone ${JSON.stringify(name)}: expected a name like Asia/Kolkata`,
  );
}

function describe(
  zone: string,
  { events, outbox }: { readonly events: Repaired; readonly outbox: Repaired },
  { apply }: { readonly apply: boolean },
): string[] {
  const line = (what: string, { rows, shifted }: Repaired) =>
    `${shifted} of ${rows} ${what} were stored as times of ${zone}${apply && shifted > 0 ? ', put right' : ''}`;
  const shifted = events.shifted + outbox.shifted;
  const unknown = events.unknown + outbox.unknown;
  return [
    line('events', events),
    line('transitions', outbox),
    ...(unknown > 0
      ? [
          `of ${unknown} nothing shows whether they were, neither themselves nor the rows around them: left as they are`,
        ]
      : []),
    ...(events.ofAnotherZone > 0
      ? [
          `${events.ofAnotherZone} events are off by what ${zone} does not come to: run it again with the --zone that the database had then`,
        ]
      : []),
    ...(shifted > 0 ? [apply ? 'now run `payspool rebuild --apply`' : 'add --apply to put them right'] : []),
  ];
}
