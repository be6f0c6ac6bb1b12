import { changeName } from './changes.ts';
import { compareEvents, isSameEvent, type RecordedEvent } from './history.ts';
import { factsBefore, type Late } from './late.ts';
import { noteUnsorted } from './history-lists.ts';
import { hasPrevious, type KnownState, orderInstant } from './instant.ts';
import { comparePlaces, createPlace, type Instant, type Place, subscriptionsIn } from './placed-history.ts';
import { countBefore } from './sorted.ts';

/** Where an event has to be inserted. */
export interface Spot {
  readonly instant: Instant;
  /** Its position among the events of its time. */
  readonly number: number;
  /** The index of the first event of its time in the history. */
  readonly at: number;
  /** All events of its time, in their new order. */
  readonly ordered: readonly RecordedEvent[];
  /** The position of the first event that is another one than before. */
  readonly first: number;
  /** Whether the other events keep their order. */
  readonly isKept: boolean;
}

/**
 * Finds where an event belongs. Returns `'known'` if the history has it, and `undefined` if it would be the first event
 * of all.
 */
export function spotOf({ history, view }: Late, recorded: RecordedEvent): Spot | 'known' | undefined {
  const { places } = history;
  const { occurredAt } = recorded.event;
  const at = countBefore(places, (place) => place.instant.occurredAt >= occurredAt);
  const found = places[at]?.instant;
  if (found?.occurredAt !== occurredAt) {
    const instant = { occurredAt, places: [] };
    return at === 0 ? undefined : { instant, number: 0, at, ordered: [recorded], first: 0, isKept: true };
  }
  const others = found.places.map((place) => place.recorded);
  if (others.some((other) => isSameEvent(other, recorded))) return 'known';
  const ordered = inOrder([...others, recorded], (ref) => factsBefore({ history, view }, ref, at));
  const first = ordered.findIndex((one, number) => one !== others[number]);
  if (at + first === 0) return undefined;
  const number = ordered.indexOf(recorded);
  const isKept = ordered.toSpliced(number, 1).every((one, nth) => one === others[nth]);
  return { instant: found, number, at, ordered, first, isKept };
}

/** Sorts the events of one time, given the state of each subscription before them. */
export function inOrder(events: readonly RecordedEvent[], known: KnownState): readonly RecordedEvent[] {
  const natural = events.toSorted(compareEvents);
  return natural.some(hasPrevious) ? orderInstant(natural, known) : natural;
}

/**
 * Inserts the event and updates the order of its instant. Returns `undefined` if other events would have to run again,
 * or if no step is left between its neighbours.
 */
export function insert(
  late: Late,
  recorded: RecordedEvent,
  { instant, number, at, ordered, isKept }: Spot,
): Place | undefined {
  const { places } = late.history;
  const own = Math.min(number, instant.places.length);
  const index = at + own;
  const [before, after] = [places[index - 1], places[index]];
  const step = before && after ? (before.step + after.step) / 2 : late.view.state.step + 1;
  // No number is left between the two steps. A fold of all events makes steps whole numbers again.
  if (before && after && !(before.step < step && step < after.step)) return undefined;
  const place = createPlace(recorded, { instant, number: own, changePlace: recorded.event.rank, step });
  instant.places.splice(own, 0, place);
  places.splice(index, 0, place);
  if (isKept) renumber(late, instant, place);
  else if (!reorder(late, instant, { ordered, added: place })) return undefined;
  return place;
}

/**
 * Changes the order of the events of an instant. Only events of one subscription may move, so that only this
 * subscription runs again. Returns whether that was possible.
 */
export function reorder(
  late: Late,
  instant: Instant,
  { ordered, added }: { readonly ordered: readonly RecordedEvent[]; readonly added?: Place },
): boolean {
  const { history } = late;
  const byEvent = new Map(instant.places.map((place) => [place.recorded, place]));
  const next = ordered.flatMap((recorded) => byEvent.get(recorded) ?? []);
  const at = history.places.findIndex((place) => place.instant === instant);
  const refs = new Set(
    next.flatMap((place, number) => (place === instant.places[number] ? [] : movedWith(place.recorded))),
  );
  const isKept = (isOf: (place: Place) => boolean) => {
    const was = instant.places.filter(isOf);
    return next.filter(isOf).every((place, number) => place === was[number]);
  };
  const [ref] = refs;
  const isOther = ({ recorded }: Place) =>
    !recorded.event.type.startsWith('subscription.') ||
    !subscriptionsIn(recorded.event).some((one) => one === ref);
  if (ref === undefined || !isKept(isOther)) return false;
  const around = { before: history.places[at - 1], after: history.places[at + next.length] };
  instant.places.splice(0, Infinity, ...next);
  history.places.splice(at, next.length, ...next);
  renumber(late, instant, added);
  history.ofSubscriptions.get(ref)?.sort(comparePlaces);
  for (const places of history.ofPeriods.get(ref)?.values() ?? []) places.sort(comparePlaces);
  for (const place of next)
    if (subscriptionsIn(place.recorded.event).includes(ref)) noteUnsorted(history, ref, place);
  return giveSteps(instant, isOther, around);
}

const movedWith = ({ event }: RecordedEvent): string[] =>
  event.type.startsWith('subscription.') ? subscriptionsIn(event) : [];

/** Updates `number` and `changePlace` of the events of an instant, and the `place` of their changes. */
function renumber(late: Late, { places }: Instant, added?: Place): void {
  const isByRank = places.every((place, number) => {
    const before = places[number - 1];
    return !before || compareEvents(before.recorded, place.recorded) < 0;
  });
  for (const [number, one] of places.entries()) {
    one.number = number;
    const changePlace = isByRank ? one.recorded.event.rank : number;
    if (one.changePlace === changePlace) continue;
    one.changePlace = changePlace;
    if (one !== added) moveChanges(late, one);
  }
}

/** Gives the events that moved steps between those of the others. Returns false if no number is left between two steps. */
function giveSteps(
  { places }: Instant,
  isFixed: (place: Place) => boolean,
  { before, after }: { readonly before: Place | undefined; readonly after: Place | undefined },
): boolean {
  let low = before?.step ?? 0;
  for (let at = 0; at < places.length; at += 1) {
    const place = places[at];
    if (!place) return false;
    if (isFixed(place)) {
      if (place.step <= low) return false;
      low = place.step;
      continue;
    }
    const high = (places.slice(at + 1).find(isFixed) ?? after)?.step ?? low + 2;
    place.step = (low + high) / 2;
    if (!(low < place.step && place.step < high)) return false;
    low = place.step;
  }
  return true;
}

/** Sets the `place` of an event's changes. */
function moveChanges(
  { saved, view, changes }: Late,
  { recorded: { eventKey, index }, changePlace }: Place,
): void {
  const subjects = [
    ...(view.links.orderRef === undefined ? [] : [{ kind: 'order' as const, ref: view.links.orderRef }]),
    ...view.links.subscriptionRefs.map((ref) => ({ kind: 'subscription' as const, ref })),
  ];
  for (const subject of subjects) {
    const name = changeName({ eventKey, eventIndex: index, ...subject });
    const change = saved.noted?.get(name);
    if (!change || change.place === changePlace) continue;
    const moved = { ...change, place: changePlace };
    saved.noted?.set(name, moved);
    changes.set(name, moved);
  }
}
