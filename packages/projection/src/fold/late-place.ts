import { changeName } from './changes.ts';
import { compareEvents, isSameEvent, type RecordedEvent } from './history.ts';
import { factsBefore, type Late } from './late.ts';
import { hasHint, orderMoment } from './moment.ts';
import { createPlace, type Moment, type Place } from './placed-history.ts';
import { countBefore } from './sorted.ts';

/** Where an event stands. `undefined`: it would be the first one, or others of its time would have to change places. */
interface Spot {
  readonly moment: Moment;
  readonly number: number;
  /** Of the first event of its time. */
  readonly at: number;
  /** Whether rank and key order the events of its time. */
  readonly isByRank: boolean;
}

export function spotOf({ history, view }: Late, recorded: RecordedEvent): Spot | 'known' | undefined {
  const { places } = history;
  const { occurredAt } = recorded.event;
  const at = countBefore(places, (place) => place.moment.occurredAt >= occurredAt);
  const found = places[at]?.moment;
  if (found?.occurredAt !== occurredAt) {
    const moment = { occurredAt, places: [] };
    return at === 0 ? undefined : { moment, number: 0, at, isByRank: true };
  }
  const others = found.places.map((place) => place.recorded);
  if (others.some((other) => isSameEvent(other, recorded))) return 'known';
  const natural = [...others, recorded].toSorted(compareEvents);
  const ordered = natural.some(hasHint)
    ? orderMoment(natural, (ref) => factsBefore({ history, view }, ref, at))
    : natural;
  const number = ordered.indexOf(recorded);
  const isKept = ordered.toSpliced(number, 1).every((other, place) => other === others[place]);
  if (!isKept || at + number === 0) return undefined;
  return { moment: found, number, at, isByRank: ordered.every((one, place) => one === natural[place]) };
}

/** Puts the event into its place, and gives those of its time their places. */
export function insert(
  late: Late,
  recorded: RecordedEvent,
  { moment, number, at, isByRank }: Spot,
): Place | undefined {
  const { places } = late.history;
  const index = at + number;
  const [before, after] = [places[index - 1], places[index]];
  const step = before && after ? (before.step + after.step) / 2 : late.view.state.step + 1;
  // Halved too often: whole numbers come back when everything is folded.
  if (before && after && !(before.step < step && step < after.step)) return undefined;
  const place = createPlace(recorded, { moment, number, place: 0, step });
  moment.places.splice(number, 0, place);
  places.splice(index, 0, place);
  for (let next = number + 1; next < moment.places.length; next += 1) {
    const other = moment.places[next];
    if (other) other.number = next;
  }
  place.place = isByRank ? recorded.event.rank : number;
  const isAsBefore = moment.places.every(
    (other, own) => other === place || other.place === (isByRank ? other.recorded.event.rank : own),
  );
  if (!isAsBefore)
    for (const [own, other] of moment.places.entries()) {
      other.place = isByRank ? other.recorded.event.rank : own;
      if (other !== place) moveChanges(late, other);
    }
  return place;
}

/** Gives the changes of an event its place. */
function moveChanges({ saved, view, changes }: Late, { recorded: { eventKey, index }, place }: Place): void {
  const subjects = [
    ...(view.ties.orderRef === undefined ? [] : [{ kind: 'order' as const, ref: view.ties.orderRef }]),
    ...view.ties.subscriptionRefs.map((ref) => ({ kind: 'subscription' as const, ref })),
  ];
  for (const subject of subjects) {
    const name = changeName({ ...subject, eventKey, eventIndex: index });
    const change = saved.noted?.get(name);
    if (!change || change.place === place) continue;
    const moved = { ...change, place };
    saved.noted?.set(name, moved);
    changes.set(name, moved);
  }
}
