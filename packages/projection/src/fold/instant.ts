import { type SubscriptionEvent, SubscriptionState } from '@payspool/events';
import type { RecordedEvent } from './history.ts';

/** What is known of each subscription before an instant. */
export type KnownState = (subscriptionRef: string) => Readonly<Record<string, unknown>> | undefined;

/**
 * Orders the events of one instant by their previous values: an event that says what it replaced comes when that is what
 * there is. Starts from the state before the instant. Where several fit, the first that leaves everything else as it is:
 * a snapshot that changes more than it says was made later. Otherwise (a cycle, a lost event) the given order decides,
 * which is by rank and key.
 */
export function orderInstant(
  instant: readonly RecordedEvent[],
  before: KnownState,
): readonly RecordedEvent[] {
  if (!instant.some(({ event }) => previousOf(event))) return instant;
  const state = new Map<string, Record<string, unknown>>();
  const stateOf = (ref: string) => {
    const known = state.get(ref) ?? { ...before(ref) };
    state.set(ref, known);
    return known;
  };
  const rest = [...instant];
  const ordered: RecordedEvent[] = [];
  while (rest.length > 0) {
    const fitting = rest.filter((candidate) => fits(candidate, rest, stateOf));
    const next = fitting.find(({ event }) => changesOnlyWhatItSays(event, stateOf)) ?? fitting[0] ?? rest[0];
    if (!next) break;
    rest.splice(rest.indexOf(next), 1);
    ordered.push(next);
    if (isSubscription(next.event)) Object.assign(stateOf(next.event.subscriptionRef), defined(next.event));
  }
  return ordered;
}

type StateOf = (subscriptionRef: string) => Record<string, unknown>;

function fits(candidate: RecordedEvent, rest: readonly RecordedEvent[], stateOf: StateOf): boolean {
  const event = candidate.event;
  const previous = previousOf(event);
  if (!previous || !isSubscription(event)) return true;
  const state = stateOf(event.subscriptionRef);
  return Object.entries(previous).every(([field, replaced]) =>
    state[field] === undefined
      ? !rest.some((other) => other !== candidate && leaves(other, event.subscriptionRef, field, replaced))
      : isSame(state[field], replaced),
  );
}

/** Whether a snapshot agrees with what there is in all that it does not say it replaced. */
function changesOnlyWhatItSays(event: RecordedEvent['event'], stateOf: StateOf): boolean {
  const previous = previousOf(event);
  if (!previous || !isSubscription(event)) return true;
  const state = stateOf(event.subscriptionRef);
  return SNAPSHOT_FIELDS.every(
    (field) =>
      event[field] === undefined ||
      state[field] === undefined ||
      field in previous ||
      isSame(event[field], state[field]),
  );
}

/** Whether an event that is still to come makes the value that another one says it replaced. */
function leaves({ event }: RecordedEvent, subscriptionRef: string, field: string, value: unknown): boolean {
  return (
    isSubscription(event) &&
    event.subscriptionRef === subscriptionRef &&
    isSame((event as Record<string, unknown>)[field], value)
  );
}

/** Values of canonical events: words, numbers, times, or lists of items whose keys and order are always the same. */
const isSame = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));

const isSubscription = (event: RecordedEvent['event']): event is SubscriptionEvent =>
  event.type.startsWith('subscription.');

/** Whether an event says what it replaced. */
export const hasPrevious = ({ event }: RecordedEvent): boolean => previousOf(event) !== undefined;

const previousOf = (event: RecordedEvent['event']) =>
  isSubscription(event) && event.previous && Object.keys(event.previous).length > 0
    ? event.previous
    : undefined;

const defined = (event: SubscriptionEvent) =>
  Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined));

const SNAPSHOT_FIELDS = Object.keys(SubscriptionState.shape) as (keyof typeof SubscriptionState.shape)[];
