import type { SubscriptionEvent } from '@payspool/events';
import type { RecordedEvent } from './history.ts';

/** What is known of each subscription before a moment. */
export type KnownState = (subscriptionRef: string) => Readonly<Record<string, unknown>> | undefined;

/**
 * Orders the events of one moment by their causal hints: an event that says what it replaced comes when that is what
 * there is. Starts from the state before the moment; where several fit, or none does (a cycle, a lost event), the given
 * order decides, which is by rank and key.
 */
export function orderMoment(moment: readonly RecordedEvent[], before: KnownState): readonly RecordedEvent[] {
  if (!moment.some(({ event }) => hintOf(event))) return moment;
  const state = new Map<string, Record<string, unknown>>();
  const stateOf = (ref: string) => {
    const known = state.get(ref) ?? { ...before(ref) };
    state.set(ref, known);
    return known;
  };
  const rest = [...moment];
  const ordered: RecordedEvent[] = [];
  while (rest.length > 0) {
    const fitting = rest.findIndex((candidate) => fits(candidate, rest, stateOf));
    const [next] = rest.splice(Math.max(fitting, 0), 1);
    if (!next) break;
    ordered.push(next);
    if (isSubscription(next.event)) Object.assign(stateOf(next.event.subscriptionRef), defined(next.event));
  }
  return ordered;
}

function fits(
  candidate: RecordedEvent,
  rest: readonly RecordedEvent[],
  stateOf: (ref: string) => Record<string, unknown>,
): boolean {
  const event = candidate.event;
  const hint = hintOf(event);
  if (!hint || !isSubscription(event)) return true;
  const state = stateOf(event.subscriptionRef);
  return Object.entries(hint).every(([field, replaced]) =>
    state[field] === undefined
      ? !rest.some((other) => other !== candidate && leaves(other, event.subscriptionRef, field, replaced))
      : state[field] === replaced,
  );
}

/** Whether an event that is still to come makes the value that another one says it replaced. */
function leaves({ event }: RecordedEvent, subscriptionRef: string, field: string, value: unknown): boolean {
  return (
    isSubscription(event) &&
    event.subscriptionRef === subscriptionRef &&
    (event as Record<string, unknown>)[field] === value
  );
}

const isSubscription = (event: RecordedEvent['event']): event is SubscriptionEvent =>
  event.type.startsWith('subscription.');

const hintOf = (event: RecordedEvent['event']) =>
  isSubscription(event) && event.previous && Object.keys(event.previous).length > 0 ? event.previous : undefined;

const defined = (event: SubscriptionEvent) =>
  Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined));
