import type { EventFilter } from '@payspool/operations';
import type { JobFacts } from '@payspool/queue';
import { type FoundTransition, transitionsOfEvent } from '@payspool/reactions/ledger';
import { Command } from 'commander';
import { withDatabase } from '../configured.ts';
import { type EventJob, eventJob } from '../events/event-job.ts';
import { findEvent, findEvents, type PartCounts } from '../events/find-events.ts';
import { describeChange } from '../events/timeline.ts';
import { EXIT } from '../failure.ts';
import { wholeNumber, withEventFilter } from '../arguments.ts';
import { describeReaction, describeTransition, printJson } from '../print.ts';
import { eraseCommand } from './erase.ts';

export function eventsCommand(): Command {
  return new Command('events')
    .description('List and show recorded events, and erase their bodies.')
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(eraseCommand());
}

function listCommand(): Command {
  return withEventFilter(new Command('list').description('List events, newest first.'))
    .option('--limit <n>', 'maximum number of events', wholeNumber(1, 10_000), 50)
    .option('--json', 'print one JSON array')
    .action(({ limit, json, ...filter }: EventFilter & { limit: number; json?: true }) =>
      withDatabase(async (db) => {
        const events = await findEvents(db, filter, limit);
        if (json) return printJson(events);
        if (events.length === 0) console.error('no event matches');
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

/** Why the event had no effect, or the outcomes of its parts. */
const remarkOn = (event: Awaited<ReturnType<typeof findEvents>>[number]): string =>
  event.partCounts ? describeParts(event.partCounts) : (event.error ?? '');

const describeParts = (counts: PartCounts): string =>
  Object.entries(counts)
    .map(([status, count]) => `${count} ${status}`)
    .join(', ');

function showCommand(): Command {
  return new Command('show')
    .description(
      'Show one event: its meaning, its parts, its body, its changes, the state of its job, the transitions that it caused with the state of each reaction, and the other events of the same purchase or subscription.',
    )
    .argument('<event-key>', 'key of the event, from `events list` or the logs')
    .option('--provider <slug>', 'provider of the event, if several have this key')
    .option('--account <name>', 'account of the event')
    .option('--json', 'print one JSON object')
    .action((eventKey: string, options: EventFilter & { json?: true }) =>
      withDatabase(async (db) => {
        const event = await findEvent(db, eventKey, options);
        if (!event) {
          console.error(`event ${eventKey} not found`);
          process.exitCode = EXIT.no;
          return;
        }
        // The job of a part is that of its delivery. The job belongs to the account that received the delivery.
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
    `  body    ${event.bodyOf === null ? 'expired, erased or never stored' : `in the row of ${event.bodyOf}`}`,
  );
  console.log(`  job     ${'unknown' in job ? job.unknown : describeJob(job)}`);
  for (const canonical of event.canonical as object[]) console.log(`  means   ${JSON.stringify(canonical)}`);
  for (const part of event.parts)
    console.log(
      `  part    ${part.status.padEnd(7)}  ${part.type}  ${part.eventKey}${part.error ? `: ${part.error}` : ''}`,
    );
  for (const { kind, ref, ...change } of event.changed)
    console.log(`  changed ${kind} ${ref}: ${describeChange(change)}`);
  for (const transition of transitions) {
    console.log(`  sent    ${describeTransition(transition)}`);
    for (const reaction of transition.reactions) console.log(`          ${describeReaction(reaction)}`);
  }
  for (const other of event.neighbours) {
    console.log(`  beside  ${stamp(other.occurredAt)}  ${other.status}  ${other.type}  ${other.eventKey}`);
  }
}

const describeJob = ({ jobId, state, attemptsMade, failedReason }: JobFacts): string =>
  `${jobId} ${state}, ${attemptsMade} attempt${attemptsMade === 1 ? '' : 's'}${failedReason ? `: ${failedReason}` : ''}`;

const stamp = (time: Date | null): string => time?.toISOString() ?? '-';
