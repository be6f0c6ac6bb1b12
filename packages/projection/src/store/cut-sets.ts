import { Prisma, sqlStateOf } from '@payspool/db';
import type { PlacedEvent } from './delivered.ts';
import { sharedDisputesIn } from './shared-disputes.ts';

/**
 * Cuts a set where one transaction cannot have all of it: two events under one key or one delivery id, of which the second must find
 * the first; and one about a dispute over several purchases, which stands alone.
 */
export function cutsOf(events: readonly PlacedEvent[]): PlacedEvent[][] {
  const cuts: PlacedEvent[][] = [];
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

const keysOf = ({ record: { provider, eventKey }, deliveredTo, binding }: PlacedEvent): string[] => [
  `event ${provider} ${deliveredTo} ${eventKey}`,
  ...(binding ? [`delivery ${provider} ${deliveredTo} ${binding.ref}`] : []),
];

/** Whether an error may be the database's, and so every event's: it is not about a value, nor one of our code. */
export function isOfEveryEvent(error: unknown): boolean {
  if (error instanceof Prisma.PrismaClientInitializationError) return true;
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false;
  const state = sqlStateOf(error);
  return state === undefined ? !VALUE_ERRORS.has(error.code) : !VALUE_CLASSES.has(state.slice(0, 2));
}

/** Prisma's codes for a value that is too long or out of range: https://www.prisma.io/docs/orm/reference/error-reference */
const VALUE_ERRORS: ReadonlySet<string> = new Set(['P2000', 'P2020']);
/** Data exception, integrity constraint, program limit: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const VALUE_CLASSES: ReadonlySet<string> = new Set(['22', '23', '54']);
