import type { Database } from '@payspool/db';
import { type FetchedEvent, type ProviderIo, readDelivery, UnusableEventError } from '@payspool/providers';
import type { DeliveryJob, DeliveryQueue } from '@payspool/queue';
import { knownKeys } from './known-keys.ts';
import type { SweepUnit } from './sweep-units.ts';

/**
 * What an event in the provider's list was: recorded, in the queue, or missed. `ignored` are those that are not recorded and mean nothing for
 * orders and subscriptions: most types of events, to which an endpoint need not subscribe.
 */
export const SWEPT = ['known', 'on_its_way', 'missed', 'ignored'] as const;
export type Swept = (typeof SWEPT)[number];

interface QueueMissedContext {
  readonly db: Pick<Database, '$queryRaw'>;
  readonly queue: Pick<DeliveryQueue, 'enqueue' | 'find'>;
  readonly io: Pick<ProviderIo, 'now'>;
}

/** Compares one page with what is recorded and queued, and queues the rest, the oldest first. */
export async function queueMissed(
  items: readonly FetchedEvent[],
  unit: SweepUnit,
  { db, queue, io }: QueueMissedContext,
): Promise<Record<Swept, number>> {
  const { account, merchant } = unit;
  const provider = account.provider.slug;
  const readings = new Map(items.map((event) => [event, readingOf(event, unit)]));
  const accounts = [...new Set([...readings.values()].map((reading) => reading.account))];
  const notKnown = async (events: readonly FetchedEvent[]) => {
    const eventKeys = events.map(({ eventKey }) => eventKey);
    const keys = await knownKeys(db, { provider, accounts, eventKeys });
    return events.filter(({ eventKey }) => !keys.has(eventKey));
  };
  const notRecorded = await notKnown(items);
  const unknown = notRecorded.filter((event) => !readings.get(event)?.isIgnored);
  const waiting = new Set<FetchedEvent>();
  const ended: FetchedEvent[] = [];
  await inGroups(unknown, async (event) => {
    const job = await queue.find({
      provider,
      account: account.name,
      eventKey: event.eventKey,
      kind: 'event',
    });
    if (job?.state === 'completed') ended.push(event);
    // A failed job has a row of its own, unless it could not even be recorded as failed.
    else if (job && job.state !== 'failed') waiting.add(event);
  });
  // A delivery that was completed meanwhile is recorded now, unless the database was restored from an older copy.
  const lost = new Set(await notKnown(ended));
  const missing = unknown.filter(
    (event) => !waiting.has(event) && (!ended.includes(event) || lost.has(event)),
  );
  let missed = 0;
  for (const event of missing.toSorted((one, other) => one.createdAt.getTime() - other.createdAt.getTime())) {
    const job = refetchedJob(event, { account, merchant, now: io.now() });
    if ((await queue.enqueue(job)) === 'accepted') missed += 1;
  }
  const ignored = notRecorded.length - unknown.length;
  const onItsWay = waiting.size + missing.length - missed;
  return { known: items.length - ignored - onItsWay - missed, on_its_way: onItsWay, missed, ignored };
}

/**
 * The account in which an event is recorded, that of the merchant whom it names or who was asked for, and whether it would be ignored. An
 * event that cannot be read is queued, so that it is recorded as failed and somebody looks at it.
 */
function readingOf(
  { body }: FetchedEvent,
  { account, merchant }: SweepUnit,
): { readonly account: string; readonly isIgnored: boolean } {
  const asked = merchant || undefined;
  try {
    const delivery = { body, headers: {}, merchant: asked };
    const reading = readDelivery({ source: 'refetched', ...delivery }, account);
    return { account: reading.account, isIgnored: reading.meaning.status === 'ignored' };
  } catch (error) {
    if (!(error instanceof UnusableEventError)) throw error;
    return { account: merchant ? `${account.name}/${merchant}` : account.name, isIgnored: false };
  }
}

/** The job of an event that was read from the provider's list. It has another deduplication id than its delivery. */
export const refetchedJob = (
  { eventKey, type, body }: FetchedEvent,
  {
    account: { provider, name, mode },
    merchant,
    now,
    isImported,
  }: SweepUnit & { readonly now: Date; readonly isImported?: true },
): DeliveryJob => ({
  kind: 'event',
  source: 'refetched',
  provider: provider.slug,
  account: name,
  mode,
  eventKey,
  ...(type === undefined ? {} : { type }),
  receivedAt: now,
  headers: {},
  body,
  ...(merchant ? { merchant } : {}),
  ...(isImported ? { isImported } : {}),
});

/** A group shares the connections of the queue. */
const AT_ONCE = 20;

async function inGroups<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  for (let from = 0; from < items.length; from += AT_ONCE)
    await Promise.all(items.slice(from, from + AT_ONCE).map(work));
}
