import { compiled, wordIn } from '@payspool/events';
import type { z } from 'zod';
import { checkShape, type MerchantReference, merchantReference } from '../../contract/index.ts';
import { leaveOutOdd, oddWarning } from '../optional-field.ts';
import { dataOf, RawData } from '../schema.ts';
import type { Ref } from '../schema.ts';
import type { StripeSettings } from '../settings.ts';
import { type Said, saying, together } from './said.ts';

/** One event while it is read: the parsed body, and the fields of its envelope. */
interface IncomingEvent {
  readonly type: string;
  readonly occurredAt: string;
  readonly body: unknown;
  readonly settings: StripeSettings;
}

/** The facts of an event, or why it has none. */
export type Reading = Said | { readonly ignored: string };

/** @throws {UnusableEventError} `schema_violation`, with the field's path from the body's root */
export type EventHandler = (event: IncomingEvent) => Reading;

/** The context while an object is read: the event's own object, or an included one. */
export interface EventContext {
  readonly occurredAt: string;
  readonly settings: StripeSettings;
  /** The path of the object from the body's root: `data.object`. */
  readonly path: string;
  /** Paths of its fields that were left out because they are invalid. */
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
    // TypeScript cannot resolve the output of a generic schema; checkShape has checked it.
    const { data } = checkShape(Data, event.body) as { data: { object: z.output<Schema> } };
    const { kept, odd } = leaveOutOdd(data.object, path);
    const reading = read(kept, { occurredAt: event.occurredAt, settings: event.settings, path, odd }, event);
    return 'ignored' in reading ? reading : together(reading, { facts: [], warnings: odd.map(oddWarning) });
  };
};

/** The object of an event as received, and the values that the event replaced in it. */
export const rawData = (body: unknown) => checkShape(RawData, body).data;

/** Reads an object inside another one. An invalid one is ignored with a warning and never makes the event fail. */
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

/** The same for a reference. Most are only an id; some are an object with nothing but its id. */
export function readExpanded<Schema extends z.ZodType>(
  { schema, ref, at }: { readonly schema: Schema; readonly ref: Ref | null | undefined; readonly at: string },
  context: EventContext,
  read: (object: z.output<Schema>, context: EventContext) => Said,
): Said {
  const value = ref?.beside?.();
  if (typeof value !== 'object' || value === null || !STATES.some((field) => field in value)) return saying();
  return readBeside({ schema, value, at }, context, read);
}

/** An object without any of these fields has no state. */
const STATES = ['status', 'paid'];
/** Objects may be nested without a limit. Stripe expands four levels (docs.stripe.com/expand), some of them lists. */
const MAX_DEPTH = 14;

/** Optional text: left out if it is empty, too long or cannot be stored. */
export const optionalWord = (text: string | null | undefined): string | undefined => wordIn(text);

/** A warning about an unknown status; the state does not change. */
export const unknownWord = (what: string, word: string | null | undefined): string =>
  `unknown ${what} ${JSON.stringify(String(word).slice(0, 60))}`;

/** Only the merchant can write metadata, because it requires the secret key (docs.stripe.com/metadata). */
export const orderIdIn = ({
  metadata,
}: {
  metadata?: { order_id?: unknown } | null | undefined;
}): MerchantReference =>
  merchantReference({ field: 'metadata.order_id', value: metadata?.order_id, writer: 'merchant' });

/** The customer who pays. */
export const payerOf = (about: {
  customer?: Ref | null | undefined;
  customer_account?: string | null | undefined;
}): string | undefined => about.customer?.id ?? about.customer_account ?? undefined;
