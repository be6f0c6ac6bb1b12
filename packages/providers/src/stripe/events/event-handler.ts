import { type EventFacts, Word } from '@payspool/events';
import type { z } from 'zod';
import { checkShape } from '../../contract/index.ts';
import { dataOf } from '../schema.ts';
import type { StripeSettings } from '../settings.ts';

/** One event on its way through: the parsed body, and what has been read of its envelope. */
interface IncomingEvent {
  readonly type: string;
  readonly occurredAt: string;
  readonly body: unknown;
  readonly settings: StripeSettings;
}

/** What an event says, or why it says nothing. */
export type Reading =
  | { readonly facts: readonly EventFacts[]; readonly warnings?: readonly string[] }
  | { readonly ignored: string };

/** @throws {UnusableEventError} `schema_violation`, with the field's path from the body's root */
export type EventHandler = (event: IncomingEvent) => Reading;

/** What a handler sees beside its object. */
export interface EventContext extends IncomingEvent {
  readonly previousAttributes: unknown;
}

/** A handler of events about one kind of object. */
export const onObject =
  <Schema extends z.ZodType>(
    schema: Schema,
    read: (object: z.output<Schema>, event: EventContext) => Reading,
  ): EventHandler =>
  (event) => {
    // The output of a generic schema stays unresolved: this spells out what checkShape has just checked.
    const { data } = checkShape(dataOf(schema), event.body) as {
      data: { object: z.output<Schema>; previous_attributes?: unknown };
    };
    return read(data.object, { ...event, previousAttributes: data.previous_attributes });
  };

/** Text that is worth keeping and not worth failing for: left out when it is empty, too long or not storable. */
export const optionalWord = (text: string | null | undefined): string | undefined =>
  Word.safeParse(text).data;

/** A warning about a word that is not known; what the word is about stays as it was. */
export const unknownWord = (what: string, word: string | null | undefined): string =>
  `unknown ${what} ${JSON.stringify(String(word).slice(0, 60))}`;
