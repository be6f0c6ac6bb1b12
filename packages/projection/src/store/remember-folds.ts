import { noteStored } from '../publish/published-index.ts';
import { type AggregateInWork, survivorOf } from './aggregate-in-work.ts';
import type { EventOfSet } from './events-of-set.ts';
import type { FoldedComponent } from './fold-component.ts';
import type { MemoryLease } from './fold-memory.ts';
import type { Loaded } from './load-aggregates.ts';
import { nameOf } from './lock-references.ts';
import { nextRevision } from './rows-of-set.ts';
import { eventName } from './event-ctes.ts';

/**
 * Returns the aggregates of events that replace a row without effects. Such a row may be older than the last event that folds in memory
 * know.
 */
export const replacedIn = (
  events: readonly EventOfSet[],
  components: readonly FoldedComponent[],
  { statuses }: Loaded,
): AggregateInWork[] =>
  events.filter(({ place }) => statuses.has(place)).flatMap((event) => aggregateOf(event, components) ?? []);

const aggregateOf = (
  { record, references: [first] }: EventOfSet,
  components: readonly FoldedComponent[],
): AggregateInWork | undefined => {
  const name = first && nameOf(record, first);
  const found = name && components.map(({ aliases }) => aliases.get(name)).find((work) => work);
  return found ? survivorOf(found) : undefined;
};

/** Notes the folds to keep in memory after the commit. `recorded` has the ids of the recorded events by `eventName`. */
export function remember(
  lease: MemoryLease,
  components: readonly FoldedComponent[],
  recorded: ReadonlyMap<string, bigint>,
): void {
  for (const { aggregates } of components)
    for (const work of aggregates) {
      const {
        id,
        provider,
        account,
        isStored,
        saved,
        publishedIndex,
        history,
        fresh,
        mergedInto,
        sharesDispute,
      } = work;
      if (mergedInto || !saved || !history || sharesDispute) continue;
      // The history was read without the ids of its events, so the last event is not known.
      if (isStored && !work.last) continue;
      let last = work.last ?? { id: 0n, eventKey: '' };
      for (const { eventKey } of fresh) {
        const eventId = recorded.get(eventName({ provider, account, eventKey })) ?? 0n;
        if (eventId > last.id) last = { id: eventId, eventKey };
      }
      history.push(...fresh);
      if (publishedIndex) noteStored(publishedIndex);
      lease.keep({ id, revision: nextRevision(work), mark: work.mark, saved, publishedIndex, history, last });
    }
}
