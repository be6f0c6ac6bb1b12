import { changeName } from './changes.ts';
import { compareEvents, isSameEvent, type RecordedEvent } from './history.ts';
import { factsBefore, type Late } from './late.ts';
import { hasPrevious, type KnownState, orderInstant } from './instant.ts';
import { comparePlaces, createPlace, type Instant, type Place, subscriptionsIn } from './placed-history.ts';
import { countBefore } from './sorted.ts';

/** Where an event stands. */
export interface Spot {
  readonly instant: Instant;
  /** Its number among the events of its time. */
  readonly number: number;
  /** The place of the first event of its time, among all. */
  readonly at: number;
  /** All events of its time, in their order. */
  readonly ordered: readonly RecordedEvent[];
  /** The number of the first one that stands elsewhere than before. */
  readonly first: number;
  /** Whether the others stand in the order in which they stood. */
  readonly isKept: boolean;
}

/** `undefined`: it would be the first event of all. */
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

/** Events of one time in their order, given what is known of each subscription before them. */
export function inOrder(events: readonly RecordedEvent[], known: KnownState): readonly RecordedEvent[] {
  const natural = events.toSorted(compareEvents);
  return natural.some(hasPrevious) ? orderInstant(natural, known) : natural;
}

/** Puts the event into its place, and gives those of its time theirs. `undefined`: others would have to run again. */
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
  // Halved too often: whole numbers come back when everything is folded.
  if (before && after && !(before.step < step && step < after.step)) return undefined;
  const place = createPlace(recorded, { instant, number: own, changePlace: recorded.event.rank, step });
  instant.places.splice(own, 0, place);
  places.splice(index, 0, place);
  if (isKept) renumber(late, instant, place);
  else if (!reorder(late, instant, { ordered, added: place })) return undefined;
  return place;
}

/**
 * Gives the events of an instant another order, where only events of one subscription change places: what runs again then is that subscription.
 * Returns whether it could.
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
  return giveSteps(instant, isOther, around);
}

const movedWith = ({ event }: RecordedEvent): string[] =>
  event.type.startsWith('subscription.') ? subscriptionsIn(event) : [];

/** Gives the events of an instant their numbers, and their changes the places that follow from these. */
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

/** Gives those that changed places steps between those of the others. Returns whether there are any between. */
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

/** Gives the changes of an event its place. */
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
