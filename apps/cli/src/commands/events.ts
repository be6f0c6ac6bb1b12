import type { JobFacts } from '@payspool/queue';
import { type FoundTransition, transitionsOfEvent } from '@payspool/reactions';
import { Command } from 'commander';
import { withDatabase } from '../database.ts';
import { type EventJob, eventJob } from '../events/event-job.ts';
import type { EventFilter } from '../events/event-condition.ts';
import { findEvent, findEvents, type PartCounts } from '../events/find-events.ts';
import { describeChange } from '../events/timeline.ts';
import { EXIT } from '../exit-status.ts';
import { withEventFilter } from '../parse/event-filter.ts';
import { wholeNumber } from '../parse/whole-number.ts';
import { printJson } from '../print/json.ts';
import { describeReaction, describeTransition } from '../print/transition.ts';
import { eraseCommand } from './erase.ts';

type Fields = Readonly<Record<string, unknown>>;

export function eventsCommand(): Command {
  return new Command('events')
    .description('Look into the event log, and erase bodies from it.')
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(eraseCommand());
}

function listCommand(): Command {
  return withEventFilter(new Command('list').description('Events, newest first.'))
    .option('--limit <n>', 'at most so many', wholeNumber(1, 10_000), 50)
    .option('--json', 'print one JSON array')
    .action(({ limit, json, ...filter }: EventFilter & { limit: number; json?: true }) =>
      withDatabase(async (db) => {
        const events = await findEvents(db, filter, limit);
        if (json) return printJson(events);
        if (events.length === 0) console.error('no event is like that');
        for (const event of events) {
          const { occurredAt, status, provider, account, type, eventKey } = event;
          const owner = `${provider}/${account}`;
          console.log(
            [stamp(occurredAt), status.padEnd(7), owner, type, eventKey, remarkOn(event)].join('  '),
          );
        }
      }),
    );
}

/** Why it came to nothing, or what its parts came to. */
const remarkOn = (event: Awaited<ReturnType<typeof findEvents>>[number]): string =>
  event.partCounts ? describeParts(event.partCounts) : (event.error ?? '');

const describeParts = (counts: PartCounts): string =>
  Object.entries(counts)
    .map(([status, count]) => `${count} ${status}`)
    .join(', ');

function showCommand(): Command {
  return new Command('show')
    .description(
      'One event: what it meant, its parts and where its body is, what it changed, where its job stands, what was told because of it and how each reaction stands, what else happened to the same purchase or subscription.',
    )
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
        // A part has come with its delivery's job, and every event with that of the account that it was delivered to.
        const delivered = { ...event, eventKey: event.partOf ?? event.eventKey };
        const [job, transitions] = [await eventJob(delivered), await transitionsOfEvent(db, event)];
        if (options.json) printJson({ ...event, job, transitions });
        else print(event, { job, transitions });
      }),
    );
}

function print(
  event: NonNullable<Awaited<ReturnType<typeof findEvent>>>,
  { job, transitions }: { readonly job: EventJob; readonly transitions: readonly FoundTransition[] },
): void {
  console.log(`${event.provider}/${event.account}  ${event.type}  ${event.eventKey}`);
  console.log(`  ${event.status}${event.error ? `: ${event.error}` : ''}`);
  console.log(
    `  occurred ${stamp(event.occurredAt)}, received ${stamp(event.receivedAt)}, applied ${stamp(event.appliedAt)}`,
  );
  if (event.providerAccount !== null) console.log(`  of the provider's account ${event.providerAccount}`);
  if (event.partOf !== null) console.log(`  part of ${event.partOf}`);
  console.log(
    `  body    ${event.bodyOf === null ? 'expired, erased or never kept' : `in the row of ${event.bodyOf}`}`,
  );
  console.log(`  job     ${'unknown' in job ? job.unknown : describeJob(job)}`);
  for (const canonical of event.canonical as object[]) console.log(`  means   ${JSON.stringify(canonical)}`);
  for (const part of event.parts)
    console.log(
      `  part    ${part.status.padEnd(7)}  ${part.type}  ${part.eventKey}${part.error ? `: ${part.error}` : ''}`,
    );
  for (const { kind, ref, from, to } of event.changed) {
    console.log(`  changed ${kind} ${ref}: ${describeChange({ from: from as Fields, to: to as Fields })}`);
  }
  for (const transition of transitions) {
    console.log(`  told    ${describeTransition(transition)}`);
    for (const reaction of transition.reactions) console.log(`          ${describeReaction(reaction)}`);
  }
  for (const other of event.neighbours) {
    console.log(`  beside  ${stamp(other.occurredAt)}  ${other.status}  ${other.type}  ${other.eventKey}`);
  }
}

const describeJob = ({ jobId, state, attemptsMade, failedReason }: JobFacts): string =>
  `${jobId} ${state}, ${attemptsMade} attempt${attemptsMade === 1 ? '' : 's'}${failedReason ? `: ${failedReason}` : ''}`;

const stamp = (time: Date | null): string => time?.toISOString() ?? '-';
