import { type SubscriptionEvent, SubscriptionState } from '@payspool/events';
import type { RecordedEvent } from './history.ts';

/** Returns the state of a subscription before an instant. */
export type KnownState = (subscriptionRef: string) => Readonly<Record<string, unknown>> | undefined;

/**
 * Orders the events of one instant by their previous values, starting from the state before the instant. The next event
 * is one whose previous values match the state. If several match, the first that changes no other field is next, because
 * a snapshot with further changes was made later. If none matches (a cycle, a missing event), the given order decides:
 * rank and key.
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

/** Whether a snapshot matches the state in all fields except those that it says it replaced. */
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

/** Whether an event sets the field to the value that another event says it replaced. */
function leaves({ event }: RecordedEvent, subscriptionRef: string, field: string, value: unknown): boolean {
  return (
    isSubscription(event) &&
    event.subscriptionRef === subscriptionRef &&
    isSame((event as Record<string, unknown>)[field], value)
  );
}

/** Compares values of canonical events: strings, numbers, or lists of items whose keys always have the same order. */
const isSame = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));

const isSubscription = (event: RecordedEvent['event']): event is SubscriptionEvent =>
  event.type.startsWith('subscription.');

/** Whether an event has previous values. */
export const hasPrevious = ({ event }: RecordedEvent): boolean => previousOf(event) !== undefined;

const previousOf = (event: RecordedEvent['event']) =>
  isSubscription(event) && event.previous && Object.keys(event.previous).length > 0
    ? event.previous
    : undefined;

const defined = (event: SubscriptionEvent) =>
  Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined));

const SNAPSHOT_FIELDS = Object.keys(SubscriptionState.shape) as (keyof typeof SubscriptionState.shape)[];
