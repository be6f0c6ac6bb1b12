export { type BodyRequest, readBody } from './body.ts';
export type { ChangeOfEvent } from './changes-of-events.ts';
export { countEvents, type EventBar, type EventCounts } from './count-events.ts';
export { EVENT_LIST } from './event-list.ts';
export { type EventRow, isLate } from './event-row.ts';
export { type EventDetails, type EventName, eventsNamed, findEvent } from './find-event.ts';
export {
  type AmountOfEvent,
  type EventPage,
  type ListedEvent,
  listEvents,
  type Touched,
} from './list-events.ts';
export { matchesEvent, type TailedEvent } from './matches-event.ts';
export { meaningOf } from './meaning-of.ts';
export type { PublishedReaction, PublishedTransition } from './published-by.ts';
export { eventsWithIds, idsAfter, lastEventId, TAIL_OVERLAP } from './read-tail.ts';
