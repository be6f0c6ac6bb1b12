import { type Database, defaultTimeZone } from '@payspool/db';
import { Command } from 'commander';
import { withDatabase } from '../configured.ts';
import { EXIT, UsageError } from '../failure.ts';
import { printJson } from '../print.ts';
import { repairEvents, repairOutbox } from '../times/repair-rows.ts';
import type { Repaired } from '../times/repair-table.ts';

interface RepairFlags {
  readonly zone?: string;
  readonly apply?: true;
  readonly json?: true;
}

export function repairTimesCommand(): Command {
  return new Command('repair-times')
    .description(
      'Find times in the event log and the outbox that were stored in a time zone other than UTC by an older release, which used the zone of the database. Each event is compared with the times in its own content. Exit status 3 if any are left. Run `rebuild --apply` afterwards to repair the other tables.',
    )
    .option(
      '--zone <name>',
      "time zone of the database's sessions when the times were written, such as Asia/Kolkata (default: their present time zone)",
    )
    .option('--apply', 'repair the times; first stop all workers of the older release')
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

/** The name as Postgres spells it. @throws {UsageError} */
async function zoneOf(db: Database, name: string): Promise<string> {
  const [known] = await db.$queryRaw<{ name: string }[]>`
    SELECT name FROM pg_timezone_names WHERE lower(name) = lower(${name})`;
  if (known) return known.name;
  throw new UsageError(
    `Postgres does not know the time zone ${JSON.stringify(name)}: expected a name like Asia/Kolkata`,
  );
}

function describe(
  zone: string,
  { events, outbox }: { readonly events: Repaired; readonly outbox: Repaired },
  { apply }: { readonly apply: boolean },
): string[] {
  const line = (what: string, { rows, shifted }: Repaired) =>
    `${shifted} of ${rows} ${what} were stored as times of ${zone}${apply && shifted > 0 ? ', repaired' : ''}`;
  const shifted = events.shifted + outbox.shifted;
  const unknown = events.unknown + outbox.unknown;
  return [
    line('events', events),
    line('transitions', outbox),
    ...(unknown > 0
      ? [
          `${unknown} rows are undecided: neither they nor the rows around them show whether they were; they were not changed`,
        ]
      : []),
    ...(events.ofAnotherZone > 0
      ? [
          `${events.ofAnotherZone} events differ by another offset than that of ${zone}: run this command again with --zone and the time zone that the database had then`,
        ]
      : []),
    ...(shifted > 0 ? [apply ? 'now run `payspool rebuild --apply`' : 'add --apply to repair them'] : []),
  ];
}
