import type { EventOfSet } from './events-of-set.ts';
import { sharedDisputesIn } from './shared-disputes.ts';

/**
 * Divides a set into the sets of successive transactions. Two events with the same key or delivery id need two transactions, because the
 * second must read what the first wrote. An event about a dispute over several purchases has a transaction of its own.
 */
export function cutsOf(events: readonly EventOfSet[]): EventOfSet[][] {
  const cuts: EventOfSet[][] = [];
  let keys = new Set<string>();
  let isAlone = false;
  for (const event of events) {
    const own = keysOf(event);
    const standsAlone = sharedDisputesIn(event.events).length > 0;
    if (cuts.length === 0 || isAlone || standsAlone || own.some((key) => keys.has(key))) {
      cuts.push([]);
      keys = new Set();
    }
    cuts.at(-1)?.push(event);
    for (const key of own) keys.add(key);
    isAlone = standsAlone;
  }
  return cuts;
}

const keysOf = ({ record: { provider, eventKey }, deliveredTo, binding }: EventOfSet): string[] => [
  `event ${provider} ${deliveredTo} ${eventKey}`,
  ...(binding ? [`delivery ${provider} ${deliveredTo} ${binding.ref}`] : []),
];
