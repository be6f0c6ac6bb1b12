import { isRecord, wordIn } from '@payspool/events';
import { z } from 'zod';
import { fromDate, UnusableEventError, type Mode } from '../contract/index.ts';
import { readTime } from './event-time.ts';

/**
 * A delivered event (payment-types lib/event.d.ts), or what Blocklet Server makes of one:
 * `{...event.data, $eventName, $sender}` (blocklet-server core/state/lib/blocklet/webhook/event-bus.js), where `type` may be another thing's.
 */
export const Envelope = z.looseObject({
  type: z.unknown().optional(),
  $eventName: z.unknown().optional(),
  data: z.unknown().optional(),
  created_at: z.unknown().optional(),
});
export type Envelope = z.output<typeof Envelope>;

/** @throws {UnusableEventError} when the body names no event */
export function eventType(body: Envelope): string {
  const type = nameOf(body);
  if (type) return type;
  throw new UnusableEventError('schema_violation', {
    path: 'type',
    message: 'expected the name of an event',
  });
}

/** Blocklet Server's name first: the `type` beside it came with the data. */
export const nameOf = (body: Readonly<Record<string, unknown>>): string | undefined =>
  wordIn(body.$eventName) ?? wordIn(body.type);

/** The thing that an event is about, and where in the body it lies. */
export interface Subject {
  readonly object: Readonly<Record<string, unknown>>;
  readonly path: readonly string[];
  readonly previous?: Readonly<Record<string, unknown>>;
}

/** In `data.object`; of Blocklet Server's bodies also in `object`, or spread over the body itself. */
export function subjectOf(body: Readonly<Record<string, unknown>>): Subject | undefined {
  const data = isRecord(body.data) ? body.data : undefined;
  const relayed = wordIn(body.$eventName) !== undefined;
  const places: [unknown, string[], unknown][] = [
    [data?.object, ['data', 'object'], data?.previous_attributes],
  ];
  if (relayed) places.push([body.object, ['object'], body.previous_attributes], [body, [], undefined]);
  for (const [place, path, previous] of places) {
    if (isRecord(place)) return { object: place, path, previous: isRecord(previous) ? previous : undefined };
  }
  return undefined;
}

/** The body is an event with an identity of its own, not just the data of one. */
export const isEvent = (body: Readonly<Record<string, unknown>>): boolean =>
  isRecord(body.data) && isRecord(body.data['object']);

/**
 * The event's `created_at`, else the signed time, else the object's own. Blocklet Server's bodies have no time of the event,
 * and each attempt is signed anew: there the object's last change, which is the same on every attempt, goes before it.
 */
export function occurredAt(
  body: Envelope,
  subject: Subject | undefined,
  signedAt: Date | undefined,
): string | undefined {
  const changed = readTime(subject?.object.updated_at);
  return (
    (isEvent(body) ? readTime(body.created_at) : changed) ??
    fromDate(signedAt) ??
    changed ??
    readTime(subject?.object.created_at)
  );
}

/** `livemode` of the event, or of its object. Where one of them says test the money is not real. */
export function modeOf(
  body: Readonly<Record<string, unknown>>,
  subject: Subject | undefined,
): Mode | undefined {
  const said = [body.livemode, subject?.object.livemode].map((flag) => FLAGS.get(flag));
  return said.includes('test') ? 'test' : said.find((mode) => mode !== undefined);
}

const FLAGS: ReadonlyMap<unknown, Mode> = new Map<unknown, Mode>([
  [true, 'live'],
  ['true', 'live'],
  [false, 'test'],
  ['false', 'test'],
]);
