import type { DeliveryJob } from '@payspool/queue';
import { knownKeys } from '../reading/known-keys.ts';
import { isRecorded } from '../reading/observed-job.ts';
import { paceOf, type StepContext } from '../operations/operation-kind.ts';
import { rowsAccountOf, type Unit } from '../operations/units.ts';
import type { BackfillReport } from './backfill.ts';
import type { Item } from './lists.ts';
import type { QueuedJob } from './react-to-imported.ts';

export type ItemCounts = Pick<
  BackfillReport,
  'read' | 'queued' | 'known' | 'meaningless' | 'elsewhere' | 'unreadable'
>;

export const addCounts = (report: ItemCounts, counts: ItemCounts): ItemCounts => ({
  read: report.read + counts.read,
  queued: report.queued + counts.queued,
  known: report.known + counts.known,
  meaningless: report.meaningless + counts.meaningless,
  elsewhere: report.elsewhere + counts.elsewhere,
  unreadable: report.unreadable + counts.unreadable,
});

/**
 * A state that came about within this time may have a delivery on its way. That delivery is applied and published first, because the import
 * of such a state is delayed.
 */
const FRESH_MS = 3_600_000;

/** Jobs that are queued at the same time: they share the connections of the queue. */
const AT_ONCE = 20;

/** Queues what is not known of a page, and counts what it was. A rehearsal only counts. */
export async function queueItems(
  items: readonly Item[],
  {
    unit,
    isRehearsal,
    context,
  }: { readonly unit: Unit; readonly isRehearsal: boolean; readonly context: StepContext },
): Promise<{ readonly jobs: readonly QueuedJob[]; readonly counts: ItemCounts }> {
  const withJob = items.filter((item) => typeof item !== 'string');
  const known = await knownKeys(context.db, {
    provider: unit.provider,
    accounts: [
      ...new Set([unit.account, rowsAccountOf(unit), ...withJob.map(({ rowsAccount }) => rowsAccount)]),
    ],
    eventKeys: withJob.map(({ job }) => job.eventKey),
  });
  const unknown: typeof withJob = [];
  for (const item of withJob) {
    const { job, untimed, rowsAccount } = item;
    const isKnown =
      known.has(job.eventKey) ||
      (untimed && (await isRecorded(context.db, untimed, { job, events: untimed.events }, rowsAccount)));
    if (!isKnown) unknown.push(item);
  }
  const { importDelayMs } = paceOf(context);
  const freshSince = context.io.now().getTime() - FRESH_MS;
  const delayOf = ({ occurredAt }: (typeof withJob)[number]) =>
    occurredAt && occurredAt.getTime() >= freshSince ? { delayMs: importDelayMs } : {};
  const toQueue = isRehearsal ? [] : unknown;
  let queued = unknown.length - toQueue.length;
  for (let from = 0; from < toQueue.length; from += AT_ONCE) {
    const outcomes = await Promise.all(
      toQueue.slice(from, from + AT_ONCE).map((item) => context.queue.enqueue(item.job, delayOf(item))),
    );
    queued += outcomes.filter((outcome) => outcome === 'accepted').length;
  }
  return {
    jobs: toQueue.map(({ job }) => nameOfJob(job)),
    counts: {
      read: items.length,
      queued,
      known: withJob.length - queued,
      meaningless: items.filter((item) => item === 'meaningless').length,
      elsewhere: items.filter((item) => item === 'elsewhere').length,
      unreadable: unknown.filter(({ isUnreadable }) => isUnreadable).length,
    },
  };
}

const nameOfJob = ({ provider, account, eventKey, source }: DeliveryJob): QueuedJob => ({
  provider,
  account,
  eventKey,
  source: source ?? 'observed',
});
