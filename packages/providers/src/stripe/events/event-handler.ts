import { compiled, wordIn } from '@payspool/events';
import type { z } from 'zod';
import { checkShape, type MerchantReference, merchantReference } from '../../contract/index.ts';
import { leaveOutOdd, oddWarning } from '../optional-field.ts';
import { dataOf, RawData } from '../schema.ts';
import type { Ref } from '../schema.ts';
import type { StripeSettings } from '../settings.ts';
import { type Said, saying, together } from './said.ts';

/** One event on its way through: the parsed body, and what has been read of its envelope. */
interface IncomingEvent {
  readonly type: string;
  readonly occurredAt: string;
  readonly body: unknown;
  readonly settings: StripeSettings;
}

/** What an event says, or why it says nothing. */
export type Reading = Said | { readonly ignored: string };

/** @throws {UnusableEventError} `schema_violation`, with the field's path from the body's root */
export type EventHandler = (event: IncomingEvent) => Reading;

/** What is known while an object is read: the event's, or one that stands beside it. */
export interface EventContext {
  readonly occurredAt: string;
  readonly settings: StripeSettings;
  /** Where the object is, from the body's root: `data.object`. */
  readonly path: string;
  /** Paths of its fields that were left out, since they are not of their form. */
  readonly odd: readonly string[];
}

/** A handler of events about one kind of object. */
export const onObject = <Schema extends z.ZodType>(
  schema: Schema,
  read: (object: z.output<Schema>, context: EventContext, event: IncomingEvent) => Reading,
): EventHandler => {
  const Data = dataOf(schema);
  const path = 'data.object';
  return (event) => {
    // The output of a generic schema stays unresolved: this spells out what checkShape has just checked.
    const { data } = checkShape(Data, event.body) as { data: { object: z.output<Schema> } };
    const { kept, odd } = leaveOutOdd(data.object, path);
    const reading = read(kept, { occurredAt: event.occurredAt, settings: event.settings, path, odd }, event);
    return 'ignored' in reading ? reading : together(reading, { facts: [], warnings: odd.map(oddWarning) });
  };
};

/** The object of an event as it came, and what the event says that it replaced of it. */
export const rawData = (body: unknown) => checkShape(RawData, body).data;

/** Reads an object that stands in another one. One that is not of its form says nothing, with a warning: it never costs the event. */
export function readBeside<Schema extends z.ZodType>(
  { schema, value, at }: { readonly schema: Schema; readonly value: unknown; readonly at: string },
  context: EventContext,
  read: (object: z.output<Schema>, context: EventContext) => Said,
): Said {
  const path = `${context.path}.${at}`;
  if (path.split('.').length > MAX_DEPTH) return saying();
  const parsed = compiled(schema).safeParse(value);
  if (!parsed.success) return { facts: [], warnings: [oddWarning(path)] };
  const { kept, odd } = leaveOutOdd(parsed.data, path);
  return together(read(kept, { ...context, path, odd }), { facts: [], warnings: odd.map(oddWarning) });
}

/** The same for a reference. Most are an id alone, and some an object of which no more than its id is shown. */
export function readExpanded<Schema extends z.ZodType>(
  { schema, ref, at }: { readonly schema: Schema; readonly ref: Ref | null | undefined; readonly at: string },
  context: EventContext,
  read: (object: z.output<Schema>, context: EventContext) => Said,
): Said {
  const value = ref?.beside?.();
  if (typeof value !== 'object' || value === null || !STATES.some((field) => field in value)) return saying();
  return readBeside({ schema, value, at }, context, read);
}

/** Without one of these an object has no state to tell of. */
const STATES = ['status', 'paid'];
/** Objects can stand in each other without an end. Stripe expands four levels (docs.stripe.com/expand), some of them lists. */
const MAX_DEPTH = 14;

/** Text that is worth keeping and not worth failing for: left out when it is empty, too long or not storable. */
export const optionalWord = (text: string | null | undefined): string | undefined => wordIn(text);

/** A warning about a word that is not known; what the word is about stays as it was. */
export const unknownWord = (what: string, word: string | null | undefined): string =>
  `unknown ${what} ${JSON.stringify(String(word).slice(0, 60))}`;

/** Only the merchant writes metadata: it takes the secret key (docs.stripe.com/metadata). */
export const orderIdIn = ({
  metadata,
}: {
  metadata?: { order_id?: unknown } | null | undefined;
}): MerchantReference =>
  merchantReference({ field: 'metadata.order_id', value: metadata?.order_id, writer: 'merchant' });

/** Who pays. */
export const payerOf = (about: {
  customer?: Ref | null | undefined;
  customer_account?: string | null | undefined;
}): string | undefined => about.customer?.id ?? about.customer_account ?? undefined;
