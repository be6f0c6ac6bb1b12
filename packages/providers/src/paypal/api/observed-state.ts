import type { EventFacts } from '@payspool/events';
import { z } from 'zod';
import { fromIsoText } from '../../contract/timestamps.ts';
import type { handlers } from '../events/index.ts';

/** The type of a PayPal event that is handled. */
export type EventType = keyof typeof handlers;

/** An object of the API before it is read: its own id, and when the API was asked. */
export interface ObservedObject {
  readonly answer: unknown;
  /** By PayPal's clock. */
  readonly askedAt: string;
}

/** What the state of an object stands for: the event that would have reported it. Or the reason why it stands for none. */
export type ObservedState =
  | {
      readonly type: EventType;
      /** The time of this state, by the object; otherwise when the API was asked. */
      readonly occurredAt: string;
      /** Changes a fact that the handler of the event reads, where a state shows less or more than an event. */
      readonly adjust?: (fact: EventFacts) => readonly EventFacts[];
      readonly warnings?: readonly string[];
    }
  | { readonly ignored: string };

/** A time of an object; `undefined` if it is absent or cannot be read. */
export const Instant = z
  .unknown()
  .optional()
  .transform((text) => (typeof text === 'string' ? fromIsoText(text) : undefined));

/** A status or a further word; `undefined` if it is absent or no text. */
export const Status = z.string().optional().catch(undefined);

type PaymentFacts = Extract<EventFacts, { type: `payment.${string}` }>;
export const isAboutPayment = (fact: EventFacts): fact is PaymentFacts => fact.type.startsWith('payment.');

/** The latest of the times that are known. */
export const latest = (...times: readonly (string | undefined)[]): string | undefined =>
  times
    .flatMap((time) => time ?? [])
    .toSorted()
    .at(-1);

/** Reads the fields of a state. Whatever is no object has none of them. */
export const readState = <Schema extends z.ZodObject>(schema: Schema, answer: unknown): z.output<Schema> =>
  schema.parse(typeof answer === 'object' && answer !== null && !Array.isArray(answer) ? answer : {});
