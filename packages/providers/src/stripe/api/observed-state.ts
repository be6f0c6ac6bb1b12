import type { EventFacts } from '@payspool/events';
import { z } from 'zod';
import { fromUnixSeconds } from '../../contract/index.ts';
import type { handlers } from '../events/index.ts';

/**
 * A state that an object shows, as the event that stands for it. The object of an event and the object that the API returns have the same form
 * (docs.stripe.com/api/events/object), so the handler of the event reads it.
 */
export interface ObservedState {
  readonly type: keyof typeof handlers;
  /** When the object reached the state, `2026-01-31T12:00:00.000Z`. */
  readonly at: string;
  readonly object: unknown;
  /** The path of the object in the recorded observation: `answer.latest_charge.refunds.data.0`. */
  readonly path: string;
  /** Changes the facts that the handler read. */
  readonly adjust?: (facts: readonly EventFacts[]) => readonly EventFacts[];
}

/** The states that an object shows, the object's own first; or the reason why it shows none. */
export type Shown = readonly ObservedState[] | { readonly ignored: string };

/** The object to read, its path in the observation, and when the API was asked. */
export interface Seen {
  readonly object: unknown;
  readonly path: string;
  readonly askedAt: string;
}

/* Fields that decide which state is shown, and when. An invalid one counts as absent; the handler reports it. */

const absentIfInvalid = <Schema extends z.ZodType>(schema: Schema) => schema.nullish().catch(undefined);
export const Time = absentIfInvalid(z.number());
export const Text = absentIfInvalid(z.string());
export const Flag = absentIfInvalid(z.boolean());
export const Fields = <Shape extends z.ZodRawShape>(shape: Shape) => absentIfInvalid(z.looseObject(shape));
/** The included object; absent if there is only its id. */
export const Included = absentIfInvalid(z.looseObject({ status: z.string() }));
export const List = absentIfInvalid(z.looseObject({ data: z.array(z.unknown()) }));

/** The first of these times, in Unix seconds, that the object has; otherwise the time at which it was asked for. */
export const firstTime = (askedAt: string, ...seconds: readonly (number | null | undefined)[]): string =>
  seconds.flatMap((one) => fromUnixSeconds(one) ?? [])[0] ?? askedAt;

/** How long events and their deliveries can still state a time exactly: as long as Stripe keeps events. */
const EVENTS_MS = 30 * 86_400_000;

/**
 * For a state that began at `created` or later: the time at which it was seen. A delivery of the event that states it exactly counts before.
 * After 30 days no such delivery will come, and `created` is nearer to the truth than the time of reading.
 */
export function notBefore(created: number | null | undefined, askedAt: string): string {
  const time = fromUnixSeconds(created);
  return time !== undefined && Date.parse(askedAt) - Date.parse(time) >= EVENTS_MS ? time : askedAt;
}
