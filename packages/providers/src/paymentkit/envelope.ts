import { isRecord, wordIn } from '@payspool/events';
import { z } from 'zod';
import { fromDate, UnusableEventError, type Mode, fromIsoText, fromUnixSeconds } from '../contract/index.ts';

/**
 * A delivered event (payment-types lib/event.d.ts), or the form that Blocklet Server gives it:
 * `{...event.data, $eventName, $sender}` (blocklet-server core/state/lib/blocklet/webhook/event-bus.js), in which `type` may
 * belong to another object.
 */
export const Envelope = z.looseObject({
  type: z.unknown().optional(),
  $eventName: z.unknown().optional(),
  data: z.unknown().optional(),
  created_at: z.unknown().optional(),
});
export type Envelope = z.output<typeof Envelope>;

/** @throws {UnusableEventError} if the body names no event */
export function eventType(body: Envelope): string {
  const type = nameOf(body);
  if (type) return type;
  throw new UnusableEventError('schema_violation', {
    path: 'type',
    message: 'expected the name of an event',
  });
}

/** Blocklet Server's name comes first, because the `type` beside it belongs to the data. */
export const nameOf = (body: Readonly<Record<string, unknown>>): string | undefined =>
  wordIn(body.$eventName) ?? wordIn(body.type);

/** The object of an event, and its path in the body. */
export interface Subject {
  readonly object: Readonly<Record<string, unknown>>;
  readonly path: readonly string[];
  readonly previous?: Readonly<Record<string, unknown>>;
}

/** In `data.object`; in bodies of Blocklet Server also in `object`, or in the body itself. */
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

/** Whether the body is an event with its own id, not only the data of one. */
export const isEvent = (body: Readonly<Record<string, unknown>>): boolean =>
  isRecord(body.data) && isRecord(body.data['object']);

/**
 * The event's `created_at`, else the signed time, else the object's own. Blocklet Server's bodies have no time of the event, and
 * each attempt is signed again. For them the object's last change comes first, because it is the same at every attempt.
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

/** `livemode` of the event, or of its object. If one of them says test, the money is not real. */
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

/** 10^11 seconds lie in the year 5138, as many milliseconds in 1973. */
const MILLISECONDS_FROM = 1e11;
const DIGITS = /^\d{1,16}$/;

/**
 * A time in the canonical format. PaymentKit writes Unix seconds for periods and ISO 8601 for its own columns
 * (payment-types lib/*.d.ts); milliseconds and digits in text are read too. `undefined` if it is not a time between 1970 and 9999.
 */
export function readTime(value: unknown): string | undefined {
  if (typeof value === 'number') {
    return value >= MILLISECONDS_FROM ? fromDate(new Date(value)) : fromUnixSeconds(value);
  }
  if (typeof value !== 'string') return undefined;
  return DIGITS.test(value) ? readTime(Number(value)) : fromIsoText(value);
}
